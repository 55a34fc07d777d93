import { createOCREngine, type OCREngine } from 'tesseract-wasm';
import type { ReadWord } from '#domain/reading/read-page.ts';

/** Where the two files of the reader are: addresses of this app. */
export interface ReaderFiles {
  /** Tesseract in WebAssembly. */
  readonly engine: string;
  /** What it learnt of English letters, gzipped. */
  readonly letters: string;
}

/** One of the files is not on this device, and the server is out of reach. */
export class ReaderAway extends Error {
  override readonly name = 'ReaderAway';
}

/** The words of a picture that stands upright, with their places in it. */
export type TextReader = (picture: ImageData, onDone: (done: number) => void) => readonly ReadWord[];

/**
 * Tesseract in this thread: to be called in a worker, for it keeps the thread for seconds. The files are fetched on the first use.
 * @throws {ReaderAway}
 */
export async function readerOf({ engine, letters }: ReaderFiles): Promise<TextReader> {
  const [wasmBinary, model] = await Promise.all([bytesOf(engine), bytesOf(letters)]);
  const tesseract = await createOCREngine({ wasmBinary });
  tesseract.loadModel(await unzipped(model));
  // 3 finds columns by itself (PSM_AUTO). Told how fine a picture is, it does not write its guess to the console for each.
  tesseract.setVariable('tessedit_pageseg_mode', '3');
  tesseract.setVariable('user_defined_dpi', '300');
  return (picture, onDone) => wordsOf(tesseract, picture, onDone);
}

function wordsOf(tesseract: OCREngine, picture: ImageData, onDone: (done: number) => void): readonly ReadWord[] {
  tesseract.loadImage(picture);
  const items = tesseract.getTextBoxes('word', (percent) => onDone(Math.min(1, Math.max(0, percent / 100))));
  // Nothing of the page stays behind.
  tesseract.clearImage();
  return items.map(({ text, rect, confidence }) => ({ text: text.trim(), box: { ...rect }, confidence }));
}

async function bytesOf(address: string): Promise<ArrayBuffer> {
  try {
    const answer = await fetch(address);
    if (answer.ok) return await answer.arrayBuffer();
  } catch (error) {
    throw new ReaderAway('no server', { cause: error });
  }
  throw new ReaderAway('not to be had');
}

/** Some servers unpack what ends in .gz on the way. */
async function unzipped(bytes: ArrayBuffer): Promise<ArrayBuffer> {
  const [first, second] = new Uint8Array(bytes, 0, 2);
  if (first !== 0x1f || second !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return await new Response(stream).arrayBuffer();
}
