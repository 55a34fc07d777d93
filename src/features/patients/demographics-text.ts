import { birthDateFrom, type BirthDateRefusal } from '#domain/patient/birth-date-text.ts';
import { phoneNumberOf } from '#domain/import/phone-number.ts';
import type { DetailField } from '#domain/patient/details.ts';
import type { Demographics, DemographicField, PersonName, Phone, Sex } from '#domain/patient/patient-facts.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { cleanLine } from '#domain/text.ts';
import type { LocalDate } from '#domain/time.ts';
import { birthDateText, phoneText } from '#ui/format.ts';
import {
  addressFrom,
  addressTextOf,
  areOtherAddresses,
  EMPTY_ADDRESS,
  otherAddressesFrom,
  otherAddressTextOf,
  type AddressText,
  type OtherAddressText
} from './address-text.ts';
import { readDetail, type DetailRefusal } from './detail-text.ts';
import { checkDemographics, type DemographicsRefusal } from '#domain/patient/demographics.ts';

/** A name as it stands in a form. */
export interface NameText {
  /** `Dr`, `Mx`; seldom typed, but kept when a record has it. */
  readonly prefix: string;
  readonly given: string;
  readonly middle: string;
  readonly family: string;
  readonly suffix: string;
  readonly preferred: string;
  /** Earlier family names, with commas between. */
  readonly former: string;
}

export interface PhoneText {
  readonly number: string;
  readonly use: Phone['use'];
  /** `yes`, `no`; empty or absent: as for all phones. Drafts from before these have none of them. */
  readonly text?: string;
  readonly voicemail?: string;
  readonly bestTime?: string;
  readonly preferred?: boolean;
}

/** Everything a form holds of a patient, as typed. Plain, so that it can be kept as a draft. */
export interface DemographicsText {
  readonly name: NameText;
  readonly born: string;
  readonly bornUnknown: boolean;
  /** About how old, where the birth date is not known. */
  readonly about: string;
  readonly sex: Sex | '';
  readonly phones: readonly PhoneText[];
  readonly email: string;
  readonly address: AddressText;
  /** Absent where nobody has typed one: drafts from before there were any have none. */
  readonly otherAddresses?: readonly OtherAddressText[];
  readonly language: string;
  /** `yes`, `no`; empty or absent where nobody asked. Later it is changed under Communication. */
  readonly interpreter?: string;
}

export type FieldRefusal =
  | DemographicsRefusal
  | DetailRefusal
  | (BirthDateRefusal & { readonly field: 'birthDate' })
  | { readonly code: 'patient/no-birth-date'; readonly field: 'birthDate' }
  | { readonly code: 'patient/no-sex'; readonly field: 'sex' };

/** The fields a form can change. */
export type FormField = Exclude<DemographicField, 'identifiers' | 'deceased' | DetailField>;

/** Each of them, in the order a form asks and a page shows them. */
export const FORM_FIELDS: readonly FormField[] = [
  'name',
  'birthDate',
  'sex',
  'phones',
  'email',
  'address',
  'otherAddresses',
  'language'
];

export const EMPTY: DemographicsText = {
  name: { prefix: '', given: '', middle: '', family: '', suffix: '', preferred: '', former: '' },
  born: '',
  bornUnknown: false,
  about: '',
  sex: '',
  phones: [{ number: '', use: 'mobile' }],
  email: '',
  address: EMPTY_ADDRESS,
  language: 'en'
};

/** Whether something kept is a form of this version: every part that a form reads is there, and of its kind. */
export function isDemographicsText(kept: unknown): kept is DemographicsText {
  if (typeof kept !== 'object' || kept === null) return false;
  const { phones, otherAddresses = [], interpreter = '', ...rest } = kept as Record<string, unknown>;
  if (typeof interpreter !== 'string') return false;
  const isPhone = (phone: unknown): boolean =>
    typeof phone === 'object' &&
    phone !== null &&
    'number' in phone &&
    typeof phone.number === 'string' &&
    Object.entries(phone).every(([key, value]) => typeof value === (key === 'preferred' ? 'boolean' : 'string'));
  const { phones: _, ...known } = EMPTY;
  return Array.isArray(phones) && phones.every(isPhone) && areOtherAddresses(otherAddresses) && sameKinds(known, rest);
}

function sameKinds(known: object, kept: Record<string, unknown>): boolean {
  return Object.entries(known).every(([key, value]) => {
    const other = kept[key];
    if (typeof value !== 'object') return typeof other === typeof value;
    return typeof other === 'object' && other !== null && sameKinds(value as object, other as Record<string, unknown>);
  });
}

/** One field as it would be kept; null when it is left empty [REG-2]. */
export function readField<F extends FormField>(
  field: F,
  text: DemographicsText,
  today: LocalDate
): Result<Demographics[F] | null, FieldRefusal> {
  const read = READERS[field](text, today);
  if (!read.ok || read.value === null) return read as Result<Demographics[F] | null, FieldRefusal>; // each reader reads its own field
  const checked = checkDemographics({ [field]: read.value }, today);
  return checked.ok ? ok(read.value as Demographics[F]) : checked;
}

const READERS: {
  readonly [F in FormField]: (text: DemographicsText, today: LocalDate) => Result<Demographics[F] | null, FieldRefusal>;
} = {
  name: (text) => ok(unknownName(text) ?? nameFrom(text.name)),
  birthDate: bornFrom,
  sex: ({ sex }) => (sex === '' ? err({ code: 'patient/no-sex', field: 'sex' }) : ok(sex)),
  phones: ({ phones }) => ok(phones.flatMap(phoneFrom)),
  email: ({ email }) => ok(cleanLine(email) || null),
  address: ({ address }) => ok(addressFrom(address)),
  otherAddresses: ({ otherAddresses = [] }) => ok(otherAddressesFrom(otherAddresses)),
  language: ({ language }) => ok(cleanLine(language) || null)
};

