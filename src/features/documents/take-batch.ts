import { batchPageFrom, partsOfBatch, type BatchPage, type BatchPart } from '#domain/document/cover.ts';
import type { DocumentPart, ScanFact } from '#domain/document/document-facts.ts';
import { fileKindOf, type FileType } from '#domain/document/file-kind.ts';
import { caseDoc } from '#domain/documents.ts';
import type { CaseId } from '#domain/ids.ts';
import { ok, type Result } from '#domain/result.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import type { PageLook, PageReader, PageTools } from './page-tools.ts';
import { CLASS_WORDS } from './refusals.ts';
import { formFinder, kept, takeIn, titleOf, type FileIn, type FindForm, type TakeInRefusal } from './take-in.ts';

/** What was seen of a page. */
export type Looked = BatchPage;

export interface Watching {
  /** Pages looked at so far, and how many there are. */
  readonly onLooked: (looked: number, all: number) => void;
  /** Ends the looking: nothing of the batch is taken in then. */
  readonly signal: AbortSignal;
  /** What was seen before it was stopped: it goes on there. */
  readonly before: readonly Looked[];
}

/** What became of a batch. */
export type Taken =
  | { readonly type: 'kept'; readonly papers: readonly CaseId[] }
  /** It was not looked at to its end, and nothing of it is kept; what was seen of it is good for going on. */
  | { readonly type: 'stopped'; readonly looked: readonly Looked[]; readonly all: number };

/** Pages that came together: a PDF, or pictures in their order. */
interface Sheaf {
  readonly name: string;
  readonly pages: number;
  /** Pages of which each is a paper where no sheet says otherwise. */
  readonly isLoose: boolean;
  look(page: number): Promise<PageLook>;
  /** Keeps these pages, sealed on this device. @throws {StorageFault} */
  keep(pages: readonly number[]): Promise<readonly DocumentPart[]>;
}

/**
 * Takes a file in; a PDF with our cover sheets in it becomes as many papers, each with what its sheet says [DOC-8]. All of its pages are looked at
 * before the first is kept. @throws {StorageFault}
 */
export async function takeFile(
  station: Station,
  file: FileIn,
  tools: PageTools,
  watching: Watching
): Promise<Result<Taken, TakeInRefusal>> {
  const whole = async (): Promise<Result<Taken, TakeInRefusal>> => {
    const taken = await takeIn(station, file, tools.thumbnailOf, formFinder(tools));
    return taken.ok ? ok({ type: 'kept', papers: [taken.value] }) : taken;
  };
  const kind = fileKindOf(file.bytes);
  if (!kind.ok || kind.value !== 'application/pdf' || !(await may(station, 'documents/take-in'))) return await whole();
  const pdf = await tools.readPdf(file.bytes).catch(() => null);
  // What only other programs can read is kept for them.
  if (!pdf) return await whole();
  try {
    return await takeSheaf(station, sheafOf(station, file, pdf, tools), whole, watching);
  } finally {
    await pdf.close();
  }
}

/** A picture on a disk: its bytes are read when they are needed, so that a hundred of them are not in memory. */
export interface PictureFile {
  readonly name: string;
  readonly type: FileType;
  readonly read: () => Promise<Uint8Array>;
}

/**
 * Takes pictures in that came together, in this order: with our cover sheets among them they become papers of several pages, as a PDF's pages do; without,
 * each is a paper [DOC-12]. @throws {StorageFault}
 */
