import type { Outline, Straightening } from '#domain/document/page-outline.ts';
import { codeReader, type CodeReader } from './code-reader.ts';
import { pageCorners } from './page-corners.ts';
import { straightened } from './straighten.ts';
import { thumbnailOf } from './thumbnail.ts';

/** What a page shows to a machine. */
export interface PageLook {
  /** The text of a QR code on it; null without one. */
  readonly code: string | null;
  readonly isBlank: boolean;
}

/** A picture as a file has it. */
export interface Picture {
  readonly bytes: Uint8Array;
  readonly type: string;
}

/** The longer side of a page that codes are looked for in, pixels: a code of 40 mm on a letter sheet is then 200 wide. */
const CODE_SIDE = 1400;
/** The longer side of a picture in which a page is looked for, pixels. */
const CORNER_SIDE = 1000;
/** The longer side of a picture that a page is cut out of, pixels: more than any camera of a desk gives. */
const CUT_SIDE = 3200;
const CUT_QUALITY = 0.85;
/** Darker than this is ink, 0 to 255. */
const INK = 160;
/** A page with less ink than this share of its pixels has nothing on it: dust and the edge of the glass. */
const BLANK_SHARE = 0.0005;

/** All that is done with the pixels of a page, away from the thread that draws the screen. A picture that cannot be drawn rejects. */
export const PAGE_WORK = {
  look: async (page: ImageBitmap): Promise<PageLook> => await lookAt(page),
  lookAtPicture: async (picture: Picture): Promise<PageLook> => await lookAt(await drawable(picture, CODE_SIDE)),
  corners: async (picture: Picture): Promise<Outline | null> => {
    const page = await drawable(picture, CORNER_SIDE);
    return pageCorners(pixelsOf(page, CORNER_SIDE));
  },
  straighten: async (picture: Picture, how: Straightening, most: number): Promise<Uint8Array> => {
    const page = await drawable(picture, Math.min(CUT_SIDE, 2 * most));
    const { data, width, height } = straightened(pixelsOf(page, CUT_SIDE), how, most);
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.putImageData(new ImageData(data as Uint8ClampedArray<ArrayBuffer>, width, height), 0, 0); // made there, not shared
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: CUT_QUALITY });
    return new Uint8Array(await blob.arrayBuffer());
  },
  thumbnail: async ({ bytes, type }: Picture): Promise<Uint8Array | null> => await thumbnailOf(bytes, type)
} as const;

export type PageWork = typeof PAGE_WORK;

let reader: Promise<CodeReader> | null = null;

async function lookAt(page: ImageBitmap): Promise<PageLook> {
  reader ??= codeReader(['QRCode'], { isSheet: true });
  const picture = pixelsOf(page, CODE_SIDE);
  return { code: await (await reader)(picture), isBlank: inkOf(picture.data) < BLANK_SHARE };
}

/** Unpacked at the size that is needed: twenty million pixels are not in memory for a glance. */
async function drawable({ bytes, type }: Picture, side: number): Promise<ImageBitmap> {
  const blob = new Blob([bytes as BlobPart], { type }); // nothing of ours lies in shared memory
  const whole = await createImageBitmap(blob);
  const scale = side / Math.max(whole.width, whole.height);
  if (scale >= 1) return whole;
  const resized = await createImageBitmap(whole, {
    resizeWidth: Math.max(1, Math.round(whole.width * scale)),
    resizeHeight: Math.max(1, Math.round(whole.height * scale)),
    resizeQuality: 'high'
  });
  whole.close();
  return resized;
}

/** The picture is let go of with it. */
function pixelsOf(page: ImageBitmap, most: number): ImageData {
  const scale = Math.min(1, most / Math.max(page.width, page.height));
  const canvas = new OffscreenCanvas(Math.ceil(page.width * scale), Math.ceil(page.height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new DOMException('No picture can be drawn here.', 'InvalidStateError');
  context.drawImage(page, 0, 0, canvas.width, canvas.height);
  page.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** The share of pixels that are ink, of every fourth. @param rgba four bytes a pixel */
function inkOf(rgba: Uint8ClampedArray): number {
  let dark = 0;
  // Green alone: nearest to how light a pixel looks, and enough.
  for (let at = 1; at < rgba.length; at += 16) if ((rgba[at] ?? 255) < INK) dark++;
  return dark / Math.max(1, rgba.length / 16);
}
