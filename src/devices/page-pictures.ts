import { codeReader, type CodeReader } from './camera-codes.ts';
import { openPdf, type OpenPdf } from './pdf.ts';
import { thumbnailOf } from './thumbnail.ts';

/** The longer side of a page that codes are looked for in, pixels: a code of 40 mm on a letter sheet is then 200 wide. */
const CODE_SIDE = 1400;
/** The longer side of a page as a screen shows it, pixels: 150 dpi on letter paper. */
const SHOWN_SIDE = 1650;
/** Of the first page, for lists. */
const THUMB_SIDE = 192;
/** Darker than this is ink, 0 to 255. */
const INK = 160;
/** A page with less ink than this share of its pixels has nothing on it: dust and the edge of the glass. */
const BLANK_SHARE = 0.0005;

/** What a page shows to a machine. */
export interface PageLook {
  /** The text of a QR code on it; null without one. */
  readonly code: string | null;
  readonly isBlank: boolean;
}

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
  if (type !== 'application/pdf') return await thumbnailOf(bytes, type);
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

let reader: Promise<CodeReader> | null = null;

async function lookAt(page: HTMLCanvasElement): Promise<PageLook> {
  reader ??= codeReader(['QRCode'], { isSheet: true });
  const scale = Math.min(1, CODE_SIDE / Math.max(page.width, page.height));
  const canvas = new OffscreenCanvas(Math.ceil(page.width * scale), Math.ceil(page.height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return { code: null, isBlank: false };
  context.drawImage(page, 0, 0, canvas.width, canvas.height);
  const picture = context.getImageData(0, 0, canvas.width, canvas.height);
  return { code: await (await reader)(picture), isBlank: inkOf(picture.data) < BLANK_SHARE };
}

/** The share of pixels that are ink, of every fourth. @param rgba four bytes a pixel */
function inkOf(rgba: Uint8ClampedArray): number {
  let dark = 0;
  // Green alone: nearest to how light a pixel looks, and enough.
  for (let at = 1; at < rgba.length; at += 16) if ((rgba[at] ?? 255) < INK) dark++;
  return dark / Math.max(1, rgba.length / 16);
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
