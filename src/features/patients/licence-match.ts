import type { DriverLicence } from '#domain/import/driver-licence.ts';
import { areNicknames, nameLikeness, NAMES_ALIKE } from '#domain/patient/name-likeness.ts';
import { everyAddress } from '#domain/patient/addresses.ts';
import type { Address } from '#domain/patient/patient-facts.ts';
import type { Patient } from '#domain/patient/patient.ts';
import { folded } from '#domain/patient/search-text.ts';
import type { PatientHit, Rows } from '#station/rows.ts';
import { birthDateText } from '#ui/format.ts';
import type { FieldChange } from './change-patient.ts';
import { inOrdinaryCase } from './licence-text.ts';

/** More of one birth date with a name like it is somebody to ask. */
const MOST = 5;

/** Whose card it may be: the same birth date, and a family or a given name like the card's, for a name may have changed since it was printed [WED-1]. */
export async function patientsOfLicence(
  rows: Pick<Rows, 'findPatients'>,
  { name, birthDate }: DriverLicence
): Promise<readonly PatientHit[]> {
  if (birthDate === null) return [];
  const found = await Promise.all([
    rows.findPatients(name.family, 20),
    rows.findPatients(birthDateText(birthDate), 20)
  ]);
  const hits = new Map(found.flat().map((hit) => [hit.patient, hit]));
  const given = name.given[0] ?? '';
  const isLike = (hit: PatientHit): boolean =>
    isAlike(hit.family, name.family) || isAlike(hit.given, given) || isAlike(hit.preferred, given);
  return [...hits.values()].filter((hit) => hit.birthDate === birthDate && isLike(hit)).slice(0, MOST);
}

/** What the card says otherwise than the record, each a change that a person takes or leaves [WED-3]. What the card does not say is no difference. */
export function licenceChanges(patient: Patient, licence: DriverLicence): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  const name = nameOn(patient, licence);
  if (name) changes.push({ field: 'name', to: name });
  const { birthDate, sex, address } = licence;
  if (birthDate !== null && birthDate !== patient.birthDate) changes.push({ field: 'birthDate', to: birthDate });
  if (sex !== 'unknown' && sex !== patient.sex) changes.push({ field: 'sex', to: sex });
  // A card may have an address that is on record as another one, or as an earlier one: nothing is new in that.
  if (address && !everyAddress(patient).some((known) => isSamePlace(known, address)))
    changes.push({ field: 'address', to: inOrdinaryWords(address) });
  return changes;
}

/** The name as the card has it; null where it is the same: capitals, accents, a middle name that is not written down, and a name cut short are no other name. */
function nameOn({ name }: Patient, { name: card, isNameCut }: DriverLicence): Patient['name'] | null {
  const isSame = (known: string, printed: string): boolean => {
    const [a, b] = [folded(known), folded(printed)].map((one) => one.replaceAll(' ', ''));
    return a === b || (isNameCut && b !== undefined && b !== '' && (a ?? '').startsWith(b));
  };
  const [first = ''] = card.given;
  if (isSame(name.family, card.family) && (first === '' || isSame(name.given[0] ?? '', first))) return null;
  return { ...name, family: inOrdinaryCase(card.family), given: card.given.map(inOrdinaryCase) };
}

function isSamePlace(known: Address, card: Address): boolean {
  const said = ({ line, city, state, postalCode }: Address): string =>
    folded([...line, city, state, postalCode.slice(0, 5)].join(' ')).replaceAll(' ', '');
  return said(known) === said(card);
}

function inOrdinaryWords({ line, city, state, postalCode, country }: Address): Address {
  return {
    line: line.map(inOrdinaryCase),
    city: inOrdinaryCase(city),
    state,
    postalCode,
    ...(country === undefined ? {} : { country })
  };
}

function isAlike(known: string, printed: string): boolean {
  const [a, b] = [folded(known), folded(printed)];
  if (a === '' || b === '') return false;
  return a === b || a.split(' ').includes(b) || areNicknames(a, b) || nameLikeness(a, b) >= NAMES_ALIKE;
}
