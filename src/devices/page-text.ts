import type { ReadPage, ReadWord } from '#domain/reading/read-page.ts';
import { openPdf, type OpenPdf } from './pdf.ts';
import { recognise } from './read-aside.ts';

interface PageFile {
  readonly bytes: Uint8Array;
  readonly type: string;
}
interface Seen {
  readonly read: ReadPage;
  readonly picture: ImageBitmap;
}
interface How {
  readonly as: 'page' | 'card';
  readonly signal: AbortSignal;
  readonly onDone: (done: number) => void;
}
export type TextOutcome =
  { readonly type: 'read'; readonly pages: readonly Seen[] } | { readonly type: 'away' | 'unreadable' | 'stopped' };

/** Whose a paper is stands on its first pages; so many of a file are read. */
const MOST_PAGES = 6;
/** The longer side of a page that is drawn to be recognised, pixels: 200 dpi on letter paper. */
const SIDE = 2200;
/** The longer side of a page that says its text itself, pixels: for showing places on it. */
const SHOWN_SIDE = 1400;
/** A page with fewer words than this is a picture with a stamp on it. */
const FEWEST_WORDS = 8;

/** A page that is still to be read. */
type Open = () => Promise<Seen | Exclude<TextOutcome, { type: 'read' }>['type']>;

/** The words of pictures and PDFs, in their order [READ-1]. A PDF that says its text is not recognised. */
export async function readText(files: readonly PageFile[], how: How): Promise<TextOutcome> {
  const pdfs: OpenPdf[] = [];
  let pages: Seen[] = [];
  try {
    const open: Open[] = [];
    let at = 0;
    const step = {
      ...how,
      onDone: (done: number) => how.onDone((at + done) / Math.min(MOST_PAGES, Math.max(1, open.length)))
    };
    for (const file of files) {
      if (file.type === 'application/pdf') open.push(...(await ofPdf(file, step, pdfs)));
      else open.push(() => ofPicture(file, step));
    }
    for (const read of open.slice(0, MOST_PAGES)) {
      const seen = how.signal.aborted ? 'stopped' : await read();
      if (typeof seen === 'string') {
        close(pages);
        return { type: seen };
      }
      pages.push(seen);
      at++;
      how.onDone(at / Math.min(MOST_PAGES, open.length));
    }
    return { type: 'read', pages };
  } catch {
    close(pages);
    pages = [];
    return { type: 'unreadable' }; // no picture and no PDF that can be drawn here
  } finally {
    for (const pdf of pdfs) await pdf.close();
  }
}

async function ofPicture({ bytes, type }: PageFile, how: How): ReturnType<Open> {
  const blob = new Blob([bytes as BlobPart], { type }); // nothing of ours lies in shared memory
  return await ofBitmap(await createImageBitmap(blob), how);
}

async function ofBitmap(bitmap: ImageBitmap, how: How): ReturnType<Open> {
  const done = await recognise(bitmap, how);
  if (done.type !== 'read') return done.type;
  const { words, picture } = done;
  return { read: { width: picture.width, height: picture.height, words, from: 'picture' }, picture };
}

async function ofPdf({ bytes }: PageFile, how: How, pdfs: OpenPdf[]): Promise<readonly Open[]> {
  const pdf = await openPdf(bytes);
  pdfs.push(pdf);
  return Array.from({ length: Math.min(MOST_PAGES, pdf.pages) }, (_, page): Open => async () => {
    const said = await pdf.text(page);
    if (said.words.length < FEWEST_WORDS)
      return await ofBitmap(await createImageBitmap(await pdf.draw(page, SIDE)), how);
    const picture = await createImageBitmap(await pdf.draw(page, SHOWN_SIDE));
    const scale = picture.width / said.width;
    const words = said.words.map((word) => scaled(word, scale));
    return { read: { width: picture.width, height: picture.height, words, from: 'text' }, picture };
  });
}

function scaled({ box: { left, top, right, bottom }, ...word }: ReadWord, by: number): ReadWord {
  return { ...word, box: { left: left * by, top: top * by, right: right * by, bottom: bottom * by } };
}

function close(pages: readonly Seen[]): void {
  for (const { picture } of pages) picture.close();
}
