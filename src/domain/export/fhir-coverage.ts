import type { CoverageSaid, SubscriberRelationship } from '../coverage/coverage-facts.ts';
import type { Coverage, Coverages } from '../coverage/coverages.ts';
import { sameValue } from '../same-value.ts';
import type { LocalDate } from '../time.ts';
import { resourceId } from './fhir-schedule.ts';
import { isJson, list, partsOf, text, without, type Json } from './json.ts';

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
/** What a card calls the patient whose own it is, on Coverage.subscriber. */
export const FHIR_CARD_NAME = 'urn:anteroom:coverage:card-name';
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
 * nothing has. @param before what was understood of it; null where nobody here wrote of it
 */
export function coverageWithChanges(
  original: Json,
  now: Coverage | 'withdrawn' | null,
  {
    patient,
    today,
    before
  }: { readonly patient: string; readonly today: LocalDate; readonly before: CoverageSaid | null }
): Json {
  if (now === 'withdrawn') return { ...original, status: 'entered-in-error' };
  if (now === null || !before) return original;
  const was = coverageResource({ ...before, coverage: now.coverage }, patient, today);
  const is = coverageResource(now, patient, today);
  const changed = WRITTEN.filter((key) => !sameValue(was[key] ?? null, is[key] ?? null));
  return changed.reduce<Json>((resource, key) => withElement(resource, key, is[key]), original);
}

/** The elements that say what we understand of a Coverage. */
const WRITTEN = 'identifier status type subscriber subscriberId relationship period payor class order'.split(' ');
const OUR_CLASSES: ReadonlySet<unknown> = new Set(['group', 'plan', 'rxbin', 'rxpcn', 'rxgroup']);

/** One element said anew; of what stood there what is not understood stays, and a reference to who it was does not. */
function withElement(resource: Json, key: string, to: unknown): Json {
  const rest = without(resource, key);
  const held = resource[key];
  switch (key) {
    case 'payor': {
      const [first, ...others] = partsOf(held);
      const [written] = partsOf(to);
      return {
        ...rest,
        payor: [{ ...without(first ?? {}, 'reference', 'identifier', 'display'), ...written }, ...others]
      };
    }
    case 'class': {
      const theirs = partsOf(held).filter(
        ({ type }) => !partsOf(isJson(type) ? type['coding'] : null).some(({ code }) => OUR_CLASSES.has(code))
      );
      return { ...rest, ...list('class', [...theirs, ...partsOf(to)]) };
    }
    case 'period': {
      const period = { ...without(isJson(held) ? held : {}, 'start', 'end'), ...(isJson(to) ? to : {}) };
      return Object.keys(period).length > 0 ? { ...rest, period } : rest;
    }
    default:
      return to === undefined ? rest : { ...rest, [key]: to };
  }
}

function coverageResource(one: CoverageSaid & Pick<Coverage, 'coverage'>, patient: string, today: LocalDate): Json {
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
      ? { ...cardName(name), reference: `Patient/${patient}` }
      : { display: [name?.given, name?.family].filter(Boolean).join(' ') };
  return { subscriber: who, ...text('subscriberId', member) };
}

/** The subscriber is the patient, whom the card calls otherwise. */
function cardName(name: CoverageSaid['subscriber']['name']): Json {
  if (!name) return {};
  const valueHumanName = { ...text('family', name.family), ...list('given', name.given ? [name.given] : []) };
  return { extension: [{ url: FHIR_CARD_NAME, valueHumanName }] };
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
