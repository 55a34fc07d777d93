import type { PageWork } from './page-work.ts';
import type { FromPages, ToPages } from './page-worker.ts';

/** A picture that cannot be drawn here, or a worker that gave up. */
export class PageUnreadable extends Error {
  override readonly name = 'PageUnreadable';
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: PageUnreadable) => void;
}

/** Nobody looks at pages for so long: the worker and what it holds are let go, milliseconds. */
const IDLE_MS = 60_000;

let worker: Worker | null = null;
let idle: ReturnType<typeof setTimeout> | undefined;
let count = 0;
const waiting = new Map<number, Waiting>();

/** Has a piece of work on a page done in a worker of its own; one for all, one after the other. @throws {PageUnreadable} */
export async function pageWork<A extends keyof PageWork>(
  ask: A,
  what: Parameters<PageWork[A]>,
  transfer: readonly Transferable[] = []
): Promise<Awaited<ReturnType<PageWork[A]>>> {
  clearTimeout(idle);
  const id = ++count;
  const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  working().postMessage({ id, ask, with: what } satisfies ToPages, [...transfer]);
  return (await answer) as Awaited<ReturnType<PageWork[A]>>; // what that work answers (page-worker.ts)
}

function working(): Worker {
  if (worker) return worker;
  const started = new Worker(new URL('./page-worker.ts', import.meta.url), { type: 'module' });
  started.onmessage = ({ data }: MessageEvent<FromPages>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ('answer' in data) asked?.resolve(data.answer);
    else asked?.reject(new PageUnreadable(data.failed));
    if (waiting.size === 0) idle = setTimeout(stop, IDLE_MS);
  };
  started.onerror = () => stop();
  worker = started;
  return started;
}

/** Whoever still waits is told; the next piece of work begins a new worker. */
function stop(): void {
  worker?.terminate();
  worker = null;
  for (const { reject } of waiting.values()) reject(new PageUnreadable('The page could not be looked at.'));
  waiting.clear();
}
