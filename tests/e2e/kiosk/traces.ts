import type { CDPSession, Page } from '@playwright/test';

/** Every place of a page where a typed word could be left: what is shown, fields, address, history, every store of the browser. */
export async function tracesOf(page: Page): Promise<string> {
  return await page.evaluate(async () => {
    const fields = [...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value);
    const stores = await Promise.all(
      (await indexedDB.databases()).map(async ({ name }) => {
        const database = await new Promise<IDBDatabase>((resolve, reject) => {
          const request = indexedDB.open(name ?? '');
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error ?? new Error('no database'));
        });
        const names = [...database.objectStoreNames];
        const all = await Promise.all(
          names.map(
            (store) =>
              new Promise<unknown>((resolve) => {
                const request = database.transaction(store).objectStore(store).getAll();
                request.onsuccess = () => resolve(request.result);
              })
          )
        );
        database.close();
        return all;
      })
    );
    /** Bytes as text too: a fact lies in an update as UTF-8. */
    const asText = (_: string, value: unknown): unknown =>
      value instanceof Uint8Array
        ? new TextDecoder('latin1').decode(value)
        : value instanceof ArrayBuffer
          ? new TextDecoder('latin1').decode(new Uint8Array(value))
          : value;
    const cacheNames = await caches.keys();
    const cached = await Promise.all(
      cacheNames.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url))
    );
    const parts = [
      document.documentElement.outerHTML,
      fields,
      location.href,
      history.state,
      { ...localStorage },
      { ...sessionStorage },
      stores,
      cached,
      document.cookie
    ];
    return parts.map((part) => JSON.stringify(part, asText)).join('\n');
  });
}

/** All strings in a page's memory, after what is no longer used has been thrown away. */
export async function heapOf(page: Page): Promise<string> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  for (let round = 0; round < 3; round++) await cdp.send('HeapProfiler.collectGarbage');
  const chunks: string[] = [];
  cdp.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await cdp.detach();
  return chunks.join('');
}
