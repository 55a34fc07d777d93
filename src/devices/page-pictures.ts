import type { Outline, Straightening } from '#domain/document/page-outline.ts';
import { pageWork } from './page-aside.ts';
import type { PageLook } from './page-work.ts';
import { openPdf, type OpenPdf } from './pdf.ts';

/** The longer side of a page that codes are looked for in, pixels: a code of 40 mm on a letter sheet is then 200 wide. */
const CODE_SIDE = 1400;
/** The longer side of a page as a screen shows it, pixels: 150 dpi on letter paper. */
const SHOWN_SIDE = 1650;
/** The longer side of a page that was cut out of a picture, pixels: 200 dpi on letter paper. */
const CUT_SIDE = 2200;
/** Of the first page, for lists. */
const THUMB_SIDE = 192;

/** A PDF, page by page, from 0. */
export interface PageReader {
  readonly pages: number;
  look(page: number): Promise<PageLook>;
  /** As a JPEG, for a screen. */
  picture(page: number): Promise<Blob>;
  extract(pages: readonly number[]): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** @throws {PdfUnreadable} */
export async function readPdf(bytes: Uint8Array): Promise<PageReader> {
  const pdf = await openPdf(bytes);
  return {
    pages: pdf.pages,
    look: async (page) => await lookAt(await pdf.draw(page, CODE_SIDE)),
    picture: async (page) => await jpegOf(await pdf.draw(page, SHOWN_SIDE), 0.85),
    extract: (pages) => pdf.extract(pages),
    close: () => pdf.close()
  };
}

/** A small picture of a file's first page; null for what cannot be drawn here. */
export async function smallPictureOf(bytes: Uint8Array, type: string): Promise<Uint8Array | null> {
  if (type !== 'application/pdf') return await pageWork('thumbnail', [{ bytes, type }]);
  let pdf: OpenPdf | null = null;
  try {
    pdf = await openPdf(bytes);
    const drawn = await jpegOf(await pdf.draw(0, THUMB_SIDE), 0.7);
    return new Uint8Array(await drawn.arrayBuffer());
  } catch {
    return null; // the file is kept whether it can be drawn or not
  } finally {
    await pdf?.close();
  }
}

async function lookAt(page: HTMLCanvasElement): Promise<PageLook> {
  const picture = await createImageBitmap(page);
  return await pageWork('look', [picture], [picture]);
}

/** What a picture shows to a machine. @throws {PageUnreadable} */
export async function lookAtPicture(bytes: Uint8Array, type: string): Promise<PageLook> {
  return await pageWork('lookAtPicture', [{ bytes, type }]);
}

/** Where the page is in a picture of it; null where none is seen. @throws {PageUnreadable} */
export async function findPage(bytes: Uint8Array, type: string): Promise<Outline | null> {
  return await pageWork('corners', [{ bytes, type }]);
}

/** A JPEG of the page alone. @param most its longer side, pixels @throws {PageUnreadable} */
export async function cutPage(
  bytes: Uint8Array,
  type: string,
  how: Straightening,
  most: number = CUT_SIDE
): Promise<Uint8Array> {
  return await pageWork('straighten', [{ bytes, type }, how, most]);
}

async function jpegOf(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return await new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new DOMException('The page cannot be drawn.', 'EncodingError'))),
      'image/jpeg',
      quality
    );
  });
}