/** All that is typed, as it would be kept; or each field that is not right yet, and why. */
export function readAll(
  text: DemographicsText,
  today: LocalDate
): Result<Demographics, Partial<Record<FormField, FieldRefusal>>> {
  const refusals: Partial<Record<FormField, FieldRefusal>> = {};
  const read = <F extends FormField>(field: F): Demographics[F] | null => {
    const one = readField(field, text, today);
    if (one.ok) return one.value;
    refusals[field] = one.error;
    return null;
  };
  const estimatedAge = text.bornUnknown ? readDetail('estimatedAge', { value: text.about }, today) : null;
  if (estimatedAge && !estimatedAge.ok) refusals.birthDate = estimatedAge.error;
  const [name, birthDate, sex, phones] = [read('name'), read('birthDate'), read('sex'), read('phones')];
  const [email, address, language] = [read('email'), read('address'), read('language')];
  const otherAddresses = read('otherAddresses');
  if (Object.keys(refusals).length > 0 || !name) return err(refusals);
  return ok({
    name,
    birthDate,
    sex: sex ?? 'unknown',
    phones: phones ?? [],
    ...(email ? { email } : {}),
    ...(address ? { address } : {}),
    ...(otherAddresses ? { otherAddresses } : {}),
    ...(language ? { language } : {}),
    ...(text.interpreter ? { communication: { interpreter: text.interpreter === 'yes' } } : {}),
    ...(estimatedAge?.ok && estimatedAge.value ? { estimatedAge: estimatedAge.value } : {}),
    identifiers: []
  });
}

/** Which of the other addresses is not right; null where it is not one of them. */
export function wrongAddressOf(read: Result<unknown, FieldRefusal>): number | null {
  return !read.ok && 'at' in read.error ? (read.error.at ?? null) : null;
}

/** What is known of a patient, as a form shows it. */
export function textOf(known: Demographics): DemographicsText {
  const { name } = known;
  const [given = '', ...middle] = name.given;
  return {
    name: {
      prefix: name.prefix ?? '',
      given,
      middle: middle.join(' '),
      family: name.family,
      suffix: name.suffix ?? '',
      preferred: name.preferred ?? '',
      former: (name.former ?? []).join(', ')
    },
    born: known.birthDate ? birthDateText(known.birthDate) : '',
    bornUnknown: known.birthDate === null,
    about: known.estimatedAge ? String(known.estimatedAge.years) : '',
    sex: known.sex,
    phones: known.phones.length > 0 ? known.phones.map(phoneTextOf) : EMPTY.phones,
    email: known.email ?? '',
    address: addressTextOf(known.address),
    ...(known.otherAddresses ? { otherAddresses: known.otherAddresses.map(otherAddressTextOf) } : {}),
    language: known.language ?? ''
  };
}

/** `Unknown male, about 40`: what somebody goes by until they are known, and then renamed or merged [REG-13]. */
function unknownName({ name, bornUnknown, about, sex }: DemographicsText): PersonName | null {
  const isNamed = [name.given, name.middle, name.family].some((part) => cleanLine(part) !== '');
  if (isNamed || !bornUnknown || !/^\d{1,3}$/.test(about.trim())) return null;
  const who = sex === 'male' || sex === 'female' ? sex : 'person';
  return { family: `Unknown ${who}, about ${Number(about)}`, given: [] };
}

function nameFrom({ prefix, given, middle, family, suffix, preferred, former }: NameText): PersonName {
  const parts = [cleanLine(given), ...cleanLine(middle).split(' ')].filter(Boolean);
  const formers = former.split(',').map(cleanLine).filter(Boolean);
  return {
    family: cleanLine(family),
    given: parts,
    ...(cleanLine(prefix) ? { prefix: cleanLine(prefix) } : {}),
    ...(cleanLine(suffix) ? { suffix: cleanLine(suffix) } : {}),
    ...(cleanLine(preferred) ? { preferred: cleanLine(preferred) } : {}),
    ...(formers.length > 0 ? { former: formers } : {})
  };
}

/** Not knowing is said, not left open: a birth date forgotten is asked for. */
function bornFrom({ born, bornUnknown }: DemographicsText, today: LocalDate): Result<LocalDate | null, FieldRefusal> {
  if (bornUnknown) return ok(null);
  if (born.trim() === '') return err({ code: 'patient/no-birth-date', field: 'birthDate' });
  const read = birthDateFrom(born, today);
  return read.ok ? read : err({ ...read.error, field: 'birthDate' });
}

function phoneFrom({ number, use, text, voicemail, bestTime = '', preferred = false }: PhoneText): Phone[] {
  const kept = phoneNumberOf(number);
  const best = cleanLine(bestTime);
  if (!kept) return [];
  return [
    {
      number: kept,
      use,
      ...(text ? { text: text === 'yes' } : {}),
      ...(voicemail ? { voicemail: voicemail === 'yes' } : {}),
      ...(best ? { bestTime: best } : {}),
      ...(preferred ? { preferred: true } : {})
    }
  ];
}

function phoneTextOf({ number, use, text, voicemail, bestTime, preferred }: Phone): PhoneText {
  const yes = (is: boolean): string => (is ? 'yes' : 'no');
  return {
    number: phoneText(number),
    use,
    ...(text === undefined ? {} : { text: yes(text) }),
    ...(voicemail === undefined ? {} : { voicemail: yes(voicemail) }),
    ...(bestTime === undefined ? {} : { bestTime }),
    ...(preferred ? { preferred } : {})
  };
}
