import type { LocalDate } from '../time.ts';
import type { AddressOn, AddressReason } from './addresses.ts';
import type { Address, OtherAddress } from './patient-facts.ts';

/** What each use is called. */
export const ADDRESS_USE_WORDS: Readonly<Record<OtherAddress['use'], string>> = {
  temp: 'Temporary',
  home: 'Another home',
  work: 'Work',
  billing: 'Bills',
  old: 'Earlier'
};

export const ADDRESS_KIND_WORDS: Readonly<Record<NonNullable<OtherAddress['kind']>, string>> = {
  postal: 'Mail only',
  physical: 'No mail'
};

/** How a day is written here. */
type SayDay = (day: LocalDate) => string;

/** `12 Harbor St, Apt 2, Rockport, ME 04856`. */
export function addressLine({ line, city, state, postalCode, country = '' }: Address): string {
  return [...line, city, `${state} ${postalCode}`, country]
    .map((part) => part.trim())
    .filter(Boolean)
    .join(', ');
}

/** `from 11/01/2026 until 04/15/2027`; empty where no day is said. */
export function periodText(period: OtherAddress['period'], say: SayDay): string {
  const { start = null, end = null } = period ?? {};
  return [start && `from ${say(start)}`, end && `until ${say(end)}`].filter(Boolean).join(' ');
}

const WHY: Readonly<Record<AddressReason, string>> = {
  home: '',
  away: 'there now',
  moved: 'moved there',
  asked: 'asked for letters there',
  postal: 'gets mail there',
  bills: 'for bills',
  only: 'the only one'
};

/** `there now, until 04/15/2027`; empty for the main address, which needs no reason. */
export function reasonText({ why, until }: AddressOn, say: SayDay): string {
  return [WHY[why], why !== 'home' && until ? `until ${say(until)}` : ''].filter(Boolean).join(', ');
}

/** `Temporary, from 11/01/2026 until 04/15/2027, letters go here`. */
export function otherAddressHead({ use, kind, period, letters }: OtherAddress, say: SayDay): string {
  const parts = [ADDRESS_USE_WORDS[use], kind ? ADDRESS_KIND_WORDS[kind].toLowerCase() : '', periodText(period, say)];
  return [...parts, letters ? 'letters go here' : ''].filter(Boolean).join(', ');
}