export async function takePictures(
  station: Station,
  files: readonly PictureFile[],
  tools: PageTools,
  watching: Watching
): Promise<Result<Taken, TakeInRefusal>> {
  const each = async (findForm?: FindForm): Promise<Result<Taken, TakeInRefusal>> => {
    const papers: CaseId[] = [];
    for (const { name, read } of files) {
      const taken = await takeIn(station, { name, bytes: await read() }, tools.thumbnailOf, findForm);
      if (!taken.ok) return taken;
      papers.push(taken.value);
    }
    return ok({ type: 'kept', papers });
  };
  if (files.length < 2 || !(await may(station, 'documents/take-in'))) return await each(formFinder(tools));
  const at = (page: number): PictureFile => {
    const file = files[page];
    if (!file) throw new RangeError(`there is no picture ${page}`);
    return file;
  };
  const sheaf: Sheaf = {
    name: at(0).name,
    pages: files.length,
    isLoose: true,
    look: async (page) => await tools.lookAtPicture(await at(page).read(), at(page).type),
    keep: async (pages) => {
      const parts: DocumentPart[] = [];
      for (const page of pages)
        parts.push(await kept(station, await at(page).read(), at(page).type, tools.thumbnailOf));
      return parts;
    }
  };
  // All of them were looked at then.
  return await takeSheaf(station, sheaf, () => each(), watching);
}

function sheafOf(station: Station, { name, bytes }: FileIn, pdf: PageReader, tools: PageTools): Sheaf {
  const file = station.blobs.sum(bytes);
  /** Pages taken out of a file are other bytes each time: what is compared is which pages of which file they are [DOC-17]. */
  const sumOf = async (pages: readonly number[]): Promise<string> =>
    await station.blobs.sum(new TextEncoder().encode(`${await file} ${pages.join(' ')}`));
  return {
    name,
    pages: pdf.pages,
    isLoose: false,
    look: (page) => pdf.look(page),
    keep: async (pages) => {
      const part = await kept(station, await pdf.extract(pages), 'application/pdf', tools.thumbnailOf);
      return [{ ...part, sum: await sumOf(pages) }];
    }
  };
}

/** @param whole takes it in where neither a cover sheet nor a form of ours lies in it */
async function takeSheaf(
  station: Station,
  sheaf: Sheaf,
  whole: () => Promise<Result<Taken, TakeInRefusal>>,
  { onLooked, signal, before }: Watching
): Promise<Result<Taken, TakeInRefusal>> {
  const looked: Looked[] = [...before];
  for (let page = looked.length; page < sheaf.pages; page++) {
    if (signal.aborted) return ok({ type: 'stopped', looked, all: sheaf.pages });
    onLooked(page, sheaf.pages);
    // A page that cannot be drawn is somebody's paper all the same.
    const look = await sheaf.look(page).catch(() => ({ code: null, isBlank: false }));
    looked.push(batchPageFrom(look));
  }
  if (!looked.some((one) => one !== null && one !== 'blank')) return await whole();
  const isCovered = looked.some((one) => one !== null && one !== 'blank' && 'class' in one);
  const parts = partsOfBatch(looked).flatMap((part) => (sheaf.isLoose && !isCovered ? alone(part) : [part]));
  const papers: CaseId[] = [];
  for (const part of parts) papers.push(await keepPart(station, sheaf, part));
  return ok({ type: 'kept', papers });
}

/** Beside a form's pages, each picture that no sheet lies before is a paper of its own. */
function alone({ form, ...part }: BatchPart): readonly BatchPart[] {
  return form ? [{ ...part, form }] : part.pages.map((page) => ({ ...part, pages: [page] }));
}

async function keepPart(station: Station, sheaf: Sheaf, { cover, form, pages }: BatchPart): Promise<CaseId> {
  const parts = await sheaf.keep(pages);
  const id = station.newId();
  const of: Extract<ScanFact, { kind: 'scan/captured' }>['of'] = {
    case: id,
    site: station.device.site,
    title: cover ? CLASS_WORDS[cover.class] : form ? CLASS_WORDS.form : titleOf(sheaf.name),
    source: 'upload',
    received: station.today(),
    parts,
    ...(cover && { cover: { ...cover, have: pages.length } }),
    ...(form && { form })
  };
  await station.record('documents/take-in', caseDoc(id), [{ kind: 'scan/captured', of }]);
  return id;
}
