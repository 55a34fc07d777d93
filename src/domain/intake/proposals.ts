import { peopleProposals } from '../forms/harvest-people.ts';
import { isSameName, nameFrom } from '../forms/person-line.ts';
import { phoneNumberOf } from '../import/phone-number.ts';
import { areNicknames, nameLikeness, NAMES_ALIKE } from '../patient/name-likeness.ts';
import type { Address, Demographics, PersonName, Phone } from '../patient/patient-facts.ts';
import type { Patient } from '../patient/patient.ts';
import { saidOfRelated } from '../patient/check-related.ts';
import type { Related, RelatedId, RelatedSaid } from '../patient/related.ts';
import { folded } from '../patient/search-text.ts';
import { cleanLine } from '../text.ts';
import { localDateOf, type Instant, type LocalDate } from '../time.ts';
import type { CheckLine } from '../visit/check-in-rules.ts';
import type { FieldOutcome, ProposedField } from '../visit/visit-facts.ts';
import type { KioskLanguage, Submission } from './intake-facts.ts';

/** How what was told stands to what is on record: each has its words at the desk. */
export type ProposalReason = 'new' | 'same' | 'differs' | 'spelling' | 'turned-round' | 'one-digit';

/** What each field holds; whom to call in an emergency is somebody beside the patient. */
export type ToldValues = {
  readonly [F in Exclude<ProposedField, 'emergency'>]: NonNullable<Demographics[F]>;
} & { readonly emergency: EmergencyTold };

/** One of those to call, as the record would have them. */
export interface EmergencyTold {
  /** Their name in the record; one who is new is named after the submission, so that two desks that take it write one. */
  readonly related: RelatedId;
  readonly said: RelatedSaid;
}

/** One field that a patient told the kiosk otherwise than it is on record, or the same: a proposal, until a desk has settled it [ARR-13]. */
export type FieldProposal = {
  readonly [F in ProposedField]: {
    /** Which submission told it. */
    readonly submission: string;
    readonly field: F;
    readonly from: ToldValues[F] | null;
    /** All of the field as it would be, with what the patient did not tell left as it is. */
    readonly to: ToldValues[F];
    readonly reason: ProposalReason;
    /** A name or a birth date says who somebody is: an ID is asked for before it is written. */
    readonly isHighRisk: boolean;
  };
}[ProposedField];

/** A submission that was opened, and what of it has been settled. */
export interface ToldBy {
  readonly said: Submission;
  readonly settled: Readonly<Partial<Record<ProposedField, FieldOutcome>>>;
}

/** The check-in line that waits for a field; a language is none. */
export const LINE_OF: Readonly<Record<ProposedField, CheckLine | null>> = {
  name: 'identity',
  birthDate: 'identity',
  phones: 'phones',
  email: 'email',
  address: 'address',
  language: null,
  emergency: null
};

const FIELDS = Object.keys(LINE_OF) as readonly ProposedField[]; // the record has these keys and no others

/**
 * What is still to be settled of what a patient told, in the order a person reads it; of a field that was told twice, the later word
 * [ARR-13].
 */
export function proposalsOf(told: readonly ToldBy[], patient: Patient): readonly FieldProposal[] {
  const inOrder = told.toSorted((a, b) => b.said.at - a.said.at);
  return FIELDS.flatMap((field): FieldProposal | [] => {
    for (const { said, settled } of inOrder) {
      const proposal = READERS[field](said, patient);
      if (!proposal) continue;
      return settled[field] ? [] : ({ submission: said.submission, field, ...proposal } as FieldProposal); // each reader reads its own field
    }
    return [];
  });
}

/** Whether somebody has to look before the patient is checked in: what was told differs, and a line waits for it. */
export function holdsUp({ field, reason }: FieldProposal): boolean {
  return reason !== 'same' && LINE_OF[field] !== null;
}

type Read<F extends ProposedField> = Omit<Extract<FieldProposal, { field: F }>, 'submission' | 'field'> | null;

const READERS: { readonly [F in ProposedField]: (said: Submission, patient: Patient) => Read<F> } = {
  name: nameRead,
  birthDate: ({ birthDate: told = null }, { birthDate: from }) =>
    told === null || told === from ? null : { from, to: told, reason: dateReason(told, from), isHighRisk: true },
  phones: phonesRead,
  email: ({ changes }, { email: from = null }) => {
    const to = cleanLine(changes?.email ?? '');
    if (to === '') return null;
    return { from, to, reason: reasonOf(from, from?.toLowerCase() === to.toLowerCase()), isHighRisk: false };
  },
  address: ({ changes }, { address: from = null, otherAddresses = [] }) => {
    const to = changes?.address;
    if (!to) return null;
    // Where they are for the winter is on record already, and no new home.
    if (from && otherAddresses.some((one) => one.use !== 'old' && samePlace(one, to)))
      return { from, to: from, reason: 'same', isHighRisk: false };
    return { from, to, reason: reasonOf(from, from !== null && samePlace(from, to)), isHighRisk: false };
  },
  language: ({ language }, { language: from = null }) =>
    // English is what a kiosk begins with, and says nothing.
    language === 'en' || speaks(from, language)
      ? null
      : { from, to: language, reason: reasonOf(from, false), isHighRisk: false },
  emergency: emergencyRead
};

