import type { StorageKey } from '#vault/storage-key.ts';

/** What a page tells the service worker of a key, and asks it. */
export type KeyWord =
  | { readonly type: 'KEEP_KEY'; readonly name: string; readonly key: StorageKey }
  | { readonly type: 'GIVE_KEY'; readonly name: string };

/** A browser ends a worker that nobody speaks to for half a minute. */
const AGAIN_MS = 15_000;
const ANSWER_MS = 500;

/**
 * Lets the key of a tablet outlive a reload, in memory alone: the service worker holds it as long as the page asks it to [VAU-7]. A
 * desk does not do this: its reload asks who is there. @param present asked each time: it may have been changed. Returns the way to stop.
 */
export function keepInWorker(name: string, present: () => StorageKey): () => void {
  if (!('serviceWorker' in navigator)) return () => undefined;
  const keep = (): void =>
    navigator.serviceWorker.controller?.postMessage({ type: 'KEEP_KEY', name, key: present() } satisfies KeyWord);
  keep();
  navigator.serviceWorker.addEventListener('controllerchange', keep);
  const timer = setInterval(keep, AGAIN_MS);
  return () => {
    clearInterval(timer);
    navigator.serviceWorker.removeEventListener('controllerchange', keep);
  };
}

/** The key that an earlier page of this tablet left with the worker; null when the worker has begun anew since. */
export async function keyFromWorker(name: string): Promise<StorageKey | null> {
  const worker = 'serviceWorker' in navigator ? navigator.serviceWorker.controller : null;
  if (!worker) return null;
  const { port1, port2 } = new MessageChannel();
  return await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), ANSWER_MS);
    port1.onmessage = ({ data }: MessageEvent<StorageKey | null>) => {
      clearTimeout(timer);
      resolve(data);
    };
    worker.postMessage({ type: 'GIVE_KEY', name } satisfies KeyWord, [port2]);
  });
}
