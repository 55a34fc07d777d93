import { partsOfBatch, readCover, type BatchPart, type Cover } from '#domain/document/cover.ts';
import type { DocumentPart, ScanFact } from '#domain/document/document-facts.ts';
import { fileKindOf } from '#domain/document/file-kind.ts';
import { caseDoc } from '#domain/documents.ts';
import type { CaseId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import type { PageReader, PageTools } from './page-tools.ts';
import { CLASS_WORDS } from './refusals.ts';
import { kept, takeIn, titleOf, type FileIn, type TakeInRefusal } from './take-in.ts';

export interface Watching {
  /** Pages looked at so far, and how many there are. */
  readonly onLooked: (looked: number, all: number) => void;
  /** Ends the looking: nothing of the file is taken in then. */
  readonly signal: AbortSignal;
}

/** A file that was not looked at to its end. */
export type BatchRefusal = TakeInRefusal | { readonly code: 'batch/stopped' };

/**
 * Takes a file in; a PDF with our cover sheets in it becomes as many papers, each with what its sheet says [DOC-8]. All of its pages are looked at
 * before the first is kept. Answers how many papers it was. @throws {StorageFault}
 */
export async function takeFile(
  station: Station,
  file: FileIn,
  tools: PageTools,
  watching: Watching
): Promise<Result<number, BatchRefusal>> {
  const kind = fileKindOf(file.bytes);
  const whole = async (): Promise<Result<number, BatchRefusal>> => {
    const taken = await takeIn(station, file, tools.thumbnailOf);
    return taken.ok ? ok(1) : taken;
  };
  if (!kind.ok || kind.value !== 'application/pdf' || !(await may(station, 'documents/take-in'))) return await whole();
  const pdf = await tools.readPdf(file.bytes).catch(() => null);
  // What only other programs can read is kept for them.
  if (!pdf) return await whole();
  try {
    const covers = await coversOf(pdf, watching);
    if (!covers) return err({ code: 'batch/stopped' });
    if (!covers.some((cover) => cover !== null && cover !== 'blank')) return await whole();
    const parts = partsOfBatch(covers);
    for (const part of parts) await keepPart(station, file.name, part, pdf, tools);
    return ok(parts.length);
  } finally {
    await pdf.close();
  }
}

/** Null when it was stopped. */
async function coversOf(
  pdf: PageReader,
  { onLooked, signal }: Watching
): Promise<readonly (Cover | 'blank' | null)[] | null> {
  const covers: (Cover | 'blank' | null)[] = [];
  for (let page = 0; page < pdf.pages; page++) {
    if (signal.aborted) return null;
    onLooked(page, pdf.pages);
    // A page that cannot be drawn is somebody's paper all the same.
    const look = await pdf.look(page).catch(() => ({ code: null, isBlank: false }));
    covers.push(readCover(look.code ?? '') ?? (look.isBlank ? 'blank' : null));
  }
  return covers;
}

async function keepPart(
  station: Station,
  name: string,
  { cover, pages }: BatchPart,
  pdf: PageReader,
  tools: PageTools
): Promise<CaseId> {
  const part: DocumentPart = await kept(station, await pdf.extract(pages), 'application/pdf', tools.thumbnailOf);
  const id = station.newId();
  const of: Extract<ScanFact, { kind: 'scan/captured' }>['of'] = {
    case: id,
    site: station.device.site,
    title: cover ? CLASS_WORDS[cover.class] : titleOf(name),
    source: 'upload',
    received: station.today(),
    parts: [part],
    ...(cover && { cover: { ...cover, have: pages.length } })
  };
  await station.record('documents/take-in', caseDoc(id), [{ kind: 'scan/captured', of }]);
  return id;
}
