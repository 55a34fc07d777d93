import { factId, standing, type FactId, type Recorded } from '../fact.ts';
import type { PatientId } from '../ids.ts';
import type { Demographics, DemographicField, PastEncounter, PatientFact } from './patient-facts.ts';

/** Fields whose fork must be settled by a person (DESIGN.md §2). */
const HIGH_RISK: ReadonlySet<DemographicField> = new Set<DemographicField>(['name', 'birthDate', 'sex', 'identifiers']);

/** Two values for one field, each written without knowing of the other. */
export interface Fork {
  readonly field: DemographicField;
  readonly values: readonly unknown[];
  readonly facts: readonly FactId[];
}

/** FHIR R4 Patient, as its facts say it is. */
export interface Patient extends Demographics {
  readonly patient: PatientId;
  readonly source: 'desk' | 'import';
  readonly forks: readonly Fork[];
  /** Newest first. */
  readonly encounters: readonly PastEncounter[];
}

/** Folds a `patient/<id>` document; null when nobody was registered in it. */
export function patientOf(facts: Iterable<Recorded>): Patient | null {
  let patient: Patient | null = null;
  const encounters = new Map<string, PastEncounter>();
  for (const recorded of standing(facts)) {
    const fact = recorded.fact as PatientFact; // an unknown kind from a newer version falls through
    if (fact.kind === 'patient/registered') patient ??= { ...fact.of, forks: [], encounters: [] };
    else if (fact.kind === 'encounter/recorded') encounters.set(fact.of.encounter, fact.of);
    else if (fact.kind === 'patient/changed' && patient) patient = changed(patient, fact.of, factId(recorded));
  }
  if (!patient) return null;
  return { ...patient, encounters: [...encounters.values()].sort((a, b) => b.start - a.start) };
}

function changed(patient: Patient, of: Extract<PatientFact, { kind: 'patient/changed' }>['of'], id: FactId): Patient {
  const before = patient[of.field] ?? null;
  const after = { ...patient, [of.field]: of.to ?? undefined };
  if (same(before, of.to)) return patient;
  if (same(before, of.from) || !HIGH_RISK.has(of.field)) {
    return { ...after, forks: after.forks.filter((fork) => fork.field !== of.field) };
  }
  return { ...after, forks: [...patient.forks, { field: of.field, values: [before, of.to], facts: [id] }] };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
