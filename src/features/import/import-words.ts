import type { ImportCounts, ImportState } from '#domain/import/import-state.ts';
import type { PatientField } from '#domain/import/patient-columns.ts';
import { counted } from '#ui/format.ts';

export const FIELD_WORDS: Readonly<Record<PatientField, string>> = {
  number: 'Record number',
  family: 'Last name',
  given: 'First name',
  middle: 'Middle name',
  fullName: 'Whole name',
  prefix: 'Prefix',
  suffix: 'Suffix',
  preferred: 'Preferred name',
  former: 'Former name',
  birthDate: 'Birth date',
  sex: 'Sex',
  mobile: 'Mobile phone',
  homePhone: 'Home phone',
  workPhone: 'Work phone',
  otherPhone: 'Phone',
  secondPhone: 'Second phone',
  textOk: 'Texts welcome, yes or no',
  voicemailOk: 'Voicemail welcome, yes or no',
  email: 'E-mail',
  line1: 'Address, line 1',
  line2: 'Address, line 2',
  line3: 'Address, line 3',
  city: 'City',
  state: 'State',
  postalCode: 'ZIP code',
  country: 'Country',
  mailLine1: 'Mailing address, line 1',
  mailLine2: 'Mailing address, line 2',
  mailCity: 'Mailing address, city',
  mailState: 'Mailing address, state',
  mailPostalCode: 'Mailing address, ZIP code',
  language: 'Language',
  interpreter: 'Interpreter needed, yes or no',
  race: 'Race and ethnicity',
  ethnicity: 'Ethnicity',
  genderIdentity: 'Gender identity',
  pronouns: 'Pronouns',
  maritalStatus: 'Marital status',
  employer: 'Employer',
  pcp: 'Primary care',
  referring: 'Referred by',
  pharmacy: 'Pharmacy',
  ssn: 'Social Security number',
  deceased: 'Deceased'
};

/** What a reading found, or a taking in did: `1,204 new, 3 changed, 20 as they were, 2 refused`. */
export function countsText({ added, changed, unchanged, refused, notKept }: ImportCounts, dryRun: boolean): string {
  const parts: readonly (readonly [number, string])[] = [
    [added, dryRun ? 'new' : 'added'],
    [changed, 'changed'],
    [unchanged, 'already as they are'],
    [refused, 'refused'],
    [notKept, 'of a kind that is not kept']
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count.toLocaleString('en-US')} ${what}`);
  return said.join(', ') || 'nothing to take in';
}

/** The heading of what a file came to; null while there is nothing to say. */
export function outcomeTitle({ step, outcome }: ImportState): string | null {
  if (!outcome) return null;
  const records = counted(outcome.total.read, 'record');
  if (step === 'checked') return `${records} read. Nothing is taken in yet.`;
  if (step === 'done') return `Done: ${records} read.`;
  if (step !== 'stopped') return null;
  return outcome.dryRun ? 'Stopped. Nothing was taken in.' : `Stopped. What was read so far is in: ${records}.`;
}

/** `Line 3`, `Entry 12`. */
export function placeText({ line, entry }: { readonly line: number | null; readonly entry: number | null }): string {
  return [line === null ? '' : `Line ${line}`, entry === null ? '' : `Entry ${entry}`].filter(Boolean).join(', ');
}
