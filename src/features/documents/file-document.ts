import {
  type DiscardReason,
  type DocumentPart,
  type Indexed,
  type RecallReason
} from '#domain/document/document-facts.ts';
import type { IndexMore } from '#domain/document/document-index.ts';
import { isUnfiled, type Scan } from '#domain/document/scan.ts';
import { caseDoc, patientDoc } from '#domain/documents.ts';
import type { CaseId, PatientId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';

export type DocumentRefusal =
  | { readonly code: 'document/not-yours' }
  | { readonly code: 'document/no-such' }
  | { readonly code: 'document/not-waiting' }
  | { readonly code: 'document/no-patient' }
  | { readonly code: 'document/two-identifiers' }
  | { readonly code: 'document/no-title' }
  | { readonly code: 'document/date-ahead' }
  | { readonly code: 'document/no-such-reviewer' }
  | { readonly code: 'document/unchanged' }
  | { readonly code: 'document/not-drawn' };

type Done = Promise<Result<true, DocumentRefusal>>;

/** What the index panel holds. */
export interface Indexing extends Indexed, IndexMore {
  readonly scan: CaseId;
  readonly patient: PatientId | null;
  /** When it came; absent: when it was taken in. */
  readonly received?: LocalDate;
}

/** Files a paper in its patient's record, and gives it to who is to look at it: one commit of two documents [DOC-2] [DOC-3]. */
export async function fileDocument(station: Station, { scan: id, patient, ...index }: Indexing): Done {
  const scan = await waiting(station, id, 'documents/file');
  if (!scan.ok) return scan;
  if (patient === null || !(await station.rows.patient(patient))) return err({ code: 'document/no-patient' });
  const refused = await wrongIn(station, index);
  if (refused) return err(refused);
  const { reviewer } = index;
  const { received } = scan.value;
  // In a record lies the page; the picture it was cut out of stays with the case.
  const parts: readonly DocumentPart[] = scan.value.parts.map(({ cutFrom: _, ...part }) => part);
  const filed = { patient, document: id, received, parts, ...index, title: index.title.trim() };
  await station.recordTogether('documents/file', [
    { doc: patientDoc(patient), facts: [{ kind: 'document/filed', of: filed }] },
    { doc: caseDoc(id), facts: [{ kind: 'scan/filed', of: { case: id, patient, reviewer } }] }
  ]);
  return ok(true);
}

async function wrongIn(
  station: Station,
  { title, shown, date, received, reviewer }: Omit<Indexing, 'scan' | 'patient'>
): Promise<DocumentRefusal | null> {
  if (new Set(shown).size < 2) return { code: 'document/two-identifiers' };
  if (title.trim() === '') return { code: 'document/no-title' };
  const today = station.today();
  if ((date ?? today) > today || (received ?? today) > today) return { code: 'document/date-ahead' };
  const { practitioners } = await station.rows.practice();
  return reviewer !== null && !practitioners.has(reviewer) ? { code: 'document/no-such-reviewer' } : null;
}

/** Somebody who was to look at it has [DOC-3]. */
export async function reviewDocument(station: Station, id: CaseId): Done {
  if (!(await may(station, 'documents/review'))) return err({ code: 'document/not-yours' });
  const scan = await station.rows.scan(id);
  if (scan?.stage !== 'review' || scan.patient === null) return err({ code: 'document/not-waiting' });
  const { patient } = scan;
  await station.recordTogether('documents/review', [
    { doc: patientDoc(patient), facts: [{ kind: 'document/reviewed', of: { patient, document: id } }] },
    { doc: caseDoc(id), facts: [{ kind: 'scan/reviewed', of: { case: id } }] }
  ]);
  return ok(true);
}

/** Takes a paper out of a record that it does not belong in: back to the inbox it goes, and a mark stays without a word of it [DOC-4]. */
export async function recallDocument(station: Station, patient: PatientId, id: CaseId, reason: RecallReason): Done {
  if (!(await may(station, 'documents/recall'))) return err({ code: 'document/not-yours' });
  const person = await station.rows.patient(patient);
  const filed = person?.documents?.find((one) => one.document === id);
  if (!filed || filed.recalled) return err({ code: 'document/no-such' });
  const scan = await station.rows.scan(id);
  // A record that was merged since has the papers of both.
  const at = scan?.patient ? await station.rows.patient(scan.patient) : undefined;
  const back = at?.patient === person?.patient ? [{ kind: 'scan/returned', of: { case: id, reason } }] : [];
  // Where it lies, so that it is gone from there too when the merge is undone [MRG-11].
  const { patient: own } = filed;
  await station.recordTogether('documents/recall', [
    { doc: patientDoc(own), facts: [{ kind: 'document/recalled', of: { patient: own, document: id, reason } }] },
    ...(back.length > 0 ? [{ doc: caseDoc(id), facts: back }] : [])
  ]);
  return ok(true);
}

/** A paper that is nobody's, or is there already, leaves the inbox; it stays on the server. @param sameAs what it is the same as */
export async function discardScan(station: Station, id: CaseId, reason: DiscardReason, sameAs?: CaseId): Done {
  const scan = await waiting(station, id, 'documents/discard');
  if (!scan.ok) return scan;
  if (sameAs !== undefined && (sameAs === id || !(await station.rows.scan(sameAs))))
    return err({ code: 'document/no-such' });
  const of = { case: id, reason, ...(sameAs === undefined ? {} : { sameAs }) };
  await station.record('documents/discard', caseDoc(id), [{ kind: 'scan/discarded', of }]);
  return ok(true);
}

export async function waiting(
  station: Station,
  id: CaseId,
  act: 'documents/file' | 'documents/discard' | 'documents/scan-again' | 'documents/can-be-read'
): Promise<Result<Scan, DocumentRefusal>> {
  if (!(await may(station, act))) return err({ code: 'document/not-yours' });
  const scan = await station.rows.scan(id);
  if (!scan) return err({ code: 'document/no-such' });
  return isUnfiled(scan) ? ok(scan) : err({ code: 'document/not-waiting' });
}
