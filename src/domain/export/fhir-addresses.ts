import { ADDRESS_KINDS, ADDRESS_USES, MOST_ADDRESSES } from '../patient/addresses.ts';
import { isAddressTooLong } from '../patient/demographics.ts';
import type { Address, Demographics, OtherAddress } from '../patient/patient-facts.ts';
import { sameValue } from '../same-value.ts';
import { cleanLine } from '../text.ts';
import { isLocalDate, type LocalDate } from '../time.ts';
import { isJson, list, partsOf, text, without, type Json } from './json.ts';

/** FHIR R4 Address has no word for where letters are to go. */
export const FHIR_LETTERS = 'urn:anteroom:address:letters';

type Has = Pick<Demographics, 'address' | 'otherAddresses'>;

/**
 * Where a person lives, and their other addresses, from FHIR R4 Address entries of any shape [IMP-38]. The main one is the home of today, or else the
 * first that is good today and neither for bills nor for a while. One whose days are over is an earlier one. Days are taken as they are written; of a month or a
 * year alone only that it is over.
 */
export function addressesFrom(entries: readonly Json[], today: LocalDate): Has {
  const read = entries.flatMap((entry) => readEntry(entry, today) ?? []);
  const now = read.filter(({ use, period }) => use !== 'old' && use !== 'billing' && isOn(period, today));
  const homes = now.filter(({ use }) => use === 'home');
  const lasting = now.filter(({ use, period }) => use !== 'temp' || period === undefined);
  const main = homes.find(({ kind }) => kind !== 'postal') ?? homes[0] ?? lasting[0];
  const others = read.filter((one) => one !== main && !(main && sameValue(placeOf(one), placeOf(main)) && one.use === 'home')); // prettier-ignore
  // Whoever has one that no fact can hold is no less a patient: it stays in what is kept as it came.
  const kept = others
    .filter((one) => !isAddressTooLong(one))
    .slice(0, MOST_ADDRESSES)
    .map((one) => besideMain(one, today));
  return { ...(main ? { address: placeOf(main) } : {}), ...(kept.length > 0 ? { otherAddresses: kept } : {}) };
}

/** Addresses of somebody who is only ours, the main one first. */
export function addressEntries({ address, otherAddresses = [] }: Has): readonly Json[] {
  const main = address ? [entryOf({ use: 'home' }, address)] : [];
  return [...main, ...otherAddresses.map((one) => otherEntry({}, one))];
}

/** Another system's record with another main address; the entry that was it keeps what else it says, and the others stay. */
export function withAddress(resource: Json, before: Has, now: Has): Json {
  const entries = partsOf(resource['address']);
  const main = mainEntry(entries, before.address);
  const kept = without(main ?? { use: 'home' }, 'text', 'line', 'city', 'district', 'state', 'postalCode', 'country', 'extension'); // prettier-ignore
  const own = now.address ? [entryOf(kept, now.address)] : [];
  return { ...without(resource, 'address'), ...list('address', [...own, ...entries.filter((one) => one !== main)]) };
}

/** The same of the other addresses: those that were taken away here go, one that changed keeps what else its entry says, what was not understood stays. */
export function withOtherAddresses(resource: Json, before: Has, now: Has): Json {
  const entries = partsOf(resource['address']);
  const mains = [before.address, now.address].filter((one) => one !== undefined);
  const isMain = (entry: Json): boolean =>
    mains.some((one) => entry === mainEntry(entries, one) || (isHome(entry) && sameValue(placeIn(entry), one)));
  const was = before.otherAddresses ?? [];
  const entryAt = (one: OtherAddress): Json | undefined => {
    const there = entries.filter((entry) => !isMain(entry) && sameValue(placeIn(entry), placeOf(one)));
    return there.find(({ use }) => use === one.use) ?? there[0];
  };
  const known = new Set(was.map(entryAt));
  const own = (now.otherAddresses ?? []).map((one) => {
    const entry = entryAt(one);
    if (entry) known.add(entry);
    const isSame = was.some((other) => sameValue(other, one));
    return entry && isSame ? entry : otherEntry(entry ?? {}, one);
  });
  const others = entries.filter((entry) => !known.has(entry));
  return { ...without(resource, 'address'), ...list('address', [...others, ...own]) };
}