/** Found on record by name, or new; whoever else is to be called stays [FORM-15]. */
function emergencyRead({ submission, at, changes }: Submission, { related = [] }: Patient): Read<'emergency'> {
  const told = changes?.emergency;
  if (!told) return null;
  const texts: Readonly<Record<string, string>> = { 'emergency.name': told.name, 'emergency.phone': told.phone };
  const said = { text: (path: string) => texts[path] ?? '', yes: () => null, all: () => [], items: () => [] };
  const [proposal] = peopleProposals(said, { related, guardian: null }, dayOf(at));
  const held = proposal
    ? proposal.held
    : related.find((one) => one.roles.includes('emergency') && isNamed(one, told.name));
  const from = held ? { related: held.related, said: saidOfRelated(held) } : null;
  if (!proposal) return from && { from, to: from, reason: 'same', isHighRisk: false };
  const to = { related: held?.related ?? `${submission}.emergency`, said: proposal.to };
  const isNew = !related.some((one) => one.roles.includes('emergency'));
  return { from, to, reason: isNew ? 'new' : 'differs', isHighRisk: false };
}

/** Which day it is matters to who is not beside the patient any more, to within a day. */
const dayOf = (at: Instant): LocalDate => localDateOf(at, 'UTC');
const isNamed = ({ name }: Related, text: string): boolean => isSameName(name, nameFrom(text));

function reasonOf(from: unknown, isSame: boolean): ProposalReason {
  return from === null ? 'new' : isSame ? 'same' : 'differs';
}

/**
 * A name that is typed without accents, in capitals, in part, as a nickname, turned round or without the middle name is no other name: people at a kiosk are
 * in a hurry.
 */
function nameRead({ family: told = '', given: first = '' }: Submission, { name }: Patient): Read<'name'> {
  const [family, given] = [cleanLine(told), cleanLine(first)];
  const isFamily = family === '' || isName(family, name.family);
  const isGiven = given === '' || isGivenOf(given, name);
  const isTurned = isGivenOf(family, name) && (given === '' || isName(given, name.family));
  if ((isFamily && isGiven) || isTurned) return null;
  const to: PersonName = {
    ...name,
    family: isFamily ? name.family : family,
    given: isGiven ? name.given : [given, ...name.given.slice(1)]
  };
  const near = (a: string, b: string): boolean => nameLikeness(folded(a), folded(b)) >= NAMES_ALIKE;
  const isNear = (isFamily || near(family, name.family)) && (isGiven || near(given, name.given[0] ?? ''));
  return { from: name, to, reason: isNear ? 'spelling' : 'differs', isHighRisk: true };
}

/** The same, or a part of a double name. */
function isName(told: string, known: string): boolean {
  const [a, b] = [folded(told), folded(known)];
  return a.replaceAll(' ', '') === b.replaceAll(' ', '') || b.split(' ').includes(a);
}

function isGivenOf(told: string, { given, preferred = '' }: PersonName): boolean {
  const [first = ''] = given;
  const known = [first, preferred, given.join(' ')].map(folded).filter(Boolean);
  const said = folded(told);
  return said !== '' && known.some((one) => one.startsWith(said) || isName(said, one) || areNicknames(said, one));
}

function dateReason(told: LocalDate, known: LocalDate | null): ProposalReason {
  if (known === null) return 'new';
  const [year, month, day] = told.split('-');
  if (`${year}-${day}-${month}` === known) return 'turned-round';
  return [...told].filter((digit, index) => digit !== known[index]).length === 1 ? 'one-digit' : 'differs';
}

/** The number that is told takes the place of the first, which is the one that is called; the others stay. */
function phonesRead({ changes }: Submission, { phones: from }: Patient): Read<'phones'> {
  const number = phoneNumberOf(changes?.phone ?? '');
  if (number === '') return null;
  const known = from.findIndex((phone) => phone.number === number);
  const told: Phone = from[known] ?? { number, use: from[0]?.use ?? 'mobile' };
  if (known === 0) return { from, to: from, reason: 'same', isHighRisk: false };
  const rest = from.filter((_, index) => index !== (known === -1 ? 0 : known));
  return { from, to: [told, ...rest], reason: from.length === 0 ? 'new' : 'differs', isHighRisk: false };
}

function samePlace(a: Address, b: Address): boolean {
  const said = ({ line, city, state, postalCode }: Address): string =>
    folded([...line, city, state, postalCode].join(' ')).replaceAll(' ', '');
  return said(a) === said(b);
}

function speaks(known: string | null, told: KioskLanguage): boolean {
  return known !== null && known.split('-', 1)[0]?.toLowerCase() === told;
}
