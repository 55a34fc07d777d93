import {
  COVERAGE_KINDS,
  COVERAGE_ORDERS,
  PLAN_TYPES,
  RELATIONSHIPS,
  type CoverageSaid,
  type Injury,
  type Subscriber
} from '#domain/coverage/coverage-facts.ts';
import { phoneNumberOf } from '#domain/import/phone-number.ts';
import { birthDateFrom } from '#domain/patient/birth-date-text.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { cleanLine } from '#domain/text.ts';
import { isLocalDate, type LocalDate } from '#domain/time.ts';
import { birthDateText, phoneText } from '#ui/format.ts';
import { checkCoverage, type CoverageRefusal, type CoverageTextField } from '#domain/coverage/check-coverage.ts';

/** A coverage as it stands in a form. Plain, so that it can be kept as a draft. */
export type CoverageText = Readonly<Record<CoverageTextField, string>>;

export const EMPTY_COVERAGE: CoverageText = {
  kind: 'health',
  order: 'primary',
  payer: '',
  payerId: '',
  planType: '',
  planName: '',
  member: '',
  group: '',
  relationship: 'self',
  subscriberFamily: '',
  subscriberGiven: '',
  subscriberBorn: '',
  start: '',
  end: '',
  claim: '',
  injured: '',
  adjuster: '',
  adjusterPhone: '',
  employer: '',
  state: '',
  copay: '',
  phone: '',
  bin: '',
  pcn: '',
  pharmacyGroup: '',
  front: '',
  back: ''
};

/** The first place of the order that nobody has. */
export function freePlace(taken: readonly CoverageSaid['order'][]): string {
  return COVERAGE_ORDERS.find((order) => !taken.includes(order)) ?? 'tertiary';
}

/**
 * The form with one field typed anew. The name as the patient's own card has it is nobody else's, nor the other way round: it goes with
 * that. A spouse who is a parent after all keeps theirs.
 */
export function withField(text: CoverageText, field: CoverageTextField, value: string): CoverageText {
  const isAnother = field === 'relationship' && (value === 'self') !== (text.relationship === 'self');
  const nobody = { subscriberBorn: '', subscriberGiven: '', subscriberFamily: '' };
  return { ...text, ...(isAnother ? nobody : {}), [field]: value };
}

/** Whether something kept is a form of this version. */
export function isCoverageText(kept: unknown): kept is CoverageText {
  if (typeof kept !== 'object' || kept === null) return false;
  const said = kept as Readonly<Record<string, unknown>>;
  return Object.keys(EMPTY_COVERAGE).every((field) => typeof said[field] === 'string');
}

export type CoverageRefusals = Partial<Record<CoverageTextField, CoverageRefusal>>;

/** All that is typed, as it would be kept; or each field that is not right yet, and why [COV-1]. */
export function readCoverage(typed: CoverageText, today: LocalDate): Result<CoverageSaid, CoverageRefusals> {
  const text = cleaned(typed);
  const refusals: CoverageRefusals = {};
  const date = (field: 'start' | 'end' | 'injured'): LocalDate | null => {
    if (text[field] === '') return null;
    if (isLocalDate(text[field])) return text[field];
    refusals[field] = { code: 'coverage/bad-date', field };
    return null;
  };
  const kind = COVERAGE_KINDS.find((one) => one === text.kind) ?? 'health';
  const period = { start: date('start'), end: date('end') };
  const born = bornOf(text, today, refusals);
  const injury = kind === 'health' ? null : injuryOf(text, date('injured'));
  const said: CoverageSaid = {
    kind,
    order: kind === 'health' ? (COVERAGE_ORDERS.find((one) => one === text.order) ?? 'primary') : null,
    period,
    payer: { name: text.payer, id: text.payerId },
    ...planOf(text),
    member: text.member,
    ...some('group', text.group),
    ...pharmacyOf(text),
    subscriber: subscriberOf(text, born),
    ...some('copay', text.copay),
    ...some('phone', phoneNumberOf(text.phone)),
    ...cardsOf(text),
    ...(injury ? { injury } : {})
  };
  for (const refusal of checkCoverage(said, today)) refusals[refusal.field] ??= refusal;
  return Object.keys(refusals).length > 0 ? err(refusals) : ok(said);
}

