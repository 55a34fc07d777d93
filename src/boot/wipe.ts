import { deleteDatabase, type Database } from '#storage/database.ts';
import { waitingDocs, waitingIn } from '#storage/outbox.ts';
import type { ServerCalls } from './server-calls.ts';

/** One request's worth; the server takes no more at once. */
const AT_ONCE = 200;

/**
 * Deletes everything this device has, because it was removed (SECURITY §3, S8): first what opens the rest, then the rest. What it has not
 * sent goes to the server before, apart from the record, so that no fact is lost; where that fails nothing is deleted yet, and the
 * next contact tries again. Answers whether it is done.
 */
export async function wipe(
  database: Database,
  calls: Pick<ServerCalls, 'manage'>,
  token: string,
  dropKeys: () => Promise<void> = () => Promise.resolve()
): Promise<boolean> {
  await dropKeys();
  if (!(await rescued(database, calls, token))) return false;
  await calls.manage('device/wiped', token, {});
  await deleteDatabase(database);
  // Ids only; what a browser keeps of a page besides.
  if (typeof localStorage !== 'undefined') localStorage.clear();
  if (typeof sessionStorage !== 'undefined') sessionStorage.clear();
  if ('caches' in globalThis) for (const key of await caches.keys()) await caches.delete(key);
  if (typeof navigator !== 'undefined' && 'serviceWorker' in navigator)
    for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  return true;
}

async function rescued(database: Database, calls: Pick<ServerCalls, 'manage'>, token: string): Promise<boolean> {
  const updates: { doc: string; update: string }[] = [];
  for (const doc of await waitingDocs(database)) {
    for (const { run } of await waitingIn(database, doc)) updates.push({ doc, update: base64Of(run.bytes) });
  }
  for (let from = 0; from < updates.length; from += AT_ONCE) {
    const answer = await calls.manage('device/rescue', token, { updates: updates.slice(from, from + AT_ONCE) });
    if (!answer.ok) return false;
  }
  return true;
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
