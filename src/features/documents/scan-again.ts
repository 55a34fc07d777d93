import type { UnreadableReason } from '#domain/document/document-facts.ts';
import { caseDoc } from '#domain/documents.ts';
import type { CaseId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Station } from '#station/station.ts';
import { waiting, type DocumentRefusal } from './file-document.ts';

/** Sets a paper aside that cannot be read: somebody scans it again, or asks who sent it [DOC-18]. @throws {StorageFault} */
export async function scanAgain(
  station: Station,
  id: CaseId,
  reason: UnreadableReason
): Promise<Result<true, DocumentRefusal>> {
  const scan = await waiting(station, id, 'documents/scan-again');
  if (!scan.ok) return scan;
  if (scan.value.stage !== 'inbox') return err({ code: 'document/not-waiting' });
  await station.record('documents/scan-again', caseDoc(id), [{ kind: 'scan/unreadable', of: { case: id, reason } }]);
  return ok(true);
}

/** It can be read after all, and waits in the inbox again [DOC-18]. @throws {StorageFault} */
export async function canBeRead(station: Station, id: CaseId): Promise<Result<true, DocumentRefusal>> {
  const scan = await waiting(station, id, 'documents/can-be-read');
  if (!scan.ok) return scan;
  if (scan.value.stage !== 'rescan') return err({ code: 'document/not-waiting' });
  await station.record('documents/can-be-read', caseDoc(id), [{ kind: 'scan/readable', of: { case: id } }]);
  return ok(true);
}
