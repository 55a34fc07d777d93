import type {
  CoverageField,
  CoverageKind,
  CoveragePeriod,
  CoverageSaid,
  PlanType,
  Subscriber,
  SubscriberRelationship
} from '#domain/coverage/coverage-facts.ts';
import { ORDER_WORDS } from '#domain/coverage/coverage-words.ts';
import type { CopayType } from '#domain/coverage/eligibility-facts.ts';
import type { Eligibility } from '#domain/coverage/eligibility.ts';
import { maskedNumber } from '#domain/practice/masks.ts';
import { birthDateText, counted, nameText, phoneText } from '#ui/format.ts';

export const KIND_WORDS: Readonly<Record<CoverageKind, string>> = {
  health: 'Health insurance',
  'workers-comp': 'Workers’ compensation',
  auto: 'Auto insurance'
};

export const PLAN_WORDS: Readonly<Record<PlanType, string>> = {
  ppo: 'PPO',
  hmo: 'HMO',
  pos: 'POS',
  epo: 'EPO',
  medicare: 'Medicare',
  'medicare-advantage': 'Medicare Advantage',
  medicaid: 'Medicaid',
  tricare: 'TRICARE',
  other: 'Other'
};

export const COPAY_WORDS: Readonly<Record<CopayType, string>> = {
  pcp: 'Primary care',
  specialist: 'Specialist',
  'urgent-care': 'Urgent care',
  telehealth: 'Telehealth'
};

/** `Primary`; a case says what it is. */
export function orderText({ kind, order }: Pick<CoverageSaid, 'kind' | 'order'>): string {
  return order === null ? KIND_WORDS[kind] : ORDER_WORDS[order];
}

/** `since 01/01/2026`, `01/01/2025 to 12/31/2025`; empty where no day is known. */
export function periodText({ start, end }: CoveragePeriod): string {
  if (start === null) return end === null ? '' : `until ${birthDateText(end)}`;
  return end === null ? `since ${birthDateText(start)}` : `${birthDateText(start)} to ${birthDateText(end)}`;
}

export function subscriberText({ relationship, name, birthDate }: Subscriber, isWhole: boolean): string {
  if (relationship === 'self') return name ? `${nameText(name)}, as on the card` : '';
  const who = name ? nameText(name) : 'somebody';
  const born = birthDate && isWhole ? `, ${birthDateText(birthDate)}` : '';
  const how: Readonly<Record<SubscriberRelationship, string>> = {
    self: '',
    spouse: ', spouse',
    child: ', parent',
    parent: ', child',
    other: ''
  };
  return `in the name of ${who}${how[relationship]}${born}`;
}

/** The member number as somebody sees it; what is short is not half shown. */
export function memberText(member: string, isWhole: boolean): string {
  if (member === '') return '';
  return isWhole ? member : maskedNumber(member);
}

export const COVERAGE_FIELD_WORDS: Readonly<Record<CoverageField, string>> = {
  kind: 'Kind',
  order: 'Order',
  payer: 'Payer',
  plan: 'Plan',
  member: 'Member number',
  group: 'Group',
  subscriber: 'Subscriber',
  period: 'Dates',
  injury: 'Injury',
  copay: 'Copay',
  phone: 'Payer’s phone',
  pharmacy: 'Pharmacy numbers',
  cards: 'Card pictures'
};

const SAY: { readonly [F in CoverageField]: (value: NonNullable<CoverageSaid[F]>) => string } = {
  kind: (kind) => KIND_WORDS[kind],
  order: (order) => ORDER_WORDS[order],
  payer: ({ name, id }) => (id ? `${name} (${id})` : name),
  plan: ({ type, name }) => [PLAN_WORDS[type], name].filter(Boolean).join(', '),
  member: (member) => member,
  group: (group) => group,
  subscriber: (subscriber) => subscriberText(subscriber, true) || 'the patient',
  period: (period) => periodText(period) || 'no dates',
  injury: ({ claim, date, adjuster, employer, state }) =>
    [`claim ${claim}`, birthDateText(date), adjuster, employer, state].filter(Boolean).join(', '),
  copay: (copay) => copay,
  phone: phoneText,
  pharmacy: ({ bin, pcn, group }) => [bin && `BIN ${bin}`, pcn && `PCN ${pcn}`, group && `Group ${group}`].filter(Boolean).join(', '), // prettier-ignore
  cards: ({ front, back }) => [front && 'front', back && 'back'].filter(Boolean).join(' and ')
};

/** What one field of a coverage says. @param value of that very field */
export function fieldText(field: CoverageField, value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  return (SAY[field] as (value: unknown) => string)(value);
}

/** The badge of one coverage: colour, shape and word, with its age. */
export function eligibilityText({ state, check, daysAgo, why }: Eligibility): {
  readonly hue: 'done' | 'waiting' | 'trouble' | 'expected' | 'active';
  readonly word: string;
} {
  const age = daysAgo === null ? '' : daysAgo === 0 ? 'today' : daysAgo === 1 ? 'yesterday' : `${counted(daysAgo, 'day')} ago`; // prettier-ignore
  switch (state) {
    case 'unchecked':
      return { hue: 'expected', word: 'Not checked' };
    case 'inactive':
      return { hue: 'trouble', word: `Inactive, asked ${age}` };
    case 'stale':
      return { hue: 'waiting', word: why === 'other-card' ? 'Checked under another number' : `Checked ${age}, ask again` }; // prettier-ignore
    case 'manual':
      return { hue: 'active', word: `Active, by ${check?.method ?? 'phone'} ${age}` };
    case 'verified':
      return { hue: 'done', word: `Active, checked ${age}` };
  }
}
