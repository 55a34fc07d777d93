import { clashOf } from '#domain/coverage/clashes.ts';
import type { CoverageId, CoverageSaid } from '#domain/coverage/coverage-facts.ts';
import type { Coverage } from '#domain/coverage/coverages.ts';
import { patientDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { PatientId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { plusDays } from '#domain/time.ts';
import { doneTogether, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import { checkCoverage, type CoverageRefusal } from './check-coverage.ts';

export type AddCoverageRefusal =
  | CoverageRefusal
  | { readonly code: 'coverage/not-yours' }
  | { readonly code: 'coverage/no-such-patient' }
  /** It is there already, or would stand beside itself [COV-3]. */
  | { readonly code: 'coverage/same-card'; readonly other: Coverage }
  /** Another one is good in the same place of the order on the same days [COV-4]. */
  | { readonly code: 'coverage/overlaps'; readonly other: Coverage };

export interface NewCoverage {
  readonly patient: PatientId;
  /** Chosen once by the form: a second try after a failed save adds no second one. */
  readonly coverage: CoverageId;
  readonly said: CoverageSaid;
  /** The one in its place ends the day before. */
  readonly replaces?: CoverageId | undefined;
}

/** Adds a coverage; with `replaces`, the one that had its place ends the day before it begins, in one commit [COV-5]. */
export async function addCoverage(
  station: Station,
  { patient: id, coverage, said, replaces }: NewCoverage
): Promise<Result<Done, AddCoverageRefusal>> {
  if (!(await may(station, 'coverage/add'))) return err({ code: 'coverage/not-yours' });
  const known = await station.rows.patient(id);
  if (!known) return err({ code: 'coverage/no-such-patient' });
  const list = known.coverages?.list ?? [];
  if (list.some((one) => one.coverage === coverage)) return ok({ command: 'coverage/add', takes: [] });
  const [refusal] = checkCoverage(said, station.today());
  if (refusal) return err(refusal);

  const ending = list.find((one) => one.coverage === replaces);
  const ends = ending && { start: ending.period.start, end: plusDays(said.period.start ?? station.today(), -1) };
  const isEmptied = ends !== undefined && ends.start !== null && ends.end < ends.start;
  const others = list.map((one) => (one === ending && ends && !isEmptied ? { ...one, period: ends } : one));
  const clash = refusalOf({ ...said, coverage }, others, list);
  if (clash) return err(clash);

  const { patient } = known;
  const parts: { doc: ReturnType<typeof patientDoc>; facts: readonly NewFact[] }[] = [
    { doc: patientDoc(patient), facts: [{ kind: 'coverage/added', of: { patient, coverage, ...said } }] }
  ];
  if (ending && ends && !isEmptied) {
    const of = { patient: ending.patient, coverage: ending.coverage, field: 'period', from: ending.period, to: ends };
    parts.push({ doc: patientDoc(ending.patient), facts: [{ kind: 'coverage/changed', of }] });
  }
  return ok(doneTogether('coverage/add', parts, await station.recordTogether('coverage/add', parts)));
}

/** What would clash with what is there. @param list as it stands, for naming the other */
export function refusalOf(
  said: CoverageSaid & { readonly coverage: CoverageId },
  others: readonly Coverage[],
  list: readonly Coverage[]
): Extract<AddCoverageRefusal, { other: Coverage }> | null {
  for (const other of others) {
    const clash = clashOf(said, other);
    const named = list.find(({ coverage }) => coverage === other.coverage) ?? other;
    if (clash) return { code: clash.code === 'same-card' ? 'coverage/same-card' : 'coverage/overlaps', other: named };
  }
  return null;
}
