import { saidOfCoverage } from '../coverage/adding.ts';
import { isSameMember, isSamePayer } from '../coverage/clashes.ts';
import type { CoverageSaid, Subscriber, SubscriberRelationship } from '../coverage/coverage-facts.ts';
import { coveringOn, type Coverage, type Coverages } from '../coverage/coverages.ts';
import { sameValue } from '../same-value.ts';
import { isLocalDate, type LocalDate } from '../time.ts';
import type { LinkId } from './form.ts';
import { nameFrom } from './person-line.ts';
import type { SaidInForm } from './said-in-form.ts';
import type { AskedOrder, PlanPart, ThingPath } from './thing-path.ts';

/** A plan as the form says it: another word about one on record, or one that is not there yet. */
export interface PlanProposal {
  readonly kind: 'coverage';
  readonly what: `coverage:${AskedOrder}`;
  /** The one it is about, as it stands; null: it is new. */
  readonly held: Coverage | null;
  /** Of a new one: what has its place now, and ends the day before. */
  readonly replaces: Coverage | null;
  readonly from: CoverageSaid | null;
  readonly to: CoverageSaid;
  readonly items: readonly LinkId[];
}

/** Paying without insurance, said or taken back. */
export interface SelfPayProposal {
  readonly kind: 'self-pay';
  readonly what: 'self-pay';
  readonly from: boolean;
  readonly to: boolean;
  readonly items: readonly LinkId[];
}

const PARTS: readonly PlanPart[] = ['payer', 'member', 'group', 'whose', 'holder', 'holderBorn'];
const ORDERS: readonly AskedOrder[] = ['primary', 'secondary'];

/** What a form says of who pays [FORM-14]. @param on the day it was handed in */
export function planProposals(
  said: SaidInForm,
  coverages: Coverages | undefined,
  on: LocalDate
): readonly (PlanProposal | SelfPayProposal)[] {
  const held = coveringOn(coverages, on).filter(({ kind }) => kind === 'health');
  const found = new Map(ORDERS.map((order) => [order, heldPlan(said, order, held)]));
  const plans = ORDERS.flatMap((order) => {
    const inPlace = held.find((one) => one.order === order) ?? null;
    // What the form names in another place moves there, and does not end.
    const isNamed = [...found.values()].some((one) => one !== null && one === inPlace);
    return planProposal(said, order, { found: found.get(order) ?? null, inPlace: isNamed ? null : inPlace, on }) ?? [];
  }).sort((a, b) => Number(a.held === null) - Number(b.held === null));
  const has = said.yes('coverage.has');
  const pays = coverages?.selfPay?.pays ?? false;
  if (has === null || has !== pays) return plans;
  return [...plans, { kind: 'self-pay', what: 'self-pay', from: pays, to: !has, items: said.items(['coverage.has']) }];
}

const pathOf = (order: AskedOrder, part: PlanPart): ThingPath => `coverage.${order}.${part}`;

/** The plan on record that the form speaks of: one number with one payer, or what the same payer pays in that place. */
function heldPlan(said: SaidInForm, order: AskedOrder, held: readonly Coverage[]): Coverage | null {
  const payer = { name: said.text(pathOf(order, 'payer')), id: '' };
  const member = said.text(pathOf(order, 'member'));
  if (payer.name === '') return null;
  const theirs = held.filter((one) => isSamePayer(one.payer, payer));
  return theirs.find((one) => isSameMember(one.member, member)) ?? theirs.find((one) => one.order === order) ?? null;
}

interface Held {
  readonly found: Coverage | null;
  readonly inPlace: Coverage | null;
  readonly on: LocalDate;
}

function planProposal(said: SaidInForm, order: AskedOrder, { found, inPlace, on }: Held): PlanProposal | null {
  const text = (part: PlanPart): string => said.text(pathOf(order, part));
  const payer = { name: text('payer'), id: '' };
  if (payer.name === '') return null;
  const member = text('member');
  const common = {
    kind: 'coverage',
    what: `coverage:${order}`,
    items: said.items(PARTS.map((part) => pathOf(order, part)))
  } as const;
  const from = found && saidOfCoverage(found);
  const subscriber = subscriberFrom(text, from?.subscriber);
  const group = text('group') || from?.group;
  const to: CoverageSaid = {
    ...(from ?? { kind: 'health', period: { start: inPlace ? on : null, end: null }, payer }),
    order,
    member: from && (member === '' || isSameMember(from.member, member)) ? from.member : member,
    ...(group ? { group } : {}),
    subscriber
  };
  if (found) return sameValue(from, to) ? null : { ...common, held: found, replaces: null, from, to };
  return { ...common, held: null, replaces: inPlace, from: null, to };
}

/** Whose plan it is, turned round: of my mother's plan I am the child. */
const PATIENT_OF: Readonly<Record<string, SubscriberRelationship>> = {
  self: 'self',
  spouse: 'spouse',
  parent: 'child',
  child: 'parent',
  other: 'other'
};

function subscriberFrom(text: (part: PlanPart) => string, held: Subscriber | undefined): Subscriber {
  const said = PATIENT_OF[text('whose')];
  const relationship = said ?? held?.relationship ?? 'self';
  if (relationship === 'self') return { relationship };
  const holder = text('holder');
  const name = holder === '' ? held?.name : nameFrom(holder);
  const born = text('holderBorn');
  const birthDate = isLocalDate(born) ? born : held?.birthDate;
  return { relationship, ...(name ? { name } : {}), ...(birthDate ? { birthDate } : {}) };
}
