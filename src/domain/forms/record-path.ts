import { GENDER_IDENTITIES, MARITAL_STATUSES, type Details } from '../patient/details.ts';
import type { Demographics, Phone, Sex } from '../patient/patient-facts.ts';

/**
 * Parts of a registration that a form may begin with or change. Each lies in one field of the record, and the field is what is
 * changed: a new city is a new address [FORM-9].
 */
export const RECORD_PATHS = [
  'name.family',
  'name.given',
  'name.preferred',
  'birthDate',
  'sex',
  'genderIdentity',
  'pronouns',
  'maritalStatus',
  'phone.mobile',
  'phone.home',
  'phone.work',
  'email',
  'address.line',
  'address.city',
  'address.state',
  'address.postalCode',
  'language',
  'communication.interpreter',
  'communication.needs',
  'contact.text',
  'contact.voicemail',
  'contact.bestTime',
  'careTeam.pcp',
  'careTeam.referring',
  'careTeam.pharmacy',
  'employer',
  'advanceDirective'
] as const;
export type RecordPath = (typeof RECORD_PATHS)[number];

/** The fields of a registration that a form can change. */
export const HARVEST_FIELDS = [
  'name',
  'birthDate',
  'sex',
  'genderIdentity',
  'pronouns',
  'maritalStatus',
  'phones',
  'email',
  'address',
  'language',
  'communication',
  'contact',
  'careTeam',
  'employer',
  'advanceDirective'
] as const;
export type HarvestField = (typeof HARVEST_FIELDS)[number];

export function fieldOfPath(path: RecordPath): HarvestField {
  if (path.startsWith('phone.')) return 'phones';
  return path.split('.')[0] as HarvestField; // each of the others begins with its field
}

type Said = Pick<Demographics, HarvestField>;
type Contact = NonNullable<Details['contact']>;
type CareTeam = NonNullable<Details['careTeam']>;

/** What the record says there; empty where it says nothing. */
export function recordText(record: Said, path: RecordPath): string {
  switch (path) {
    case 'name.family':
      return record.name.family;
    case 'name.given':
      return record.name.given.join(' ');
    case 'name.preferred':
      return record.name.preferred ?? '';
    case 'birthDate':
      return record.birthDate ?? '';
    case 'phone.mobile':
    case 'phone.home':
    case 'phone.work':
      return record.phones.find(({ use }) => use === useOf(path))?.number ?? '';
    case 'email':
      return record.email ?? '';
    case 'language':
      return record.language ?? '';
    case 'employer':
    case 'sex':
    case 'genderIdentity':
    case 'pronouns':
    case 'maritalStatus':
      return record[path] ?? '';
    case 'advanceDirective':
      return String(record.advanceDirective ?? '');
    case 'communication.interpreter':
      return String(record.communication?.interpreter ?? '');
    case 'communication.needs':
      return record.communication?.needs ?? '';
    case 'contact.text':
    case 'contact.voicemail':
    case 'contact.bestTime':
      return String(record.contact?.[path.slice('contact.'.length) as keyof Contact] ?? '');
    case 'careTeam.pcp':
    case 'careTeam.referring':
    case 'careTeam.pharmacy':
      return record.careTeam?.[path.slice('careTeam.'.length) as keyof CareTeam] ?? '';
    case 'address.line':
      return record.address?.line.join(', ') ?? '';
    default:
      return record.address?.[path.slice('address.'.length) as 'city' | 'state' | 'postalCode'] ?? '';
  }
}

/**
 * The record with one part said anew; an empty text says nothing and changes nothing. @param text cleaned @returns the same record where it said so before
 */
export function withRecordText<Record_ extends Said>(record: Record_, path: RecordPath, text: string): Record_ {
  if (text === '' || recordText(record, path) === text || CODES[path]?.has(text) === false) return record;
  switch (path) {
    case 'name.family':
      return { ...record, name: { ...record.name, family: text } };
    case 'name.given':
      return { ...record, name: { ...record.name, given: text.split(' ') } };
    case 'name.preferred':
      return { ...record, name: { ...record.name, preferred: text } };
    case 'phone.mobile':
    case 'phone.home':
    case 'phone.work':
      return { ...record, phones: withPhone(record.phones, useOf(path), text) };
    case 'communication.interpreter':
      return { ...record, communication: { ...record.communication, interpreter: text === 'true' } };
    case 'communication.needs':
      return { ...record, communication: { ...record.communication, needs: text } };
    case 'advanceDirective':
      return { ...record, advanceDirective: text === 'true' };
    case 'contact.text':
    case 'contact.voicemail':
    case 'contact.bestTime': {
      const part = path.slice('contact.'.length);
      const contact = record.contact ?? { text: false, voicemail: false };
      return { ...record, contact: { ...contact, [part]: part === 'bestTime' ? text : text === 'true' } };
    }
    case 'careTeam.pcp':
    case 'careTeam.referring':
    case 'careTeam.pharmacy':
      return { ...record, careTeam: { ...record.careTeam, [path.slice('careTeam.'.length)]: text } };
    case 'birthDate':
    case 'email':
    case 'language':
    case 'employer':
    case 'sex':
    case 'genderIdentity':
    case 'pronouns':
    case 'maritalStatus':
      return { ...record, [path]: text };
    default: {
      const address = record.address ?? { line: [], city: '', state: '', postalCode: '' };
      const part = path.slice('address.'.length);
      return { ...record, address: { ...address, [part]: part === 'line' ? [text] : text } };
    }
  }
}

/** Parts that are one of a few codes: what is none of them says nothing. */
const CODES: Readonly<Partial<Record<RecordPath, ReadonlySet<string>>>> = {
  sex: new Set<Sex>(['female', 'male', 'other', 'unknown']),
  genderIdentity: new Set(GENDER_IDENTITIES),
  maritalStatus: new Set(MARITAL_STATUSES)
};

function useOf(path: 'phone.mobile' | 'phone.home' | 'phone.work'): Phone['use'] {
  return path.slice('phone.'.length) as Phone['use']; // the three above
}

function withPhone(phones: readonly Phone[], use: Phone['use'], number: string): readonly Phone[] {
  const at = phones.findIndex((phone) => phone.use === use);
  // What was said of the old number was not said of the new one.
  const said = (old: Phone): Phone => ({ number, use, ...(old.preferred ? { preferred: old.preferred } : {}) });
  return at < 0 ? [...phones, { number, use }] : phones.map((phone, i) => (i === at ? said(phone) : phone));
}