/** The entry that says the main address: where one place is for several uses, that of the home. */
function mainEntry(entries: readonly Json[], address: Address | undefined): Json | undefined {
  const there = entries.filter((entry) => address && sameValue(placeIn(entry), address));
  return there.find(isHome) ?? there[0];
}

const isHome = ({ use }: Json): boolean => use === undefined || use === 'home';

function readEntry(entry: Json, today: LocalDate): OtherAddress | null {
  const place = placeIn(entry);
  if (place.line.length === 0 && !place.city && !place.state && !place.postalCode) return null;
  const { start, end } = isJson(entry['period']) ? entry['period'] : {};
  const isOver = typeof end === 'string' && end < today.slice(0, end.length);
  const period = { start: dayIn(start), end: dayIn(end) };
  const isEver = (period.start === null && period.end === null) || (period.end !== null && period.end < (period.start ?? '')); // prettier-ignore
  const kind = ADDRESS_KINDS.find((one) => one === entry['type']);
  const letters = partsOf(entry['extension']).some(({ url, valueBoolean: is }) => url === FHIR_LETTERS && is === true);
  return {
    ...place,
    use: isOver ? 'old' : (ADDRESS_USES.find((use) => use === entry['use']) ?? 'home'),
    ...(kind ? { kind } : {}),
    ...(isEver ? {} : { period }),
    ...(letters ? { letters: true } : {})
  };
}

/** A home that has begun is not where they moved to while another one is the main one. */
function besideMain(one: OtherAddress, today: LocalDate): OtherAddress {
  const { period, ...rest } = one;
  if (one.use !== 'home' || !period?.start || period.start > today) return one;
  return period.end === null ? rest : { ...rest, period: { start: null, end: period.end } };
}

function isOn(period: OtherAddress['period'], day: LocalDate): boolean {
  return (period?.start ?? day) <= day && day <= (period?.end ?? day);
}

/** A `dateTime` counts by its day; null for a part of a date. */
function dayIn(value: unknown): LocalDate | null {
  const day = typeof value === 'string' ? value.slice(0, 10) : '';
  return isLocalDate(day) ? day : null;
}

function placeIn(entry: Json): Address {
  const said = (key: string): string => (typeof entry[key] === 'string' ? cleanLine(entry[key]) : '');
  const lines = Array.isArray(entry['line']) ? (entry['line'] as unknown[]) : [];
  const line = lines.flatMap((one) => (typeof one === 'string' && cleanLine(one)) || []);
  const country = said('country');
  return {
    line: line.length > 0 ? line : [said('text')].filter(Boolean),
    city: said('city'),
    state: said('state'),
    postalCode: said('postalCode'),
    ...(country ? { country } : {})
  };
}

function placeOf({ line, city, state, postalCode, country }: Address): Address {
  return { line, city, state, postalCode, ...(country ? { country } : {}) };
}

function otherEntry(entry: Json, one: OtherAddress): Json {
  const { start = null, end = null } = one.period ?? {};
  const others = partsOf(entry['extension']).filter(({ url }) => url !== FHIR_LETTERS);
  const kept = without(entry, 'extension', 'use', 'type', 'text', 'line', 'city', 'state', 'postalCode', 'country', 'period'); // prettier-ignore
  return {
    ...kept,
    ...list('extension', [...others, ...(one.letters ? [{ url: FHIR_LETTERS, valueBoolean: true }] : [])]),
    use: one.use,
    ...text('type', one.kind),
    ...entryOf({}, one),
    ...(start || end ? { period: { ...text('start', start ?? ''), ...text('end', end ?? '') } } : {})
  };
}

function entryOf(kept: Json, { line, city, state, postalCode, country }: Address): Json {
  return {
    ...kept,
    ...list('line', line),
    ...text('city', city),
    ...text('state', state),
    ...text('postalCode', postalCode),
    ...text('country', country)
  };
}
