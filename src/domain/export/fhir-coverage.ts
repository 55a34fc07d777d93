import type { CoverageSaid, SubscriberRelationship } from '../coverage/coverage-facts.ts';
import type { Coverage, Coverages } from '../coverage/coverages.ts';
import type { LocalDate } from '../time.ts';
import { resourceId } from './fhir-schedule.ts';
import { list, text, without, type Json } from './json.ts';

const KINDS: Readonly<Record<CoverageSaid['kind'], readonly [code: string, display: string]>> = {
  health: ['EHCPOL', 'extended healthcare'],
  'workers-comp': ['WCBPOL', "worker's compensation"],
  auto: ['AUTOPOL', 'automobile']
};
const RELATIONSHIPS: Readonly<Record<SubscriberRelationship, string>> = {
  self: 'self',
  spouse: 'spouse',
  child: 'child',
  parent: 'parent',
  other: 'other'
};
/** Coverage.order 1 to 3 [FHIR R4 Coverage]. */
const ORDERS = { primary: 1, secondary: 2, tertiary: 3 } as const;
const CLASSES = 'http://terminology.hl7.org/CodeSystem/coverage-class';

/** Who pays, as FHIR R4 has it [EXP-10]. @param patient what the person goes by in the export @param came ids of those that came as such */
export function coverageResources(
  { list: all, selfPay }: Coverages,
  { patient, today, came }: { readonly patient: string; readonly today: LocalDate; readonly came: ReadonlySet<string> }
): readonly Json[] {
  const own = all.filter(({ coverage }) => !came.has(coverage)).map((one) => coverageResource(one, patient, today));
  return selfPay?.pays ? [...own, selfPayResource(patient)] : own;
}

/**
 * A Coverage of another system with what has changed here since: what we understand is written anew, all else stays [EXP-1]. The same object where
 * nothing has. @param isChanged whether somebody here wrote of it
 */
export function coverageWithChanges(
  original: Json,
  now: Coverage | 'withdrawn' | null,
  { patient, today, isChanged }: { readonly patient: string; readonly today: LocalDate; readonly isChanged: boolean }
): Json {
  if (now === 'withdrawn') return { ...original, status: 'entered-in-error' };
  if (now === null || !isChanged) return original;
  const { id: _, ...written } = coverageResource(now, patient, today);
  return { ...without(original, 'order', 'period', 'class'), ...written };
}

function coverageResource(one: Coverage, patient: string, today: LocalDate): Json {
  const { kind, order, period, payer, plan, member, group, pharmacy, subscriber, injury } = one;
  const [code, display] = KINDS[kind];
  const ended = period.end !== null && period.end < today;
  return {
    resourceType: 'Coverage',
    id: resourceId(one.coverage),
    ...(injury ? { identifier: [{ type: { text: 'Claim number' }, value: injury.claim }] } : {}),
    status: ended ? 'cancelled' : 'active',
    type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code, display }] },
    ...subscriberOf(subscriber, member, patient),
    beneficiary: { reference: `Patient/${patient}` },
    relationship: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/subscriber-relationship',
          code: RELATIONSHIPS[subscriber.relationship]
        }
      ]
    },
    ...(period.start === null && period.end === null
      ? {}
      : { period: { ...text('start', period.start ?? ''), ...text('end', period.end ?? '') } }),
    payor: [{ ...(payer.id ? { identifier: { value: payer.id } } : {}), display: payer.name }],
    ...list('class', [
      ...classOf('group', group),
      ...classOf('plan', plan && (plan.name ?? plan.type)),
      ...classOf('rxbin', pharmacy?.bin),
      ...classOf('rxpcn', pharmacy?.pcn),
      ...classOf('rxgroup', pharmacy?.group)
    ]),
    ...(order === null ? {} : { order: ORDERS[order] })
  };
}

function subscriberOf({ relationship, name }: CoverageSaid['subscriber'], member: string, patient: string): Json {
  const who =
    relationship === 'self'
      ? { reference: `Patient/${patient}` }
      : { display: [name?.given, name?.family].filter(Boolean).join(' ') };
  return { subscriber: who, ...text('subscriberId', member) };
}

function classOf(code: string, value: string | undefined): readonly Json[] {
  return value ? [{ type: { coding: [{ system: CLASSES, code }] }, value }] : [];
}

function selfPayResource(patient: string): Json {
  const who = { reference: `Patient/${patient}` };
  return {
    resourceType: 'Coverage',
    id: resourceId(`${patient}-self-pay`),
    status: 'active',
    type: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/coverage-selfpay', code: 'pay', display: 'Pay' }]
    },
    beneficiary: who,
    payor: [who]
  };
}
