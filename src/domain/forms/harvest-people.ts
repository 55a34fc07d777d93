import { phoneNumberOf } from '../import/phone-number.ts';
import { isRelatedOn, type Related, type RelatedRole, type RelatedSaid, type Tell } from '../patient/related.ts';
import { saidOfRelated } from '../patient/check-related.ts';
import { sameValue } from '../same-value.ts';
import type { LocalDate } from '../time.ts';
import type { LinkId } from './form.ts';
import { isSameName, nameFrom, personFrom, relationFrom, type PersonSaid } from './person-line.ts';
import type { SaidInForm } from './said-in-form.ts';
import { LISTED_PEOPLE, SINGLE_PEOPLE, type HarvestThing, type ListedPeople, type SinglePerson } from './thing-path.ts';

/** Somebody beside the patient as the form says them. */
export interface PersonProposal {
  readonly kind: 'related';
  readonly what: Extract<HarvestThing, `related:${string}`>;
  /** Whom it is about, as they stand; null: they are new. */
  readonly held: Related | null;
  /** Of a new one who pays the bills: who pays them now, and would not any more. */
  readonly replaces: Related | null;
  readonly from: RelatedSaid | null;
  readonly to: RelatedSaid;
  readonly items: readonly LinkId[];
}

interface Known {
  readonly related: readonly Related[];
  /** Who put their name under the form as a child's parent or guardian. */
  readonly guardian: string | null;
}

/** What a form says of the people beside a patient [FORM-15]. @param on the day it was handed in */
export function peopleProposals(said: SaidInForm, known: Known, on: LocalDate): readonly PersonProposal[] {
  const related = known.related.filter((one) => isRelatedOn(one, on));
  return [
    ...SINGLE_PEOPLE.flatMap((who) => singleProposal(said, who, { ...known, related }) ?? []),
    ...notPaying(said, related),
    ...LISTED_PEOPLE.flatMap((list) => listedProposals(said, list, related)),
    ...untold(said, related)
  ];
}

function singleProposal(said: SaidInForm, who: SinglePerson, { related, guardian }: Known): PersonProposal | null {
  const items = said.items([`${who}.name`, `${who}.relation`, `${who}.phone`]);
  const signer = who === 'guardian' && items.length > 0 ? (guardian ?? '') : '';
  const name = said.text(`${who}.name`) || signer;
  if (name === '') return null;
  const word = said.text(`${who}.relation`);
  const relation = relationFrom(word);
  const phone = phoneNumberOf(said.text(`${who}.phone`));
  const person: PersonSaid = {
    name: nameFrom(name),
    relation,
    ...(word !== '' && relation === null ? { note: word } : {}),
    ...(phone === '' ? {} : { phone })
  };
  const proposal = personProposal(person, related, { what: `related:${who}`, role: who, items });
  if (!proposal || proposal.held || who !== 'guarantor') return proposal;
  return { ...proposal, replaces: related.find(({ roles }) => roles.includes('guarantor')) ?? null };
}

/** The patient pays, and somebody else is on record. */
function notPaying(said: SaidInForm, related: readonly Related[]): readonly PersonProposal[] {
  const held = related.find(({ roles }) => roles.includes('guarantor'));
  if (!held || said.text('guarantor.who') !== 'self') return [];
  const from = saidOfRelated(held);
  const to = { ...from, roles: from.roles.filter((role) => role !== 'guarantor') };
  const items = said.items(['guarantor.who']);
  return [{ kind: 'related', what: 'related:guarantor', held, replaces: null, from, to, items }];
}

/** What a form's choices let somebody be told. */
const TELLS_OF: Readonly<Record<string, Tell>> = {
  visits: 'appointments',
  results: 'clinical',
  care: 'clinical',
  bills: 'billing'
};
/** What a form on who may be told decides; the rest stays as it is. */
const DECIDED: readonly Tell[] = ['appointments', 'billing', 'clinical'];

function listedProposals(said: SaidInForm, list: ListedPeople, related: readonly Related[]): readonly PersonProposal[] {
  const items = said.items([`${list}.people`, `${list}.what`]);
  const what = said.all(`${list}.what`);
  const may = list === 'told' ? DECIDED.filter((tell) => what.some((code) => TELLS_OF[code] === tell)) : undefined;
  return said.all(`${list}.people`).flatMap((line, i) => {
    const person = personFrom(line);
    if (!person) return [];
    const more = may ? { tells: may } : { picksUp: true };
    return personProposal(person, related, { what: `related:${list}-${i + 1}`, items, ...more }) ?? [];
  });
}

/** Who may be told something, and is not named on a form that asked for all who may. Guardians and proxies decide for the patient: they are not asked about. */
function untold(said: SaidInForm, related: readonly Related[]): readonly PersonProposal[] {
  const lines = said.all('told.people');
  if (lines.length === 0 && said.yes('told.any') !== false) return [];
  const named = lines.flatMap((line) => personFrom(line) ?? []);
  const items = said.items(lines.length > 0 ? ['told.people'] : ['told.any']);
  return related.flatMap((held): readonly PersonProposal[] => {
    const decides = held.roles.includes('guardian') || held.roles.includes('proxy');
    const isTold = held.may.some((tell) => DECIDED.includes(tell));
    if (decides || !isTold || named.some(({ name }) => isSameName(name, held.name))) return [];
    const from = saidOfRelated(held);
    const to = { ...from, may: from.may.filter((tell) => !DECIDED.includes(tell)) };
    const what = `related:untold.${held.related}` as const;
    return [{ kind: 'related', what, held, replaces: null, from, to, items }];
  });
}

interface Asked {
  readonly what: PersonProposal['what'];
  readonly items: readonly LinkId[];
  readonly role?: RelatedRole;
  /** All they may be told of what a form decides. */
  readonly tells?: readonly Tell[];
  readonly picksUp?: boolean;
}

/** Null where the record says so already. */
function personProposal(
  person: PersonSaid,
  related: readonly Related[],
  { what, items, role, tells, picksUp = false }: Asked
): PersonProposal | null {
  const held = related.find((one) => isSameName(one.name, person.name)) ?? null;
  const from = held && saidOfRelated(held);
  const before = from ?? {
    name: person.name,
    relation: 'other',
    roles: [],
    may: [],
    period: { start: null, end: null }
  };
  const kept = before.may.filter((tell) => tells === undefined || !DECIDED.includes(tell));
  const may = [...kept, ...(tells ?? []), ...(picksUp && !kept.includes('pick-up') ? (['pick-up'] as const) : [])];
  const note = before.note ?? person.note;
  const phone = person.phone ?? before.phone;
  const to: RelatedSaid = {
    ...before,
    relation: person.relation ?? before.relation,
    roles: role === undefined || before.roles.includes(role) ? before.roles : [...before.roles, role],
    may: isSameSet(may, before.may) ? before.may : may,
    ...(phone === undefined ? {} : { phone }),
    ...(note === undefined ? {} : { note })
  };
  return sameValue(from, to) ? null : { kind: 'related', what, held, replaces: null, from, to, items };
}

function isSameSet(one: readonly Tell[], other: readonly Tell[]): boolean {
  return one.length === other.length && one.every((tell) => other.includes(tell));
}
