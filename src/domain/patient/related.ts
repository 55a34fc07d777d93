import { factId, type Fact, type FactId, type Recorded } from '../fact.ts';
import type { PatientId, UserId } from '../ids.ts';
import { writtenTo, type Register } from '../register.ts';
import { instantOf, type Instant, type LocalDate } from '../time.ts';
import { ageOn } from './birth-date-text.ts';

/** Names one related person of one patient for ever. */
export type RelatedId = string;

/** FHIR R4 RelatedPerson.relationship, as far as a front office tells them apart. */
export const RELATIONS = ['parent', 'guardian', 'spouse', 'child', 'sibling', 'grandparent', 'friend', 'caregiver', 'attorney', 'other'] as const; // prettier-ignore
export type Relation = (typeof RELATIONS)[number];

/** What they are to the practice. A proxy decides for the patient; a guardian does for a minor. */
export const RELATED_ROLES = ['emergency', 'guardian', 'proxy', 'guarantor'] as const;
export type RelatedRole = (typeof RELATED_ROLES)[number];

/** What they may be told, or do, in the patient's name (45 CFR 164.510(b)). */
export const TELLS = ['appointments', 'billing', 'clinical', 'pick-up'] as const;
export type Tell = (typeof TELLS)[number];

/** FHIR R4 RelatedPerson. */
export interface RelatedSaid {
  readonly name: { readonly family: string; readonly given: string };
  readonly relation: Relation;
  readonly phone?: string;
  readonly roles: readonly RelatedRole[];
  readonly may: readonly Tell[];
  readonly period: { readonly start: LocalDate | null; readonly end: LocalDate | null };
  /** Their own record, where they are a patient too. */
  readonly patient?: PatientId;
  readonly note?: string;
}

/** A fact of a `patient/<id>` document: one related person said anew, from what was said before; null takes them away [REG-14]. */
export type RelatedFact = Fact<
  'related/said',
  {
    readonly patient: PatientId;
    readonly related: RelatedId;
    readonly from: RelatedSaid | null;
    readonly to: RelatedSaid | null;
  }
>;

export interface Related extends RelatedSaid {
  readonly related: RelatedId;
  /** The record it was written to, which is where it is changed. */
  readonly patientOf: PatientId;
  readonly at: Instant;
  readonly by: UserId;
}

/** Values of one related person that two desks wrote without knowing of each other; null is one who was taken away. */
export interface RelatedFork {
  readonly related: RelatedId;
  readonly values: readonly (RelatedSaid | null)[];
  readonly facts: readonly FactId[];
}

/** The people beside a patient; absent keys where there are none. @param facts standing ones, in order */
export function relatedIn(facts: readonly Recorded[]): {
  readonly related?: readonly Related[];
  readonly relatedForks?: readonly RelatedFork[];
} {
  const all = new Map<RelatedId, { register: Register; owner: PatientId; at: Instant; by: UserId }>();
  for (const recorded of facts) {
    if (recorded.fact.kind !== 'related/said') continue;
    const { at, by, of } = recorded.fact as RelatedFact; // its kind says so
    const id = factId(recorded);
    const known = all.get(of.related);
    const said = { owner: known?.owner ?? of.patient, at: instantOf(at), by };
    if (!known) all.set(of.related, { register: { value: of.to, writer: id, split: null }, ...said });
    else {
      // Who may be told what is nobody's to overwrite unseen.
      const register = writtenTo(known.register, { from: of.from, to: of.to, id, isHighRisk: true });
      if (register !== known.register) all.set(of.related, { register, ...said });
    }
  }
  const related = [...all].flatMap(
    ([id, { register, owner, at, by }]) =>
      register.value === null ? [] : [{ ...(register.value as RelatedSaid), related: id, patientOf: owner, at, by }] // what `to` was
  );
  const relatedForks = [...all].flatMap(
    ([
      id,
      {
        register: { split }
      }
    ]) => (split ? [{ related: id, values: split.values as (RelatedSaid | null)[], facts: split.facts }] : [])
  );
  return { ...(related.length > 0 ? { related } : {}), ...(relatedForks.length > 0 ? { relatedForks } : {}) };
}

/** Who may be told of this on that day, or decide; none where two desks disagree about them. */
export function mayBeTold(
  {
    related = [],
    relatedForks = []
  }: { readonly related?: readonly Related[]; readonly relatedForks?: readonly RelatedFork[] },
  tell: Tell,
  day: LocalDate
): readonly Related[] {
  const asked = new Set(relatedForks.map((fork) => fork.related));
  return related.filter((one) => one.may.includes(tell) && isRelatedOn(one, day) && !asked.has(one.related));
}

export function isRelatedOn({ period: { start, end } }: Pick<RelatedSaid, 'period'>, day: LocalDate): boolean {
  return (start === null || start <= day) && (end === null || day <= end);
}

/** Years from which somebody signs for themselves; in most states (some: 19). */
const OF_AGE = 18;

export function isMinor(birthDate: LocalDate | null, day: LocalDate): boolean {
  const age = birthDate === null ? null : ageOn(birthDate, day);
  return age !== null && (age.unit !== 'year' || age.count < OF_AGE);
}

/** Whether a paper of this patient can be signed by nobody yet: a minor without a guardian or parent on record [REG-13]. */
export function lacksGuardian(
  { birthDate, related = [] }: { readonly birthDate: LocalDate | null; readonly related?: readonly Related[] },
  day: LocalDate
): boolean {
  if (!isMinor(birthDate, day)) return false;
  return !related.some((one) => (one.roles.includes('guardian') || one.relation === 'parent') && isRelatedOn(one, day));
}
