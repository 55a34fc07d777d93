import type { UserId } from '#domain/ids.ts';
import type { FieldGroup, Sight } from '#domain/practice/minimum-necessary.ts';
import type { StaffRole, StaffVerb } from '#domain/practice/practice-facts.ts';
import type { Result } from '#domain/result.ts';
import type { Instant } from '#domain/time.ts';

/** Asks the server what only a manager may: the path below `/api`, and a body where it changes something. */
export type Manage = <T>(path: string, body?: object) => Promise<Result<T, { readonly say: string }>>;

export interface PersonLine {
  readonly user: UserId;
  readonly name: string;
  readonly initials: string;
  readonly role: StaffRole;
  readonly disabledAt: Instant | null;
  readonly sessions: readonly SessionLine[];
}

export interface SessionLine {
  readonly id: string;
  /** The device's label. */
  readonly device: string;
  readonly startedAt: Instant;
  readonly seenAt: Instant;
  readonly own: boolean;
}

export interface RoleLine {
  readonly role: StaffRole;
  readonly verbs: readonly StaffVerb[];
  /** Verbs that did not exist when a manager changed the role last. */
  readonly came: readonly StaffVerb[];
}

export interface PeopleHere {
  readonly people: readonly PersonLine[];
  readonly roles: readonly RoleLine[];
}

/** A passphrase that was just made: shown this once. */
export interface NewPassphrase {
  readonly user: UserId;
  readonly passphrase: string;
}

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
