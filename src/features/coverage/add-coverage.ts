import { addition, type Addition, type ClashRefusal } from '#domain/coverage/adding.ts';
import type { CoverageRefusal } from '#domain/coverage/check-coverage.ts';
import { patientDoc } from '#domain/documents.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { doneTogether, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';

export type AddCoverageRefusal =
  | CoverageRefusal
  | ClashRefusal
  | { readonly code: 'coverage/not-yours' }
  | { readonly code: 'coverage/no-such-patient' };

/**
 * Adds a coverage; with `replaces`, the one that had its place ends the day before it begins, in one commit [COV-5]. Its id is chosen once by the form: a second
 * try after a failed save adds no second one.
 */
export async function addCoverage(station: Station, asked: Addition): Promise<Result<Done, AddCoverageRefusal>> {
  if (!(await may(station, 'coverage/add'))) return err({ code: 'coverage/not-yours' });
  const known = await station.rows.patient(asked.patient);
  if (!known) return err({ code: 'coverage/no-such-patient' });
  const list = known.coverages?.list ?? [];
  if (list.some((one) => one.coverage === asked.coverage)) return ok({ command: 'coverage/add', takes: [] });
  const added = addition(list, { ...asked, patient: known.patient }, station.today());
  if (!added.ok) return added;
  const parts = added.value.map(({ patient, facts }) => ({ doc: patientDoc(patient), facts }));
  return ok(doneTogether('coverage/add', parts, await station.recordTogether('coverage/add', parts)));
}
