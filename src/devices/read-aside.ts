import letters from '@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz?url';
import engine from 'tesseract-wasm/dist/tesseract-core.wasm?url';
import type { ReadWord } from '#domain/reading/read-page.ts';
import type { FromReader, ReadAs, ToReader } from './read-worker.ts';

/** Nobody reads for so long: the worker and its 100 MB are let go, milliseconds. */
const IDLE_MS = 60_000;

/** What a reading came to. */
export type Recognised =
  | { readonly type: 'read'; readonly words: readonly ReadWord[]; readonly picture: ImageBitmap }
  | { readonly type: 'away' | 'unreadable' | 'stopped' };

interface Waiting {
  readonly resolve: (outcome: Recognised) => void;
  readonly onDone: (done: number) => void;
}

let worker: Worker | null = null;
let idle: ReturnType<typeof setTimeout> | undefined;
let count = 0;
const waiting = new Map<number, Waiting>();

/**
 * Reads the words off a picture in a worker of its own, one after the other. Whoever stops one ends the worker, since Tesseract does not
 * look up from its work; others that wait are stopped with it.
 */
export async function recognise(
  picture: ImageBitmap,
  { as, signal, onDone }: { as: ReadAs; signal: AbortSignal; onDone: (done: number) => void }
): Promise<Recognised> {
  if (signal.aborted) return { type: 'stopped' };
  clearTimeout(idle);
  const id = ++count;
  const outcome = new Promise<Recognised>((resolve) => waiting.set(id, { resolve, onDone }));
  signal.addEventListener('abort', end, { once: true });
  working().postMessage({ id, picture, as, files: { engine, letters } } satisfies ToReader, [picture]);
  const read = await outcome;
  signal.removeEventListener('abort', end);
  letGoLater();
  return read;
}

/** All that reads is asked for, the worker's own script too, so that the service worker keeps it for when the server is out of reach. */
export async function fetchReader(): Promise<boolean> {
  try {
    working();
    letGoLater();
    const answers = await Promise.all([engine, letters].map((address) => fetch(address)));
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
    return answers.every(({ ok }) => ok);
  } catch {
    return false; // without the server they come next time
  }
}

function letGoLater(): void {
  clearTimeout(idle);
  if (waiting.size === 0) idle = setTimeout(end, IDLE_MS);
}

function working(): Worker {
  if (worker) return worker;
  const started = new Worker(new URL('./read-worker.ts', import.meta.url), { type: 'module' });
  started.onmessage = ({ data }: MessageEvent<FromReader>) => {
    const asked = waiting.get(data.id);
    if (!asked) return;
    if ('done' in data) return asked.onDone(data.done);
    waiting.delete(data.id);
    if ('failed' in data) asked.resolve({ type: data.failed });
    else asked.resolve({ type: 'read', words: data.words, picture: data.picture });
  };
  // The worker's own script is not here, or it ran out of memory.
  started.onerror = () => settle('away');
  worker = started;
  return started;
}

function end(): void {
  settle('stopped');
}

function settle(type: 'stopped' | 'away'): void {
  worker?.terminate();
  worker = null;
  for (const { resolve } of waiting.values()) resolve({ type });
  waiting.clear();
}
