import type { Demographics, DemographicField } from '#domain/patient/patient-facts.ts';
import { birthDateText, nameText, phoneText } from '#ui/format.ts';
import { languageText } from '#ui/format.ts';
import { sexText } from './sexes.ts';

export const FIELD_LABELS: Readonly<Record<DemographicField, string>> = {
  name: 'Name',
  birthDate: 'Date of birth',
  sex: 'Sex',
  phones: 'Phone',
  email: 'E-mail',
  address: 'Address',
  language: 'Language',
  identifiers: 'Record numbers',
  deceased: 'Deceased'
};

const SAY: { readonly [F in DemographicField]: (value: NonNullable<Demographics[F]>) => readonly string[] } = {
  name: ({ prefix = '', family, given, suffix = '', preferred, former = [] }) => [
    [prefix, nameText({ family, given: given.join(' ') }), suffix].filter(Boolean).join(' '),
    ...(preferred ? [`called ${preferred}`] : []),
    ...(former.length > 0 ? [`earlier ${former.join(', ')}`] : [])
  ],
  birthDate: (date) => [birthDateText(date)],
  sex: (sex) => [sexText(sex)],
  phones: (phones) => phones.map(({ number, use }) => `${phoneText(number)} ${use}`),
  email: (email) => [email],
  address: ({ line, city, state, postalCode, country = '' }) => [
    ...line,
    [city, [state, postalCode].filter(Boolean).join(' ')].filter(Boolean).join(', '),
    country
  ],
  language: (language) => [languageText(language)],
  identifiers: (identifiers) => identifiers.map(({ type, value }) => `${value} (${type})`),
  deceased: (deceased) => [deceased === true ? 'Yes' : birthDateText(deceased)]
};

/** A field's value in lines of text; none when it is empty. */
export function linesOf<F extends DemographicField>(
  field: F,
  value: Demographics[F] | null | undefined
): readonly string[] {
  if (value === null || value === undefined) return [];
  return SAY[field](value).filter(Boolean);
}
