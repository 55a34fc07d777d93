import type { Sex } from '#domain/patient/patient-facts.ts';

/** FHIR R4 AdministrativeGender, as a front desk says it. */
export const SEXES: readonly { readonly value: Sex; readonly label: string; readonly letter: string }[] = [
  { value: 'female', label: 'Female', letter: 'F' },
  { value: 'male', label: 'Male', letter: 'M' },
  { value: 'other', label: 'Other', letter: 'X' },
  { value: 'unknown', label: 'Unknown', letter: '?' }
];

export function sexText(sex: Sex): string {
  return SEXES.find(({ value }) => value === sex)?.label ?? '';
}

/** One letter, for lines of results. */
export function sexLetter(sex: Sex): string {
  return SEXES.find(({ value }) => value === sex)?.letter ?? '';
}
