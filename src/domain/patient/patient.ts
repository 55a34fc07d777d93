import { documentsIn, type FiledDocument } from '../document/patient-documents.ts';
import { factId, standing, type FactId, type Recorded } from '../fact.ts';
import type { PatientId, UserId } from '../ids.ts';
import { sameValue } from '../same-value.ts';
import { instantOf, type Stamp } from '../time.ts';
import { consentIn, evidenceOfConsent, type Consent } from './consent.ts';
import { evidenceIn, evidenceOfChange, type Evidence, type Looked } from './evidence.ts';
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
  'identifiers'
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
  /** Papers, the newest first; absent without any. */
  readonly documents?: readonly FiledDocument[];
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
  const documents = documentsIn(inOrder);
  return {
    ...patient,
    ...(wishes ? { wishes } : {}),
    ...(documents.length > 0 ? { documents } : {}),
    ...(consents.length > 0 ? { consents: consents.sort((a, b) => b.signedAt - a.signedAt) } : {}),
    ...(apart.size > 0 ? { apart: [...apart] } : {}),
    ...(last.length > 0 ? { last } : {}),
    ...(evidence.size > 0 ? { evidence: Object.fromEntries(evidence) } : {}),
    encounters: [...encounters.values()].sort((a, b) => b.start - a.start)
  };
}

/**
 * What becomes of a record's facts when it is merged into another: `always` they count there too; `unknown` only where the merging desk
 * did not know of them, because they say one thing of the whole record; `never`. Complete by type.
 */
export const LANDS: Readonly<Record<PatientFact['kind'], 'always' | 'unknown' | 'never'>> = {
  'patient/registered': 'never',
  'patient/changed': 'unknown',
  'patient/contact-wished': 'unknown',
  // What was made sure of were that record's own values: of the survivor's somebody asks again.
  'field/verified': 'never',
  // A name under a paper is the person's, whichever record it was under.
  'consent/recorded': 'always',
  'encounter/recorded': 'always',
  'patient/merged': 'never',
  'patient/absorbed': 'never',
  'patient/told-apart': 'never'
};

const kindOf = ({ fact }: Recorded): PatientFact['kind'] => fact.kind as PatientFact['kind']; // asked for in LANDS, where a newer kind is missing

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

/**
 * One change. It follows on when it starts from the value that stands. From another value it is a fork, where that matters. A change from
 * one side of a fork to another (or to itself) settles it: somebody has seen both. A change from one side to something new is
 * that side going on without knowing; the question stays open.
 */
function changed(patient: Patient, of: PatientChange, { id, current }: { id: FactId; current: FactId }): Patient {
  const { field, from, to } = of;
  const after = withField(patient, field, to);
  const fork = patient.forks.find((one) => one.field === field);
  const others = patient.forks.filter((one) => one.field !== field);
  if (!fork) {
    if (sameValue(patient[field] ?? null, to)) return patient;
    if (sameValue(patient[field] ?? null, from) || !HIGH_RISK.has(field)) return after;
    return { ...after, forks: [...others, { field, values: [patient[field] ?? null, to], facts: [current, id] }] };
  }
  const side = fork.values.findIndex((value) => sameValue(value, from));
  if (fork.values.some((value) => sameValue(value, to))) {
    return side === -1 ? patient : { ...after, forks: others };
  }
  const at = side === -1 ? fork.values.length : side;
  const open = { field, values: replaced(fork.values, at, to), facts: replaced(fork.facts, at, id) };
  return { ...after, forks: [...others, open] };
}

function replaced<T>(list: readonly T[], at: number, value: T): readonly T[] {
  return [...list.slice(0, at), value, ...list.slice(at + 1)];
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
