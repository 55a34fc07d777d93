import {
  HIDDEN,
  maskedAddress,
  maskedBirthDate,
  maskedEmail,
  maskedNumber,
  maskedPhone
} from '#domain/practice/masks.ts';
import type { FieldGroup, Sight } from '#domain/practice/minimum-necessary.ts';
import type { Demographics, DemographicField } from '#domain/patient/patient-facts.ts';
import { addressLine, otherAddressHead } from '#domain/patient/address-words.ts';
import { ownWishesText } from '#domain/patient/reach-words.ts';
import { birthDateText, nameText, phoneText } from '#ui/format.ts';
import { languageText } from '#ui/format.ts';
import { DETAIL_GROUPS, DETAIL_LABELS, MASK_DETAIL, SAY_DETAIL } from './detail-fields.ts';
import { sexText } from './sexes.ts';

export const FIELD_LABELS: Readonly<Record<DemographicField, string>> = {
  name: 'Name',
  birthDate: 'Date of birth',
  sex: 'Sex',
  phones: 'Phone',
  email: 'E-mail',
  address: 'Address',
  otherAddresses: 'Other addresses',
  language: 'Language',
  identifiers: 'Record numbers',
  deceased: 'Deceased',
  ...DETAIL_LABELS
};

const SAY: { readonly [F in DemographicField]: (value: NonNullable<Demographics[F]>) => readonly string[] } = {
  name: ({ prefix = '', family, given, suffix = '', preferred, former = [] }) => [
    [prefix, nameText({ family, given: given.join(' ') }), suffix].filter(Boolean).join(' '),
    ...(preferred ? [`called ${preferred}`] : []),
    ...(former.length > 0 ? [`earlier ${former.join(', ')}`] : [])
  ],
  birthDate: (date) => [birthDateText(date)],
  sex: (sex) => [sexText(sex)],
  phones: (phones) =>
    phones.map((one) => [`${phoneText(one.number)} ${one.use}`, ownWishesText(one)].filter(Boolean).join(', ')),
  email: (email) => [email],
  address: ({ line, city, state, postalCode, country = '' }) => [
    ...line,
    [city, [state, postalCode].filter(Boolean).join(' ')].filter(Boolean).join(', '),
    country
  ],
  otherAddresses: (addresses) =>
    addresses.flatMap((one) => [`${otherAddressHead(one, birthDateText)}:`, addressLine(one)]),
  language: (language) => [languageText(language)],
  identifiers: (identifiers) => identifiers.map(({ type, value }) => `${value} (${type})`),
  deceased: (deceased) => [deceased === true ? 'Yes' : birthDateText(deceased)],
  ...SAY_DETAIL
};

/** The group each field is shown or masked with, but for the numbers: those are asked one by one. */
export const FIELD_GROUP: Readonly<Record<DemographicField, FieldGroup>> = {
  name: 'identity',
  birthDate: 'identity',
  sex: 'identity',
  phones: 'contact',
  email: 'contact',
  address: 'contact',
  otherAddresses: 'contact',
  language: 'identity',
  identifiers: 'ids',
  deceased: 'identity',
  ...DETAIL_GROUPS
};

/** A name stays: without it nobody knows whose page it is [MIN-2]. */
const MASK: { readonly [F in DemographicField]: (value: NonNullable<Demographics[F]>) => readonly string[] } = {
  ...SAY,
  ...MASK_DETAIL,
  birthDate: (date) => [maskedBirthDate(date)],
  phones: (phones) => phones.map(({ number, use }) => `${maskedPhone(number)} ${use}`),
  email: (email) => [maskedEmail(email)],
  address: (address) => [maskedAddress(address)],
  otherAddresses: (addresses) =>
    addresses.map((one) => `${otherAddressHead(one, birthDateText)}: ${maskedAddress(one)}`),
  identifiers: (identifiers) => identifiers.map(({ type, value }) => `${maskedNumber(value)} (${type})`)
};

/** As much of a field's value as `sight` shows, in lines of text. */
export function linesSeen<F extends DemographicField>(
  field: F,
  value: Demographics[F] | null | undefined,
  sight: Sight
): readonly string[] {
  if (value === null || value === undefined) return [];
  if (sight === 'none') return [HIDDEN];
  return (sight === 'masked' ? MASK : SAY)[field](value).filter(Boolean);
}

/** A field's value in lines of text; none when it is empty. */
export function linesOf<F extends DemographicField>(
  field: F,
  value: Demographics[F] | null | undefined
): readonly string[] {
  if (value === null || value === undefined) return [];
  return SAY[field](value).filter(Boolean);
}
