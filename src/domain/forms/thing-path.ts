import type { CoverageOrder } from '../coverage/coverage-facts.ts';

/** What a plan's questions may say of it. `whose`: the plan is the patient's own, their spouse's, their parent's. */
export type PlanPart = 'payer' | 'member' | 'group' | 'whose' | 'holder' | 'holderBorn';
/** Places of the order that a form asks for. */
export type AskedOrder = Exclude<CoverageOrder, 'tertiary'>;
/** People of whom a form asks one. */
export const SINGLE_PEOPLE = ['emergency', 'guarantor', 'guardian'] as const;
export type SinglePerson = (typeof SINGLE_PEOPLE)[number];
/** People of whom a form asks a list: one a line, `Bo Quist, brother, 555-0102`. `told`: who may be told of the care; `pick-up`: who may bring a child. */
export const LISTED_PEOPLE = ['told', 'pick-up'] as const;
export type ListedPeople = (typeof LISTED_PEOPLE)[number];

/**
 * What of a form goes into facts of its own, beside the registration: who pays, the people beside the patient, and ways never to reach them.
 * Each is named as a FHIR extension's code too (write-form.ts).
 */
export const THING_PATHS = [
  'coverage.has',
  'coverage.primary.payer',
  'coverage.primary.member',
  'coverage.primary.group',
  'coverage.primary.whose',
  'coverage.primary.holder',
  'coverage.primary.holderBorn',
  'coverage.secondary.payer',
  'coverage.secondary.member',
  'coverage.secondary.group',
  'coverage.secondary.whose',
  'coverage.secondary.holder',
  'coverage.secondary.holderBorn',
  'emergency.name',
  'emergency.relation',
  'emergency.phone',
  'guarantor.who',
  'guarantor.name',
  'guarantor.relation',
  'guarantor.phone',
  'guardian.name',
  'guardian.relation',
  'guardian.phone',
  'told.any',
  'told.people',
  'told.what',
  'pick-up.people',
  'pick-up.what',
  'wishes.email',
  'wishes.never'
] as const;
export type ThingPath = (typeof THING_PATHS)[number];

/** Names a proposed change of one of these within its form, the same each time it is worked out: what was settled is known by it. */
export type HarvestThing =
  | `coverage:${AskedOrder}`
  | 'self-pay'
  | 'wishes'
  | `related:${SinglePerson}`
  | `related:${ListedPeople}-${number}`
  /** Somebody on record who is not named any more; by their id. */
  | `related:untold.${string}`;
