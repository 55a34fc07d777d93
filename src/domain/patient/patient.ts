import { coveragesIn, type Coverages } from '../coverage/coverages.ts';
import type { CoverageFact } from '../coverage/coverage-facts.ts';
import type { DocumentFact } from '../document/document-facts.ts';
import { documentsIn, type FiledDocument } from '../document/patient-documents.ts';
import { factId, standing, type FactId, type Recorded } from '../fact.ts';
import type { PatientId, UserId } from '../ids.ts';
import { writtenTo } from '../register.ts';
import { instantOf, type Stamp } from '../time.ts';
import { consentIn, evidenceOfConsent, type Consent } from './consent.ts';
import { evidenceIn, evidenceOfChange, type Evidence, type Looked } from './evidence.ts';
import { relatedIn, type Related, type RelatedFork } from './related.ts';
import { flagsOf, type PatientFlag } from './flags.ts';
import type {
  ContactWishes,
  Demographics,
  DemographicField,
  MergeId,
  PastEncounter,
  PatientChange,
  PatientFact,
  SeenOfRecord
} from './patient-facts.ts';

/** Fields whose fork must be settled by a person (DESIGN.md §2); of the others the later value counts. */
const HIGH_RISK: ReadonlySet<DemographicField> = new Set<DemographicField>([
  'name',
  'birthDate',
  'sex',
  'phones',
  'identifiers',
  'alerts'
]);

/** Values for one field that were written without knowing of each other, and the fact that wrote each [PAT-4]. */
export interface Fork {
  readonly field: DemographicField;
  readonly values: readonly unknown[];
  readonly facts: readonly FactId[];
}

/** FHIR R4 Patient, as its facts say it is. */
export interface Patient extends Demographics, Looked {
  readonly patient: PatientId;
  readonly source: 'desk' | 'import';
  /** Open questions, at most one a field. The later of a fork's values stands in the field meanwhile. */
  readonly forks: readonly Fork[];
  /** What they said about being reached; absent where they said nothing. */
  readonly wishes?: ContactWishes;
  /** Newest first. */
  readonly encounters: readonly PastEncounter[];
  /** What was signed or refused, the latest signature first; absent without any. */
  readonly consents?: readonly Consent[];
  /** What whoever calls or rooms them has to know; absent without any. */
  readonly flags?: readonly PatientFlag[];
  /** Papers, the newest first; absent without any. */
  readonly documents?: readonly FiledDocument[];
  /** The people beside them; absent where there are none. */
  readonly related?: readonly Related[];
  /** Open questions about them. */
  readonly relatedForks?: readonly RelatedFork[];
  /** Who pays; absent where nobody has said a word of it. */
  readonly coverages?: Coverages;
  /** The last fact of each writer that says something of the whole record, beside its registration; absent where there is none. */
  readonly last?: readonly FactId[];
  /** Records that somebody said are other people; absent where there are none. */
  readonly apart?: readonly PatientId[];
  /** Absent where the document says of no merge. */
  readonly merges?: Merges;
}

/** One merge, as one of its two documents says it. */
export interface MergeNote {
  /** The other record. */
  readonly other: PatientId;
  readonly merge: MergeId;
  readonly at: Stamp;
  readonly by: UserId;
  /** What the merging desk knew; empty in the document of the record that gave way. */
  readonly seen: readonly SeenOfRecord[];
}

/** What one record's document says of merges, and what it takes to fold it together with the others (joined.ts). */
export interface Merges {
  /** Where it went, earliest first: the first counts. */
  readonly into: readonly MergeNote[];
  /** What it took in, earliest first. */
  readonly from: readonly MergeNote[];
  /** All that stands in the document and is folded, in order. */
  readonly facts: readonly Recorded[];
}

/** A registration with keys that are ours to say, should a writer have put them there. */
type PatientSaid = Extract<PatientFact, { kind: 'patient/registered' }>['of'] & {
  readonly registered?: unknown;
  readonly evidence?: unknown;
};

/** Folds a `patient/<id>` document; null when nobody was registered in it. */
export function patientOf(facts: Iterable<Recorded>): Patient | null {
  const inOrder = standing(facts);
  const patient = foldedInOrder(inOrder);
  const merges = patient && mergesIn(inOrder);
  return merges ? { ...patient, merges } : patient;
}

