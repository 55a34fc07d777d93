import type { EmergencyTold, FieldProposal, ProposalReason, ToldValues } from '#domain/intake/proposals.ts';
import type { Address, PersonName } from '#domain/patient/patient-facts.ts';
import { HIDDEN, maskedAddress, maskedBirthDate, maskedEmail, maskedPhone } from '#domain/practice/masks.ts';
import type { FieldGroup, Sight } from '#domain/practice/minimum-necessary.ts';
import type { Words } from '#domain/result.ts';
import type { ProposedField } from '#domain/visit/visit-facts.ts';
import { birthDateText, languageText, nameText, phoneText } from '#ui/format.ts';
import type { FieldRefusal } from './settle-field.ts';

export const FIELD_WORDS: Readonly<Record<ProposedField, string>> = {
  name: 'Name',
  birthDate: 'Birth date',
  phones: 'Phone',
  email: 'Email',
  address: 'Address',
  language: 'Language',
  emergency: 'Emergency contact'
};

/** How what was told stands to the record. */
export const REASON_WORDS: Readonly<Record<ProposalReason, string>> = {
  new: 'not on record yet',
  same: 'the same as on record',
  differs: 'differs',
  spelling: 'spelled nearly the same',
  'turned-round': 'day and month turned round',
  'one-digit': 'one digit differs'
};

/** The group each field is shown or masked with. A name stays: without it nobody knows whose it is. */
const GROUP: Readonly<Record<ProposedField, FieldGroup | null>> = {
  name: null,
  birthDate: 'identity',
  phones: 'contact',
  email: 'contact',
  address: 'contact',
  language: null,
  emergency: 'contact'
};

type Say = { readonly [F in ProposedField]: (value: ToldValues[F]) => string };

const WHOLE: Say = {
  name: nameSaid,
  birthDate: birthDateText,
  phones: ([first]) => (first ? phoneText(first.number) : ''),
  email: (email) => email,
  address: addressText,
  language: languageText,
  emergency: (told) => personText(told, phoneText)
};

const MASKED: Say = {
  ...WHOLE,
  birthDate: maskedBirthDate,
  phones: ([first]) => (first ? maskedPhone(first.number) : ''),
  email: maskedEmail,
  address: maskedAddress,
  emergency: (told) => personText(told, maskedPhone)
};

/** Both sides of a proposal, as much as this person sees; empty where there is nothing. Of phones the first: that is the one that changes. */
export function sidesOf({ field, from, to }: FieldProposal, sees: (group: FieldGroup) => Sight): [string, string] {
  const group = GROUP[field];
  const sight = group ? sees(group) : 'full';
  const say = (value: unknown): string => {
    if (value === null) return '';
    if (sight === 'none') return HIDDEN;
    return (sight === 'masked' ? MASKED : WHOLE)[field](value as never); // each field has its own value
  };
  return [say(from), say(to)];
}

function nameSaid({ family, given }: PersonName): string {
  return nameText({ family, given: given.join(' ') });
}

function personText({ said: { name, phone } }: EmergencyTold, number: (phone: string) => string): string {
  return [nameText(name), phone ? number(phone) : ''].filter(Boolean).join(', ');
}

function addressText({ line, city, state, postalCode }: Address): string {
  return [...line, city, `${state} ${postalCode}`]
    .map((part) => part.trim())
    .filter(Boolean)
    .join(', ');
}

/** One sentence for each way a field can be refused. */
export const fieldRefusalWords: Words<FieldRefusal> = {
  'field/not-yours': () => 'Your role does not change registrations. Ask the front desk.',
  'field/no-record': () => 'This patient’s record is not on this desk yet.',
  'field/settled': ({ outcome }) =>
    outcome === 'taken' ? 'Another desk has taken this already.' : 'Another desk has refused this already.',
  'field/changed-meanwhile': () => 'The record has changed meanwhile. Look at it again.',
  'field/in-doubt': () => 'Two desks wrote different values for this. Open the record and choose.',
  'field/needs-id': () => 'This says who somebody is: hold an ID in hand before it is changed.',
  'field/unreadable': () => 'This cannot be written as it was typed. Open the record and correct it.'
};

export function fieldRefusalWordsFor(refusal: FieldRefusal): string {
  const say = fieldRefusalWords[refusal.code] as (refusal: FieldRefusal) => string; // the code picks its own words
  return say(refusal);
}
