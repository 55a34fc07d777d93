import type { RelatedRole, Relation, Tell } from './related.ts';

/** How somebody beside a patient is called at the desk. */
export const RELATION_WORDS: Readonly<Record<Relation, string>> = {
  parent: 'Parent',
  guardian: 'Guardian',
  spouse: 'Spouse or partner',
  child: 'Child',
  sibling: 'Sibling',
  grandparent: 'Grandparent',
  friend: 'Friend',
  caregiver: 'Caregiver',
  attorney: 'Attorney',
  other: 'Other'
};

export const ROLE_WORDS: Readonly<Record<RelatedRole, string>> = {
  emergency: 'Emergency contact',
  guardian: 'Guardian',
  proxy: 'Decides for them (proxy)',
  guarantor: 'Pays the bills (guarantor)'
};

export const TELL_WORDS: Readonly<Record<Tell, string>> = {
  appointments: 'Appointments',
  billing: 'Bills',
  clinical: 'Medical information',
  'pick-up': 'Pick things up'
};
