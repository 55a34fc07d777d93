import type { ReadWord } from '#domain/reading/read-page.ts';
import { ReaderAway, readerOf, type ReaderFiles, type TextReader } from './text-reader.ts';

/** `page`: a sheet of running text; `card`: a few words in all corners. */
export type ReadAs = 'page' | 'card';

export interface ToReader {
  readonly id: number;
  /** Taken over. */
  readonly picture: ImageBitmap;
  readonly as: ReadAs;
  readonly files: ReaderFiles;
}

export type FromReader =
  /** How much of the page is done, 0 to 1. */
  | { readonly id: number; readonly done: number }
  /** The words with their places on `picture`, which is the page upright. */
  | { readonly id: number; readonly words: readonly ReadWord[]; readonly picture: ImageBitmap }
  /** `away`: what reads is not on this device, and the server is out of reach. */
  | { readonly id: number; readonly failed: 'away' | 'unreadable' };

/** The longer side, pixels: 200 dpi on letter paper, 470 on a card. Smaller pictures are enlarged to it, at most to twice their size. */
const SIDE: Readonly<Record<ReadAs, number>> = { page: 2200, card: 1600 };
const MOST_ENLARGED = 2;
/** A page with this share of its letters in words that are sure is the right way up. */
const UPRIGHT = 0.55;
/** Quarter turns clockwise that a page may need, the likelier first. */
const TURNS = [0, 2, 1, 3] as const;

let reader: Promise<TextReader> | null = null;

self.onmessage = ({ data }: MessageEvent<ToReader>) => void answer(data);

async function answer({ id, picture, as, files }: ToReader): Promise<void> {
  try {
    reader ??= readerOf(files);
    const ready = await reader;
    const said = readUpright(ready, picture, as, (done) => self.postMessage({ id, done } satisfies FromReader));
    self.postMessage({ id, ...said } satisfies FromReader, { transfer: [said.picture] });
  } catch (error) {
    reader = null;
    const failed = error instanceof ReaderAway ? 'away' : 'unreadable';
    self.postMessage({ id, failed } satisfies FromReader);
  } finally {
    picture.close();
  }
}

interface Said {
  readonly words: readonly ReadWord[];
  readonly picture: ImageBitmap;
}

/** The page turned until it can be read; the best of four turns where none is good. */
function readUpright(read: TextReader, picture: ImageBitmap, as: ReadAs, onDone: (done: number) => void): Said {
  let best: { readonly canvas: OffscreenCanvas; readonly words: readonly ReadWord[]; readonly sure: number } | null =
    null;
  for (const turns of TURNS) {
    const canvas = drawn(picture, SIDE[as], turns);
    const words = read(pixelsOf(canvas), onDone);
    const sure = sureShare(words);
    if (!best || sure > best.sure) best = { canvas, words, sure };
    if (sure >= UPRIGHT) break;
  }
  const { canvas, words } = best ?? { canvas: drawn(picture, SIDE[as], 0), words: [] };
  return { words, picture: canvas.transferToImageBitmap() };
}

/** The share of letters that are in words of three and more, read with some certainty. */
function sureShare(words: readonly ReadWord[]): number {
  let all = 0;
  let sure = 0;
  for (const { text, confidence } of words) {
    const letters = text.replace(/[^\p{L}\p{Nd}]/gu, '').length;
    all += text.length;
    if (letters >= 3 && confidence >= 0.75) sure += letters;
  }
  return all === 0 ? 1 : sure / all; // an empty page is empty from all sides
}

function drawn(picture: ImageBitmap, side: number, turns: number): OffscreenCanvas {
  const scale = Math.min(MOST_ENLARGED, side / Math.max(picture.width, picture.height));
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  const canvas = turns % 2 === 0 ? new OffscreenCanvas(width, height) : new OffscreenCanvas(height, width);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new DOMException('No picture can be drawn here.', 'InvalidStateError');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate((turns * Math.PI) / 2);
  context.drawImage(picture, -width / 2, -height / 2, width, height);
  return canvas;
}

function pixelsOf(canvas: OffscreenCanvas): ImageData {
  const context = canvas.getContext('2d');
  if (!context) throw new DOMException('No picture can be drawn here.', 'InvalidStateError');
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
