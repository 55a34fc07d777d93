import type { DocumentPart } from '#domain/document/document-facts.ts';
import { fileKindOf, type FileRefusal, type FileType } from '#domain/document/file-kind.ts';
import { caseDoc } from '#domain/documents.ts';
import type { CaseId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { may } from '#station/verbs.ts';
import type { Station } from '#station/station.ts';

/** Makes the small picture that lists show; null for what this browser cannot draw. */
export type ThumbnailOf = (bytes: Uint8Array, type: FileType) => Promise<Uint8Array | null>;

export interface FileIn {
  /** As the sender named it: the title until somebody gives a better one. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type TakeInRefusal = (FileRefusal & { readonly name: string }) | { readonly code: 'document/not-yours' };

/**
 * Takes a file in: it lies sealed on this device and waits in the inbox, with the server gone too [DOC-1] [DOC-6]. @throws {StorageFault}
 */
export async function takeIn(
  station: Station,
  { name, bytes }: FileIn,
  thumbnailOf: ThumbnailOf
): Promise<Result<CaseId, TakeInRefusal>> {
  if (!(await may(station, 'documents/take-in'))) return err({ code: 'document/not-yours' });
  const kind = fileKindOf(bytes);
  if (!kind.ok) return err({ ...kind.error, name });
  const small = await thumbnailOf(bytes, kind.value).catch(() => null);
  const part: DocumentPart = {
    ...(await station.blobs.keep(bytes)),
    type: kind.value,
    ...(small && { thumb: await station.blobs.keep(small) })
  };
  const id = station.newId();
  const of = { case: id, site: station.device.site, title: titleOf(name), source: 'upload', received: station.today() };
  await station.record('documents/take-in', caseDoc(id), [{ kind: 'scan/captured', of: { ...of, parts: [part] } }]);
  return ok(id);
}

/** One line of at most 120 characters, without the ending. */
function titleOf(name: string): string {
  const line = name
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim();
  return Array.from(line).slice(0, 100).join('').slice(0, 120) || 'Untitled';
}