/** The same of facts that stand, in the order they count in [MRG-3]. */
export function foldedInOrder(inOrder: readonly Recorded[]): Patient | null {
  let patient: Patient | null = null;
  const encounters = new Map<string, PastEncounter>();
  const writers = new Map<DemographicField, FactId>();
  const apart = new Set<PatientId>();
  let registration: FactId | null = null;
  let wishes: ContactWishes | null = null;
  const evidence = new Map<string, Evidence>();
  const consents: Consent[] = [];
  for (const recorded of inOrder) {
    const fact = recorded.fact as PatientFact; // an unknown kind from a newer version falls through
    if (fact.kind === 'patient/registered' && !patient) {
      const { registered: _, evidence: __, ...said }: PatientSaid = fact.of;
      const here = said.source === 'desk' ? { registered: { at: instantOf(fact.at), by: fact.by } } : {};
      patient = { ...said, ...here, forks: [], encounters: [] };
      registration = factId(recorded);
    } else if (fact.kind === 'encounter/recorded') {
      encounters.set(fact.of.encounter, fact.of);
    } else if (fact.kind === 'patient/contact-wished') {
      wishes = { never: fact.of.never, ...(fact.of.note === undefined ? {} : { note: fact.of.note }) };
    } else if (fact.kind === 'patient/told-apart') {
      apart.add(fact.of.other);
    } else if (fact.kind === 'field/verified') {
      evidence.set(fact.of.field, evidenceIn(fact));
    } else if (fact.kind === 'consent/recorded') {
      consents.push(consentIn(fact));
      const { line, signedAt } = fact.of;
      // What was signed before something else was made sure of does not take its place.
      if (line && (evidence.get(line)?.at ?? -1) <= signedAt) evidence.set(line, evidenceOfConsent(fact));
    } else if (fact.kind === 'patient/changed' && patient && registration) {
      const current = writers.get(fact.of.field) ?? registration;
      const next = changed(patient, fact.of, { id: factId(recorded), current });
      if (next !== patient) {
        writers.set(fact.of.field, factId(recorded));
        evidence.set(fact.of.field, evidenceOfChange(fact));
      }
      patient = next;
    }
  }
  if (!patient) return null;
  const last = lastOfEach(inOrder);
  const flags = flagsOf(inOrder);
  const documents = documentsIn(inOrder);
  const coverages = coveragesIn(inOrder);
  return {
    ...patient,
    ...(wishes ? { wishes } : {}),
    ...(flags.length > 0 ? { flags } : {}),
    ...(documents.length > 0 ? { documents } : {}),
    ...(consents.length > 0 ? { consents: consents.sort((a, b) => b.signedAt - a.signedAt) } : {}),
    ...(coverages ? { coverages } : {}),
    ...relatedIn(inOrder),
    ...(apart.size > 0 ? { apart: [...apart] } : {}),
    ...(last.length > 0 ? { last } : {}),
    ...(evidence.size > 0 ? { evidence: Object.fromEntries(evidence) } : {}),
    encounters: [...encounters.values()].sort((a, b) => b.start - a.start)
  };
}

/** Every fact of a patient's document that is folded. */
type Folded = PatientFact | CoverageFact | DocumentFact;

/**
 * What becomes of a record's facts when it is merged into another: `always` they count there too; `unknown` only where the merging desk
 * did not know of them, because they say one thing of the whole record; `where-same`: evidence, where what it speaks of says the same in
 * both; `never`. Complete by type.
 */
export const LANDS: Readonly<Record<Folded['kind'], 'always' | 'unknown' | 'where-same' | 'never'>> = {
  'patient/registered': 'never',
  'patient/changed': 'unknown',
  'patient/contact-wished': 'unknown',
  'field/verified': 'where-same',
  'related/said': 'always',
  // A name under a paper is the person's, whichever record it was under.
  'consent/recorded': 'always',
  // It is the person who is not to be announced, whichever record says so.
  'patient/flagged': 'always',
  'encounter/recorded': 'always',
  'patient/merged': 'never',
  'patient/absorbed': 'never',
  'patient/told-apart': 'never',
  // Each is a thing of its own with an id of its own; two that cannot both be so are put before a person [COV-4].
  'coverage/added': 'always',
  'coverage/changed': 'always',
  'coverage/withdrawn': 'always',
  'coverage/self-pay-said': 'always',
  'coverage/msp-asked': 'always',
  'eligibility/verified': 'always',
  'document/filed': 'always',
  'document/reindexed': 'always',
  'document/reviewed': 'always',
  'document/recalled': 'always'
};

const kindOf = ({ fact }: Recorded): Folded['kind'] => fact.kind as Folded['kind']; // asked for in LANDS, where a newer kind is missing

/** What a merge's `seen` says it knew of. */
function lastOfEach(inOrder: readonly Recorded[]): readonly FactId[] {
  const last = new Map<number, Recorded>();
  for (const recorded of inOrder) {
    if (LANDS[kindOf(recorded)] !== 'unknown') continue;
    if ((last.get(recorded.client)?.clock ?? -1) < recorded.clock) last.set(recorded.client, recorded);
  }
  return [...last.values()].sort((a, b) => a.client - b.client).map(factId);
}

function mergesIn(inOrder: readonly Recorded[]): Merges | null {
  const [into, from]: [MergeNote[], MergeNote[]] = [[], []];
  for (const { fact: written } of inOrder) {
    const fact = written as PatientFact; // as above
    if (fact.kind === 'patient/merged')
      into.push({ other: fact.of.into, merge: fact.of.merge, at: fact.at, by: fact.by, seen: [] });
    else if (fact.kind === 'patient/absorbed')
      from.push({ other: fact.of.from, merge: fact.of.merge, at: fact.at, by: fact.by, seen: fact.of.seen });
  }
  return into.length + from.length > 0 ? { into, from, facts: inOrder.filter((one) => kindOf(one) in LANDS) } : null;
}

/** One change, and what it makes of the open questions (register.ts). */
function changed(patient: Patient, of: PatientChange, { id, current }: { id: FactId; current: FactId }): Patient {
  const { field, from, to } = of;
  if (field === 'name' && to === null) return patient;
  const split = patient.forks.find((one) => one.field === field) ?? null;
  const register = { value: patient[field] ?? null, writer: current, split };
  const next = writtenTo(register, { from, to, id, isHighRisk: HIGH_RISK.has(field) });
  if (next === register) return patient;
  const others = patient.forks.filter((one) => one.field !== field);
  const forks = next.split ? [...others, { field, values: next.split.values, facts: next.split.facts }] : others;
  return { ...withField(patient, field, to), forks };
}

/** A field set, or emptied the way it may be empty. A name cannot be taken away, only replaced. */
function withField(patient: Patient, field: DemographicField, to: unknown): Patient {
  if (to !== null) return { ...patient, [field]: to };
  switch (field) {
    case 'name':
      return patient;
    case 'sex':
      return { ...patient, sex: 'unknown' };
    case 'birthDate':
      return { ...patient, birthDate: null };
    case 'phones':
    case 'identifiers':
      return { ...patient, [field]: [] };
    default: {
      const { [field]: _, ...rest } = patient;
      return rest;
    }
  }
}
