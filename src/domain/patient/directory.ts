import { recordNumber } from '../practice/minimum-necessary.ts';
import type { PatientId } from '../ids.ts';
import type { LocalDate } from '../time.ts';
import type { Sex } from './patient-facts.ts';
import type { Patient } from './patient.ts';
import { inOrderOfCalling } from './reach.ts';

/** What the directory knows of a patient: enough to find them and to tell two people apart. Plain values, kept in packed segments. */
export interface DirectoryEntry {
  readonly patient: PatientId;
  readonly family: string;
  /** First and middle names, with spaces between. */
  readonly given: string;
  readonly preferred: string;
  readonly former: readonly string[];
  readonly birthDate: LocalDate | null;
  readonly sex: Sex;
  /** E.164 or as given; the first is shown, and is the one that is called first. */
  readonly phones: readonly string[];
  /** The medical record number, else the first identifier; found by its beginning. */
  readonly identifier: string;
  /** Found by their whole value only (S-9). */
  readonly otherIdentifiers: readonly string[];
  readonly deceased: boolean;
  /** It took part in a merge: whose it is, the records say together (joined.ts). */
  readonly linked?: true;
}

/** What is shown of a found patient. The same as the station's `PatientHit`. */
export interface DirectoryHit {
  readonly patient: PatientId;
  readonly family: string;
  readonly given: string;
  readonly preferred: string;
  readonly birthDate: LocalDate | null;
  readonly sex: Sex;
  readonly phone: string;
  readonly identifier: string;
  readonly deceased: boolean;
  readonly linked?: true;
}

export function directoryEntryOf(patient: Patient): DirectoryEntry {
  const { name, identifiers } = patient;
  const main = recordNumber(identifiers);
  return {
    patient: patient.patient,
    family: name.family,
    given: name.given.join(' '),
    preferred: name.preferred ?? '',
    former: name.former ?? [],
    birthDate: patient.birthDate,
    sex: patient.sex,
    phones: inOrderOfCalling(patient.phones).map(({ number }) => number),
    identifier: main?.value ?? '',
    otherIdentifiers: identifiers.filter((one) => one !== main).map(({ value }) => value),
    deceased: patient.deceased !== undefined,
    ...(patient.merges ? { linked: true } : {})
  };
}

export function hitOf(entry: DirectoryEntry): DirectoryHit {
  const { patient, family, given, preferred, birthDate, sex, phones, identifier, deceased, linked } = entry;
  const hit = { patient, family, given, preferred, birthDate, sex, phone: phones[0] ?? '', identifier, deceased };
  return linked ? { ...hit, linked } : hit;
}
