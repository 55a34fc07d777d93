import { indexOf, REINDEXABLE, type Reindexable } from '#domain/document/document-index.ts';
import { patientDoc } from '#domain/documents.ts';
import { factId, type FactId } from '#domain/fact.ts';
import type { CaseId, PatientId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { sameValue } from '#domain/same-value.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import type { DocumentRefusal } from './file-document.ts';

/** What was said anew, for an undo: the fact, and the record it lies in. */
export interface Reindexed {
  readonly patient: PatientId;
  readonly fact: FactId;
}

/** Says a filed paper's index anew, naming what that replaces [DOC-16]. @throws {StorageFault} */
export async function reindexDocument(
  station: Station,
  patient: PatientId,
  document: CaseId,
  now: Reindexable
): Promise<Result<Reindexed, DocumentRefusal>> {
  if (!(await may(station, 'documents/reindex'))) return err({ code: 'document/not-yours' });
  const filed = (await station.rows.patient(patient))?.documents?.find((one) => one.document === document);
  if (!filed || filed.recalled) return err({ code: 'document/no-such' });
  const to: Reindexable = { ...now, title: now.title.trim() };
  if (to.title === '') return err({ code: 'document/no-title' });
  const today = station.today();
  if ((to.date ?? today) > today || to.received > today) return err({ code: 'document/date-ahead' });
  const was = indexOf(filed);
  const keys = REINDEXABLE.filter((key) => !sameValue(was[key], to[key]));
  if (keys.length === 0) return err({ code: 'document/unchanged' });
  const only = (index: Reindexable) => Object.fromEntries(keys.map((key) => [key, index[key]]));
  // Where the paper lies, so that it says the same when a merge is undone [MRG-11].
  const { patient: own } = filed;
  const [written] = await station.record('documents/reindex', patientDoc(own), [
    { kind: 'document/reindexed', of: { patient: own, document, from: only(was), to: only(to) } }
  ]);
  if (!written) throw new RangeError('one fact gives one');
  return ok({ patient: own, fact: factId(written) });
}

/** Takes back what was said anew of a paper: it says what it said before [DOC-16]. @throws {StorageFault} */
export async function undoReindex(
  station: Station,
  { patient, fact }: Reindexed
): Promise<Result<true, DocumentRefusal>> {
  if (!(await may(station, 'documents/undo-reindex'))) return err({ code: 'document/not-yours' });
  await station.record('documents/undo-reindex', patientDoc(patient), [{ kind: 'fact/voided', of: { fact } }]);
  return ok(true);
}
