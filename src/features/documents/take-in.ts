import type { BlobRef } from '#domain/document/blob-ref.ts';
import type { DocumentPart } from '#domain/document/document-facts.ts';
import type { Straightening } from '#domain/document/page-outline.ts';
import { formPageFrom, formPagesTogether, type FormPages } from '#domain/document/form-pages.ts';
import { fileKindOf, type FileRefusal, type FileType } from '#domain/document/file-kind.ts';
import { caseDoc } from '#domain/documents.ts';
import type { CaseId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { may } from '#station/verbs.ts';
import type { Station } from '#station/station.ts';
import type { PageTools } from './page-tools.ts';

export interface FileIn {
  /** As the sender named it: the title until somebody gives a better one. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The page of a form that we printed, where a picture is one. */
export type FindForm = (bytes: Uint8Array, type: FileType) => Promise<FormPages | null>;

/** Looks for the code of a form in pictures: files of other kinds are looked at page by page (take-batch.ts). */
export function formFinder({ lookAtPicture }: Pick<PageTools, 'lookAtPicture'>): FindForm {
  return async (bytes, type) => {
    if (type === 'application/pdf') return null;
    const look = await lookAtPicture(bytes, type).catch(() => null);
    return formPageFrom(look?.code ?? '');
  };
}

const NO_FORM: FindForm = () => Promise.resolve(null);

export type TakeInRefusal = (FileRefusal & { readonly name: string }) | { readonly code: 'document/not-yours' };

/**
 * Takes a file in: it lies sealed on this device and waits in the inbox, with the server gone too [DOC-1] [DOC-6]. @throws {StorageFault}
 */
export async function takeIn(
  station: Station,
  { name, bytes }: FileIn,
  thumbnailOf: PageTools['thumbnailOf'],
  findForm: FindForm = NO_FORM
): Promise<Result<CaseId, TakeInRefusal>> {
  if (!(await may(station, 'documents/take-in'))) return err({ code: 'document/not-yours' });
  const kind = fileKindOf(bytes);
  if (!kind.ok) return err({ ...kind.error, name });
  const part = await kept(station, bytes, kind.value, thumbnailOf);
  const id = station.newId();
  const form = await findForm(bytes, kind.value);
  const of = { case: id, site: station.device.site, title: titleOf(name), source: 'upload', received: station.today() };
  await station.record('documents/take-in', caseDoc(id), [
    { kind: 'scan/captured', of: { ...of, parts: [part], ...(form && { form, title: FORM_TITLE }) } }
  ]);
  return ok(id);
}

/** Keeps a file and its small picture, sealed on this device. @throws {StorageFault} */
export async function kept(
  station: Station,
  bytes: Uint8Array,
  type: FileType,
  thumbnailOf: PageTools['thumbnailOf']
): Promise<DocumentPart> {
  const thumb = await keptThumb(station, bytes, type, thumbnailOf);
  return { ...(await station.blobs.keep(bytes)), type, ...(thumb && { thumb }) };
}

/** The small picture, kept; null where none can be made. It is never compared with another, so its sum is not said. @throws {StorageFault} */
export async function keptThumb(
  station: Station,
  bytes: Uint8Array,
  type: FileType,
  thumbnailOf: PageTools['thumbnailOf']
): Promise<BlobRef | null> {
  const small = await thumbnailOf(bytes, type).catch(() => null);
  if (!small) return null;
  const { sum: _, ...thumb } = await station.blobs.keep(small);
  return thumb;
}

/** What a camera took. */
export interface TakenPage {
  /** A JPEG, as it was taken. */
  readonly bytes: Uint8Array;
  /** The page that was cut out of it; null: it is kept as it was taken. */
  readonly cut: { readonly bytes: Uint8Array; readonly how: Straightening } | null;
}

const FORM_TITLE = 'Form';
/** More pages than a paper that a camera takes; their fact fits a frame of 64 KiB (src/protocol/document-payloads.ts). */
export const MOST_TAKEN = 60;

/** Takes in what a camera took, as one paper. @throws {StorageFault} */
export async function takeInPages(
  station: Station,
  pages: readonly TakenPage[],
  thumbnailOf: PageTools['thumbnailOf'],
  findForm: FindForm = NO_FORM
): Promise<Result<CaseId, TakeInRefusal>> {
  if (!(await may(station, 'documents/take-in'))) return err({ code: 'document/not-yours' });
  const found: FormPages[] = [];
  for (const { bytes, cut } of pages) {
    const page = await findForm(cut?.bytes ?? bytes, 'image/jpeg');
    if (page) found.push(page);
  }
  const form = formPagesTogether(found);
  const parts: DocumentPart[] = [];
  for (const page of pages) parts.push(await keptPage(station, page, 'image/jpeg', thumbnailOf));
  const id = station.newId();
  const of = {
    case: id,
    site: station.device.site,
    title: 'Taken by camera',
    source: 'camera',
    received: station.today(),
    ...(form && { form, title: FORM_TITLE })
  };
  await station.record('documents/take-in', caseDoc(id), [{ kind: 'scan/captured', of: { ...of, parts } }]);
  return ok(id);
}

/** Keeps a page, and the picture that it was cut out of. @throws {StorageFault} */
export async function keptPage(
  station: Station,
  { bytes, cut }: TakenPage,
  type: FileType,
  thumbnailOf: PageTools['thumbnailOf']
): Promise<DocumentPart> {
  if (!cut) return await kept(station, bytes, type, thumbnailOf);
  const { sum, ...picture } = await station.blobs.keep(bytes);
  return {
    ...(await kept(station, cut.bytes, 'image/jpeg', thumbnailOf)),
    sum,
    cutFrom: { ...picture, type, ...cut.how }
  };
}

/** One line of at most 120 characters, without the ending. */
export function titleOf(name: string): string {
  const line = name
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim();
  return Array.from(line).slice(0, 100).join('').slice(0, 120) || 'Untitled';
}
