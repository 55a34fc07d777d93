import { RELATED_ROLES, RELATIONS, TELLS, type RelatedRole, type RelatedSaid, type Relation, type Tell } from '#domain/patient/related.ts'; // prettier-ignore
import { birthDateText, nameText, phoneText } from '#ui/format.ts';

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

const choices = <V extends string>(all: readonly V[], say: Readonly<Record<V, string>>) =>
  all.map((value) => ({ value, label: say[value] }));
export const RELATION_CHOICES = choices(RELATIONS, RELATION_WORDS);
export const ROLE_CHOICES = choices(RELATED_ROLES, ROLE_WORDS);
export const TELL_CHOICES = choices(TELLS, TELL_WORDS);

/** Who they are and what they may be told, in lines. */
export function relatedLines({ name, relation, phone, roles, may, period, note }: RelatedSaid): readonly string[] {
  const lowered = (words: readonly string[]): string => words.join(', ').toLowerCase();
  return [
    `${nameText(name)}, ${RELATION_WORDS[relation].toLowerCase()}`,
    phone ? phoneText(phone) : '',
    lowered(roles.map((role) => ROLE_WORDS[role])),
    may.length > 0 ? `may be told: ${lowered(may.map((one) => TELL_WORDS[one]))}` : 'may be told nothing',
    period.end ? `until ${birthDateText(period.end)}` : '',
    note ?? ''
  ].filter(Boolean);
}
