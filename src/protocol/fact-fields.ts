import * as v from 'valibot';
import type { LocalDate } from '../domain/time.ts';

/** Schemas of the values that facts are made of. Messages are words for a person; they never repeat the value. */

/** An id that names a document as well (src/domain/documents.ts). */
export const docName = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]{0,63}$/));
/** An id of a thing within a document. */
export const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/));
export const ticket = v.pipe(v.string(), v.regex(/^[A-Za-z]{1,2}\d{0,2}-\d{1,5}$/));
export const factIdentity = v.pipe(
  v.custom<`${number}.${number}`>((input) => typeof input === 'string' && /^\d{1,10}\.\d{1,10}$/.test(input))
);

/** One line of text: what is said of people and things by name. */
export const line = (max: number, what = 'This text') =>
  v.pipe(
    v.string(),
    v.maxLength(max, `${what} can be up to ${max} characters.`),
    v.regex(/^[^\n\t]*$/, `${what} is one line.`)
  );
export const text = (max: number, what = 'This text') =>
  v.pipe(v.string(), v.maxLength(max, `${what} can be up to ${max.toLocaleString('en-US')} characters.`));
export const name = line(120, 'Name');
export const filledName = v.pipe(
  name,
  v.check((input) => input.trim() !== '', 'A name is missing.')
);

export const date = v.custom<LocalDate>(isRealDate, 'This date does not exist.');
/** Nobody alive was born before 1880 (the oldest person known to have lived was born in 1875 and died in 1997). */
export const birthDate = v.custom<LocalDate>(
  (input) => isRealDate(input) && (input as string) >= '1880' && (input as string) < '2100',
  'This date of birth does not exist.'
);
/** Who an appointment or a visit is for, as it was known then. */
export const label = v.looseObject({ family: name, given: name, birthDate: v.nullable(birthDate) });
export const instant = v.pipe(v.number(), v.safeInteger(), v.minValue(-8.64e15), v.maxValue(8.64e15));
export const minuteOfDay = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1439));
export const minutes = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1440));
export const hue = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(7));
export const deviceNo = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4095));
export const zone = v.pipe(v.string(), v.check(isZone, 'This time zone is not known.'));
export const bytes = (max: number) =>
  v.custom<Uint8Array>((input) => input instanceof Uint8Array && input.length <= max);
export const list = <S extends v.GenericSchema>(entry: S, max: number) => v.pipe(v.array(entry), v.maxLength(max));

/**
 * A key that may be missing. One that is there and undefined counts as missing too: the wire can carry it, and no fold minds.
 * The cast keeps that out of the types, where such a key is plainly optional.
 */
export const maybe = <S extends v.GenericSchema>(schema: S) =>
  v.optional(schema) as unknown as v.ExactOptionalSchema<S, undefined>;

/** Where in a day. */
export const placement = v.pipe(
  v.looseObject({ practitioner: id, start: minuteOfDay, minutes: v.pipe(minutes, v.minValue(1)) }),
  v.check(({ start, minutes: length }) => start + length <= 1440, 'An appointment ends on its own day.')
);

export const sex = v.picklist(['female', 'male', 'other', 'unknown']);
export const phones = list(
  v.looseObject({
    number: line(40, 'A phone number'),
    use: v.picklist(['mobile', 'home', 'work', 'other']),
    text: maybe(v.boolean()),
    voicemail: maybe(v.boolean()),
    bestTime: maybe(line(80, 'A time')),
    preferred: maybe(v.literal(true))
  }),
  20
);
export const email = line(254, 'An e-mail address');
export const address = v.looseObject({
  line: list(line(200, 'An address line'), 6),
  city: line(120, 'City'),
  state: line(60, 'State'),
  postalCode: line(20, 'Postal code'),
  country: maybe(line(60, 'Country'))
});
/** Addresses beside the main one: uses and kinds as src/domain/patient/addresses.ts has them. */
export const otherAddresses = list(
  v.looseObject({
    ...address.entries,
    use: v.picklist(['home', 'temp', 'work', 'billing', 'old']),
    kind: maybe(v.picklist(['postal', 'physical'])),
    period: maybe(v.looseObject({ start: v.nullable(date), end: v.nullable(date) })),
    letters: maybe(v.literal(true))
  }),
  10
);
export const language = v.pipe(v.string(), v.regex(/^[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,4}$/));
export const identifiers = list(
  v.looseObject({ type: line(40), system: line(200), value: line(120, 'An identifier') }),
  50
);

function isRealDate(input: unknown): boolean {
  if (typeof input !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(input)) return false;
  const month = Number(input.slice(5, 7));
  const day = Number(input.slice(8, 10));
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(Number(input.slice(0, 4)), month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const zones = new Map<string, boolean>();

function isZone(input: string): boolean {
  let known = zones.get(input);
  if (known === undefined) {
    known = /^[A-Za-z0-9_+/-]{1,64}$/.test(input) && canFormat(input);
    if (zones.size < 1_000) zones.set(input, known);
  }
  return known;
}

function canFormat(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
