import type { FieldGroup, Sight } from '#domain/practice/minimum-necessary.ts';
import type { StaffRole, StaffVerb } from '#domain/practice/practice-facts.ts';

export const ROLE_WORDS: Readonly<Record<StaffRole, string>> = {
  clerk: 'Front desk',
  assistant: 'Office assistant',
  biller: 'Biller',
  coordinator: 'Coordinator',
  clinical: 'Clinical staff',
  manager: 'Manager',
  'privacy-officer': 'Privacy officer'
};

export const VERB_WORDS: Readonly<Record<StaffVerb, string>> = {
  register: 'Patients',
  book: 'Appointments',
  flow: 'Arrivals and rooms',
  practice: 'Practice',
  people: 'People',
  devices: 'Devices',
  audit: 'Audit',
  waive: 'Check in without what is asked for',
  plan: 'Plan others’ time',
  reveal: 'Show what is masked',
  print: 'Print',
  export: 'Copy and export'
};

export const GROUP_WORDS: Readonly<Record<FieldGroup, string>> = {
  identity: 'Name, birth date, record number',
  contact: 'Phone, e-mail, address',
  ids: 'SSN and other numbers',
  coverage: 'Insurance',
  scheduling: 'Appointments',
  clinical: 'Reasons, past visits',
  notes: 'Notes',
  documents: 'Documents',
  money: 'Money'
};

export const SIGHT_WORDS: Readonly<Record<Sight, string>> = { none: '–', masked: 'masked', full: 'in full' };
