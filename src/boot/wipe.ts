import { sealBox } from '#protocol/box.ts';
import { RESCUE_LABEL, type RecoveryChallenge } from '#protocol/recovery.ts';
import { bytesOfHex } from '#protocol/hex.ts';
import { deleteDatabase, type Database } from '#storage/database.ts';
import { readMeta } from '#storage/meta.ts';
import { waitingDocs, waitingIn } from '#storage/outbox.ts';
import type { KeyFile } from '#vault/key-file.ts';
import type { BlobCallOptions } from '#sync/blobs/blob-calls.ts';
import { browserSeams } from '#sync/seams.ts';
import { handOverContents } from './blobs.ts';
import { UNREACHABLE, type ServerCalls } from './server-calls.ts';
import { KEYS_KEY } from './key-store.ts';

/** One request's worth; the server takes no more at once. */
const AT_ONCE = 200;

/**
 * Deletes everything this device has, because it was removed (SECURITY §3, S8): first what opens the rest, then the rest. What it has not
 * sent goes to the server before, apart from the record and sealed to the recovery kit, so that no fact is lost, and its scans as they lie here, sealed [BLOB-12]; where that fails nothing is deleted yet, and the
 * next contact tries again. Answers whether it is done.
 */
export async function wipe(...what: Parameters<typeof handOverAndDelete>): Promise<boolean> {
  // What the disk or the line does is met again at the next contact.
  return await handOverAndDelete(...what).catch(() => false);
}

async function handOverAndDelete(
  database: Database,
  calls: Pick<ServerCalls, 'manage'>,
  token: string,
  dropKeys: () => Promise<void> = () => Promise.resolve(),
  origin = '',
  seams: BlobCallOptions['seams'] = browserSeams
): Promise<boolean> {
  // Read first: it is in the file that goes first.
  const known = (await readMeta<KeyFile>(database, KEYS_KEY))?.recovery?.publicKey;
  await dropKeys();
  const sealTo = known ?? (await recoveryKeyAsked(calls));
  if (sealTo === undefined || !(await rescued(database, calls, { token, sealTo }))) return false;
  if (!(await handOverContents(database, { origin, seams, token: () => Promise.resolve(token) }))) return false;
  await calls.manage('device/wiped', token, {});
  await deleteDatabase(database);
  // Ids only; what a browser keeps of a page besides.
  if (typeof localStorage !== 'undefined') localStorage.clear();
  if (typeof sessionStorage !== 'undefined') sessionStorage.clear();
  // The worker goes before what it keeps: one that is just being installed would fill the cache again.
  if (typeof navigator !== 'undefined' && 'serviceWorker' in navigator)
    for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  if ('caches' in globalThis) for (const key of await caches.keys()) await caches.delete(key);
  return true;
}

/** The public half of the kit in force; null where there is none, undefined where nobody could be asked. */
async function recoveryKeyAsked(calls: Pick<ServerCalls, 'manage'>): Promise<string | null | undefined> {
  const asked = await calls.manage<RecoveryChallenge>('recovery/challenge', null, {});
  if (asked.ok) return asked.value.publicKey;
  return asked.error.code === UNREACHABLE.code ? undefined : null;
}

interface Rescue {
  readonly token: string;
  /** What is handed over is sealed to it, so that it waits for the kit [DEV-6]; null: as it is. */
  readonly sealTo: string | null;
}

async function rescued(database: Database, calls: Pick<ServerCalls, 'manage'>, rescue: Rescue): Promise<boolean> {
  const { token, sealTo } = rescue;
  const publicKey = sealTo === null ? null : bytesOfHex(sealTo);
  const updates: { doc: string; update: string }[] = [];
  for (const doc of await waitingDocs(database)) {
    for (const { run } of await waitingIn(database, doc)) {
      const bytes = publicKey ? await sealBox(run.bytes, publicKey, RESCUE_LABEL) : run.bytes;
      updates.push({ doc, update: base64Of(bytes) });
    }
  }
  for (let from = 0; from < updates.length; from += AT_ONCE) {
    const part = { updates: updates.slice(from, from + AT_ONCE), ...(publicKey && { sealed: true }) };
    if (!(await calls.manage('device/rescue', token, part)).ok) return false;
  }
  return true;
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
