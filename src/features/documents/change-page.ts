import type { DocumentPart } from '#domain/document/document-facts.ts';
import { isWhole, type Straightening } from '#domain/document/page-outline.ts';
import { isUnfiled, pictureOf } from '#domain/document/scan.ts';
import { caseDoc } from '#domain/documents.ts';
import type { CaseId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import type { DocumentRefusal } from './file-document.ts';
import type { PageTools } from './page-tools.ts';
import { kept, keptThumb } from './take-in.ts';

/** A page of a paper that waits, its picture as it was taken, and how it is to be cut. */
export interface PageChange {
  readonly scan: CaseId;
  readonly part: DocumentPart;
  readonly picture: Uint8Array;
  readonly how: Straightening;
}

/**
 * Cuts a page of a paper that waits out of its picture, or puts the picture back [DOC-11]. The picture stays where it is. @throws {StorageFault}
 */
export async function changePage(
  station: Station,
  { scan: id, part, picture, how }: PageChange,
  tools: Pick<PageTools, 'cutPage' | 'thumbnailOf'>
): Promise<Result<true, DocumentRefusal>> {
  if (!(await may(station, 'documents/change-page'))) return err({ code: 'document/not-yours' });
  const scan = await station.rows.scan(id);
  const page = pictureOf(part);
  if (!scan?.parts.some((one) => pictureOf(one) === page)) return err({ code: 'document/no-such' });
  if (!isUnfiled(scan)) return err({ code: 'document/not-waiting' });
  const { blob, key, size, type } = part.cutFrom ?? part;
  const original = { blob, key, size, type };
  // However it is cut, it is the picture that came.
  const sum = part.sum === undefined ? {} : { sum: part.sum };
  let to: DocumentPart;
  if (isWhole(how)) {
    const thumb = await keptThumb(station, picture, type, tools.thumbnailOf);
    to = { ...original, ...sum, ...(thumb && { thumb }) };
  } else {
    const cut = await tools.cutPage(picture, type, how).catch(() => null);
    if (!cut) return err({ code: 'document/not-drawn' });
    to = { ...(await kept(station, cut, 'image/jpeg', tools.thumbnailOf)), cutFrom: { ...original, ...how }, ...sum };
  }
  await station.record('documents/change-page', caseDoc(id), [
    { kind: 'scan/page-changed', of: { case: id, page, to } }
  ]);
  return ok(true);
}
