import { alteration } from '#domain/coverage/adding.ts';
import {
  COVERAGE_FIELDS,
  type CoverageField,
  type CoverageId,
  type CoverageSaid,
  type WithdrawnReason
} from '#domain/coverage/coverage-facts.ts';
import type { Coverage } from '#domain/coverage/coverages.ts';
import { patientDoc } from '#domain/documents.ts';
import type { PatientId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { sameValue } from '#domain/same-value.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import type { AddCoverageRefusal } from './add-coverage.ts';

export type ChangeCoverageRefusal =
  | AddCoverageRefusal
  | { readonly code: 'coverage/no-such' }
  /** Another desk changed it while this one was at it. */
  | { readonly code: 'coverage/changed-meanwhile' };

/** One coverage of one person, as the person at the desk was shown it. */
export interface ShownCoverage {
  readonly patient: PatientId;
  readonly shown: Coverage;
}

/**
 * Changes what differs of a coverage, each field as a fact that names the value it replaces [COV-2]. It is written where the coverage was: a
 * record that was merged keeps its own.
 */
export async function changeCoverage(
  station: Station,
  { patient, shown }: ShownCoverage,
  said: CoverageSaid
): Promise<Result<Done, ChangeCoverageRefusal>> {
  const found = await standing(station, patient, shown.coverage);
  if (!found.ok) return found;
  const { one, list } = found.value;
  if (!isAsShown(one, shown)) return err({ code: 'coverage/changed-meanwhile' });
  const altered = alteration(one, said, list, station.today());
  if (!altered.ok) return altered;
  const changes = altered.value;
  if (changes.length === 0) return ok({ command: 'coverage/change', takes: [] });
  const doc = patientDoc(one.patient);
  return ok(doneBy('coverage/change', doc, await station.record('coverage/change', doc, changes)));
}

/** Whether a coverage says what it said when it was shown. */
export function isAsShown(one: Coverage, shown: Coverage): boolean {
  return COVERAGE_FIELDS.every((field) => sameValue(one[field] ?? null, shown[field] ?? null));
}

/** Says which of two values is right that two desks wrote without knowing of each other [COV-2]. */
export async function settleCoverage(
  station: Station,
  patient: PatientId,
  { coverage, field, to }: { readonly coverage: CoverageId; readonly field: CoverageField; readonly to: unknown }
): Promise<Result<Done, ChangeCoverageRefusal>> {
  const found = await standing(station, patient, coverage);
  if (!found.ok) return found;
  const { one } = found.value;
  const of = { patient: one.patient, coverage, field, from: one[field] ?? null, to };
  const doc = patientDoc(one.patient);
  return ok(doneBy('coverage/change', doc, await station.record('coverage/change', doc, [{ kind: 'coverage/changed', of }]))); // prettier-ignore
}

/** Takes a coverage out that never was this person's; one that ended is given its end instead [COV-6]. */
export async function withdrawCoverage(
  station: Station,
  patient: PatientId,
  coverage: CoverageId,
  reason: WithdrawnReason
): Promise<Result<Done, ChangeCoverageRefusal>> {
  const found = await standing(station, patient, coverage);
  if (!found.ok) return found;
  const { one } = found.value;
  const doc = patientDoc(one.patient);
  const of = { patient: one.patient, coverage, reason };
  return ok(doneBy('coverage/withdraw', doc, await station.record('coverage/withdraw', doc, [{ kind: 'coverage/withdrawn', of }]))); // prettier-ignore
}

async function standing(
  station: Station,
  patient: PatientId,
  coverage: CoverageId
): Promise<Result<{ readonly one: Coverage; readonly list: readonly Coverage[] }, ChangeCoverageRefusal>> {
  if (!(await may(station, 'coverage/change'))) return err({ code: 'coverage/not-yours' });
  const list = (await station.rows.patient(patient))?.coverages?.list;
  if (!list) return err({ code: 'coverage/no-such-patient' });
  const one = list.find((each) => each.coverage === coverage);
  return one ? ok({ one, list }) : err({ code: 'coverage/no-such' });
}
