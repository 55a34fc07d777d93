import { isLocalDate, type LocalDate } from '../time.ts';
import type { Address, Demographics, OtherAddress } from './patient-facts.ts';

/** FHIR R4 address-use, in the order they are offered. */
export const ADDRESS_USES = ['temp', 'home', 'work', 'billing', 'old'] as const satisfies readonly OtherAddress['use'][]; // prettier-ignore
/** FHIR R4 address-type; absent means both. */
export const ADDRESS_KINDS = ['postal', 'physical'] as const satisfies readonly NonNullable<OtherAddress['kind']>[];
/** As the wire has it (fact-fields.ts there). */
export const MOST_ADDRESSES = 10;

type Has = Pick<Demographics, 'address' | 'otherAddresses'>;

/**
 * Why this address and no other. `home`: the main one; `away`: a temporary one whose days have come; `moved`: a home that began; `asked`: letters were asked for there;
 * `postal`: it is where they get their mail; `bills`: it is for bills; `only`: there is no main one.
 */
export type AddressReason = 'home' | 'away' | 'moved' | 'asked' | 'postal' | 'bills' | 'only';

/** An address that counts on a day, and why. */
export interface AddressOn {
  readonly address: Address;
  /** Its place among the other addresses; null: the main one. */
  readonly at: number | null;
  readonly why: AddressReason;
  /** The last day on which it counts, where that is known. */
  readonly until: LocalDate | null;
}

/** Where somebody lives on a day; null where nobody knows [REG-17]. */
export function homeOn(person: Has, day: LocalDate): AddressOn | null {
  const lived = inForce(person, day).filter(({ address: { kind } }) => kind !== 'postal');
  const away = latest(lived.filter(({ address: { use, period } }) => use === 'temp' && period !== undefined));
  if (away) return found(away, 'away');
  const moved = latest(lived.filter(({ address: { use, period } }) => use === 'home' && period?.start));
  if (moved) return found(moved, 'moved');
  if (person.address) return mainOf(person.address);
  const only = lived.find(({ address: { use } }) => use === 'home' || use === 'temp');
  return only ? found(only, 'only') : null;
}

/** Where letters to somebody go on a day, or their bills; null where there is no address for them [REG-18]. */
export function lettersOn(person: Has, day: LocalDate, about: 'letters' | 'bills' = 'letters'): AddressOn | null {
  const mailed = inForce(person, day).filter(({ address: { kind } }) => kind !== 'physical');
  const bills = about === 'bills' ? latest(mailed.filter(({ address: { use } }) => use === 'billing')) : undefined;
  if (bills) return found(bills, 'bills');
  const others = mailed.filter(({ address: { use } }) => use !== 'billing');
  // An address that letters were asked for is written to whatever it is for.
  const asked = latest(inForce(person, day).filter(({ address: { letters } }) => letters));
  if (asked) return found(asked, 'asked');
  const away = latest(others.filter(({ address: { use, period } }) => use === 'temp' && period !== undefined));
  if (away) return found(away, 'away');
  const postal = latest(others.filter(({ address: { kind } }) => kind === 'postal'));
  if (postal) return found(postal, 'postal');
  const home = homeOn(person, day);
  if (home && (home.at === null || others.some(({ at }) => at === home.at))) return home;
  if (person.address) return mainOf(person.address);
  const [only] = others;
  return only ? found(only, 'only') : null;
}

/** Every address of somebody, the main one first, old ones too: how one is known again. */
export function everyAddress({ address, otherAddresses = [] }: Has): readonly Address[] {
  return [...(address ? [address] : []), ...otherAddresses];
}

/** Why an other address may not be kept, and which of them; days are asked before order. */
export type OtherAddressFault = {
  readonly code: 'patient/address-empty' | 'patient/address-bad-day' | 'patient/address-ends-before';
  /** From 0. */
  readonly at: number;
};

/** The first of them that cannot be: nothing but a use, a day that does not exist, an end before its beginning [REG-17]. */
export function otherAddressFault(addresses: readonly OtherAddress[]): OtherAddressFault | null {
  for (const [at, { line, city, state, postalCode, period }] of addresses.entries()) {
    if (![...line, city, state, postalCode].some((part) => part !== '')) return { code: 'patient/address-empty', at };
    const { start = null, end = null } = period ?? {};
    if ([start, end].some((day) => day !== null && !isLocalDate(day))) return { code: 'patient/address-bad-day', at };
    if (start !== null && end !== null && end < start) return { code: 'patient/address-ends-before', at };
  }
  return null;
}

interface InForce {
  readonly address: OtherAddress;
  readonly at: number;
}

/** Those that are good on a day; an old one never is. Both its days are included. */
function inForce({ otherAddresses = [] }: Has, day: LocalDate): readonly InForce[] {
  return otherAddresses.flatMap((address, at) => {
    const { use, period } = address;
    const isOn = (period?.start ?? day) <= day && day <= (period?.end ?? day);
    return use !== 'old' && isOn ? [{ address, at }] : [];
  });
}

/** Of several, the one that began last; of those that began together, the one that was written down first. */
function latest(all: readonly InForce[]): InForce | undefined {
  const began = ({ address: { period } }: InForce): string => period?.start ?? '';
  return all.toSorted((a, b) => (began(a) < began(b) ? 1 : began(a) > began(b) ? -1 : a.at - b.at))[0];
}

function found({ address, at }: InForce, why: AddressReason): AddressOn {
  return { address, at, why, until: address.period?.end ?? null };
}

function mainOf(address: Address): AddressOn {
  return { address, at: null, why: 'home', until: null };
}
