import {
  ASK_FROM,
  LIKENESS_POINTS,
  compared,
  duplicatesOf,
  likenessOf,
  likenessWords,
  type Likeness
} from '#domain/patient/duplicates.ts';
import { birthDateFrom } from '#domain/patient/birth-date-text.ts';
import { phoneNumberOf } from '#domain/import/phone-number.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { LocalDate } from '#domain/time.ts';
import { live } from '#station/live.svelte.ts';
import type { PatientHit, Rows } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import type { DemographicsText } from './demographics-text.ts';

/** Somebody who is known and may be the same person, and why. */
export interface KnownAlike {
  readonly hit: PatientHit;
  readonly reasons: readonly string[];
}

interface Known {
  readonly hit: PatientHit;
  readonly patient: Patient;
}

/** Enough letters of a name to look by. */
const SHORTEST_NAME = 2;
/** Taken of each search, and read whole of all of them. */
const CANDIDATES = 20;
const CLOSER = 6;
const SHOWN = 3;

/** Who is known already and may be the person being typed, as they are typed [REG-3]. @param text a getter */
export function liveDuplicates(
  station: Station,
  text: () => DemographicsText
): { readonly list: readonly KnownAlike[] } {
  const found = live(station, () => {
    const queries = queriesOf(text(), station.today());
    const typed = likenessIn(text(), station.today());
    return async (rows) => (queries.length > 0 ? alike(typed, await candidates(rows, queries, typed)) : []);
  });
  return {
    get list() {
      return found.value ?? [];
    }
  };
}

/** What to search by: each alone finds people who share it. */
function queriesOf({ name, born, phones }: DemographicsText, today: LocalDate): string[] {
  const date = birthDateFrom(born, today);
  const numbers = phones
    .map(({ number }) => phoneNumberOf(number).replace(/\D/g, ''))
    .filter(({ length }) => length >= 7);
  const family = name.family.trim();
  return [
    ...(family.length >= SHORTEST_NAME ? [`${family} ${name.given.trim()}`.trim(), family] : []),
    ...(date.ok ? [date.value] : []),
    ...numbers.map((number) => number.slice(-10))
  ];
}

/**
 * Those worth a closer look: a search gives enough to tell who is far off, and whole records are read of the nearest few, since
 * most of them lie packed away.
 */
async function candidates(rows: Rows, queries: readonly string[], typed: Likeness): Promise<Known[]> {
  const found = await Promise.all(queries.map((query) => rows.findPatients(query, CANDIDATES)));
  const hits = [...new Map(found.flat().map((hit) => [hit.patient, hit])).values()]
    .map((hit) => ({ hit, score: compared(typed, likenessOfHit(hit)).score }))
    .filter(({ score }) => score >= ASK_FROM - UNSEEN_POINTS)
    .sort((a, b) => b.score - a.score)
    .slice(0, CLOSER);
  const read = await Promise.all(
    hits.map(async ({ hit }) => {
      const patient = await rows.patient(hit.patient);
      return patient ? [{ hit, patient }] : [];
    })
  );
  return read.flat();
}

/** What a line of results does not show, a former name and the address, adds at most so much. */
const UNSEEN_POINTS = LIKENESS_POINTS.family + LIKENESS_POINTS.address;

function likenessOfHit({ family, given, preferred, birthDate, sex, phone }: PatientHit): Likeness {
  return { family, given, preferred, former: [], birthDate, sex, phones: [phone], addresses: [], ssn4: '' };
}

function alike(typed: Likeness, known: readonly Known[]): KnownAlike[] {
  return duplicatesOf(typed, known, ({ patient }) => likenessOf(patient))
    .slice(0, SHOWN)
    .map(({ known: { hit }, reasons }) => ({ hit, reasons: reasons.map((reason) => likenessWords[reason]) }));
}

/** What is typed so far, as far as it can be compared. */
function likenessIn(
  { name, born, sex, phones, address, otherAddresses = [] }: DemographicsText,
  today: LocalDate
): Likeness {
  const date = birthDateFrom(born, today);
  return {
    family: name.family,
    given: name.given,
    preferred: name.preferred,
    former: name.former.split(',').filter((former) => former.trim() !== ''),
    birthDate: date.ok ? date.value : null,
    sex: sex === '' ? 'unknown' : sex,
    phones: phones.map(({ number }) => phoneNumberOf(number)),
    addresses: [address, ...otherAddresses].flatMap(({ street, postalCode }) =>
      street.trim() && postalCode.trim() ? [`${street} ${postalCode}`] : []
    ),
    ssn4: ''
  };
}