/** What is known of a coverage, as a form shows it. */
export function textOfCoverage(said: CoverageSaid): CoverageText {
  const { payer, plan, subscriber, period, injury, pharmacy, cards } = said;
  return {
    kind: said.kind,
    order: said.order ?? 'primary',
    payer: payer.name,
    payerId: payer.id,
    planType: plan?.type ?? '',
    planName: plan?.name ?? '',
    member: said.member,
    group: said.group ?? '',
    relationship: subscriber.relationship,
    subscriberFamily: subscriber.name?.family ?? '',
    subscriberGiven: subscriber.name?.given ?? '',
    subscriberBorn: subscriber.birthDate ? birthDateText(subscriber.birthDate) : '',
    start: period.start ?? '',
    end: period.end ?? '',
    claim: injury?.claim ?? '',
    injured: injury?.date ?? '',
    adjuster: injury?.adjuster ?? '',
    adjusterPhone: injury?.adjusterPhone ? phoneText(injury.adjusterPhone) : '',
    employer: injury?.employer ?? '',
    state: injury?.state ?? '',
    copay: said.copay ?? '',
    phone: said.phone ? phoneText(said.phone) : '',
    bin: pharmacy?.bin ?? '',
    pcn: pharmacy?.pcn ?? '',
    pharmacyGroup: pharmacy?.group ?? '',
    front: cards?.front ?? '',
    back: cards?.back ?? ''
  };
}

function cleaned(text: CoverageText): CoverageText {
  return Object.fromEntries(Object.entries(text).map(([field, value]) => [field, cleanLine(value)])) as CoverageText; // the same fields
}

const some = <K extends string>(key: K, value: string): Partial<Record<K, string>> =>
  value === '' ? {} : ({ [key]: value } as Record<K, string>); // the key it was given

function planOf({ planType, planName }: CoverageText): Pick<CoverageSaid, 'plan'> {
  const type = PLAN_TYPES.find((one) => one === planType);
  if (!type && planName === '') return {};
  return { plan: { type: type ?? 'other', ...some('name', planName) } };
}

function pharmacyOf({ bin, pcn, pharmacyGroup }: CoverageText): Pick<CoverageSaid, 'pharmacy'> {
  if (bin === '' && pcn === '' && pharmacyGroup === '') return {};
  return { pharmacy: { ...some('bin', bin), ...some('pcn', pcn), ...some('group', pharmacyGroup) } };
}

function cardsOf({ front, back }: CoverageText): Pick<CoverageSaid, 'cards'> {
  return front === '' && back === '' ? {} : { cards: { ...some('front', front), ...some('back', back) } };
}

/** For `self` there is nobody else to say, but how the card has the name. */
function subscriberOf(text: CoverageText, birthDate: LocalDate | null): Subscriber {
  const relationship = RELATIONSHIPS.find((one) => one === text.relationship) ?? 'self';
  const name = { family: text.subscriberFamily, given: text.subscriberGiven };
  if (relationship === 'self') return { relationship, ...(name.family || name.given ? { name } : {}) };
  return { relationship, name, ...(birthDate ? { birthDate } : {}) };
}

function bornOf(text: CoverageText, today: LocalDate, refusals: CoverageRefusals): LocalDate | null {
  if (text.relationship === 'self' || text.subscriberBorn === '') return null;
  const read = birthDateFrom(text.subscriberBorn, today);
  if (read.ok) return read.value;
  refusals.subscriberBorn = { code: 'coverage/bad-birth-date', field: 'subscriberBorn' };
  return null;
}

function injuryOf(text: CoverageText, date: LocalDate | null): Injury {
  const { claim, adjuster, employer } = text;
  const state = /^[a-z]{2}$/i.test(text.state) ? text.state.toUpperCase() : text.state;
  return {
    claim,
    date: date ?? '',
    ...some('adjuster', adjuster),
    ...some('adjusterPhone', phoneNumberOf(text.adjusterPhone)),
    ...some('employer', employer),
    ...some('state', state)
  };
}
