/** What a page tells the service worker of something the next page in its place is to have, and asks it. */
export type PassWord =
  | { readonly type: 'PASS_ON'; readonly name: string; readonly what: unknown }
  | { readonly type: 'TAKE_OVER'; readonly name: string };

/** Longer than this a page that is replaced does not wait for the worker. */
const ANSWER_MS = 500;

/**
 * Leaves something with the service worker, in its memory, for the page that comes next. It is given once and kept for seconds: a reload by
 * hand, a crash or a restart finds nothing.
 */
export async function passOn(name: string, what: unknown): Promise<void> {
  await asked({ type: 'PASS_ON', name, what });
}

/** What the page before this one left; null where there is nothing. */
export async function takeOver(name: string): Promise<unknown> {
  return await asked({ type: 'TAKE_OVER', name });
}

async function asked(word: PassWord): Promise<unknown> {
  const worker = typeof navigator === 'object' ? (navigator.serviceWorker?.controller ?? null) : null;
  if (!worker) return null;
  const { port1, port2 } = new MessageChannel();
  return await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), ANSWER_MS);
    port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      clearTimeout(timer);
      resolve(data ?? null);
    };
    worker.postMessage(word, [port2]);
  });
}
