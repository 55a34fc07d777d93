import { hasCardNumber } from '../money/card-guard.ts';
import { err, ok, type Result } from '../result.ts';
import { LONGEST_NAME } from '../text.ts';
import { isLocalDate, type LocalDate } from '../time.ts';
import { FIRST_BIRTH_DATE } from './birth-date-text.ts';
import { MOST_ADDRESSES, otherAddressFault, type OtherAddressFault } from './addresses.ts';
import type { Address, Demographics, DemographicField, OtherAddress, PersonName, Phone } from './patient-facts.ts';

/** Why a value may not be kept of a patient, each with the field it is about. */
export type DemographicsRefusal =
  | { readonly code: 'patient/no-name'; readonly field: DemographicField }
  | { readonly code: 'patient/name-too-long'; readonly field: DemographicField }
  | { readonly code: 'patient/born-no-such-day'; readonly field: DemographicField }
  | { readonly code: 'patient/born-in-the-future'; readonly field: DemographicField }
  | { readonly code: 'patient/born-too-long-ago'; readonly field: DemographicField }
  | { readonly code: 'patient/phone-too-long'; readonly field: DemographicField }
  | { readonly code: 'patient/too-many-phones'; readonly field: DemographicField }
  | { readonly code: 'patient/best-time-too-long'; readonly field: DemographicField }
  | { readonly code: 'patient/bad-email'; readonly field: DemographicField }
  | { readonly code: 'patient/address-too-long'; readonly field: DemographicField; readonly at?: number }
  | (OtherAddressFault & { readonly field: DemographicField })
  | { readonly code: 'patient/too-many-addresses'; readonly field: DemographicField }
  | { readonly code: 'patient/bad-language'; readonly field: DemographicField }
  | { readonly code: 'patient/card-number'; readonly field: DemographicField };

const LONGEST_PHONE = 40;
const MOST_PHONES = 20;
/** As the wire has it. */
const LONGEST_TIME = 80;
/** RFC 5321 §4.5.3.1.3, path. */
const LONGEST_EMAIL = 254;
const LONGEST_LINE = 200;
const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
/** BCP 47 as far as a front office needs it: `es`, `zh-Hant`, `pt-BR`. */
const LANGUAGE = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$/;

/** The first thing that may not be kept, or all as it is [REG-2] [TEXT-2]. @param people already cleaned (`src/domain/text.ts`) */
export function checkDemographics<D extends Partial<Demographics>>(
  people: D,
  today: LocalDate
): Result<D, DemographicsRefusal> {
  for (const [key, value] of Object.entries(people)) {
    const field = key as DemographicField; // the keys of Demographics are its fields
    if (textsOf(value).some(hasCardNumber)) return err({ code: 'patient/card-number', field });
  }
  const { name, birthDate, phones, email, address, otherAddresses, language } = people;
  const refusal =
    (name && nameRefusal(name)) ??
    (birthDate ? birthDateRefusal(birthDate, today) : null) ??
    (phones && phonesRefusal(phones)) ??
    (email !== undefined && (email.length > LONGEST_EMAIL || !EMAIL.test(email))
      ? { code: 'patient/bad-email' as const, field: 'email' as const }
      : null) ??
    (address && addressRefusal(address, 'address')) ??
    (otherAddresses && otherAddressesRefusal(otherAddresses)) ??
    (language !== undefined && !LANGUAGE.test(language)
      ? { code: 'patient/bad-language' as const, field: 'language' as const }
      : null);
  return refusal ? err(refusal) : ok(people);
}

function nameRefusal(name: PersonName): DemographicsRefusal | null {
  const { family, given, prefix = '', suffix = '', preferred = '', former = [] } = name;
  if (![family, ...given].some((part) => part !== '')) return { code: 'patient/no-name', field: 'name' };
  const parts = [family, given.join(' '), prefix, suffix, preferred, ...former];
  return parts.some((part) => part.length > LONGEST_NAME) ? { code: 'patient/name-too-long', field: 'name' } : null;
}

function birthDateRefusal(date: LocalDate, today: LocalDate): DemographicsRefusal | null {
  const field = 'birthDate';
  if (!isLocalDate(date)) return { code: 'patient/born-no-such-day', field };
  if (date > today) return { code: 'patient/born-in-the-future', field };
  return date < FIRST_BIRTH_DATE ? { code: 'patient/born-too-long-ago', field } : null;
}

function phonesRefusal(phones: readonly Phone[]): DemographicsRefusal | null {
  if (phones.length > MOST_PHONES) return { code: 'patient/too-many-phones', field: 'phones' };
  const field = 'phones';
  if (phones.some(({ number }) => number.length > LONGEST_PHONE)) return { code: 'patient/phone-too-long', field };
  return phones.some(({ bestTime = '' }) => bestTime.length > LONGEST_TIME)
    ? { code: 'patient/best-time-too-long', field }
    : null;
}

function addressRefusal(address: Address, field: DemographicField): DemographicsRefusal | null {
  return isAddressTooLong(address) ? { code: 'patient/address-too-long', field } : null;
}

/** Longer than the wire takes an address. */
export function isAddressTooLong({ line, city, state, postalCode, country = '' }: Address): boolean {
  return (
    line.length > 6 ||
    line.some((one) => one.length > LONGEST_LINE) ||
    city.length > 120 ||
    state.length > 60 ||
    postalCode.length > 20 ||
    country.length > 60
  );
}

function otherAddressesRefusal(addresses: readonly OtherAddress[]): DemographicsRefusal | null {
  const field = 'otherAddresses';
  if (addresses.length > MOST_ADDRESSES) return { code: 'patient/too-many-addresses', field };
  const at = addresses.findIndex((one) => addressRefusal(one, field) !== null);
  const long: DemographicsRefusal | null = at < 0 ? null : { code: 'patient/address-too-long', field, at };
  const fault = otherAddressFault(addresses);
  return long ?? (fault && { ...fault, field });
}

/** Every text in a value, however deep. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
