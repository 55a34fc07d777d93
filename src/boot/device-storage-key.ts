import type { AuditLog } from '#station/audit-log.ts';
import type { StorageKeyHere, StorageKeyState } from '#station/storage-key.ts';
import { err, ok } from '#domain/result.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, sealedKey, watchMeta } from '#storage/meta.ts';
import type { Resealing } from '#storage/reseal.ts';
import { browserSeams, pause } from '#sync/seams.ts';
import type { KeyFile } from '#vault/key-file.ts';
import { BOTH_KEYS_MS } from '#vault/key-times.ts';
import type { StorageKey } from '#vault/storage-key.ts';
import type { DeviceClock } from './device-clock.ts';
import { changeKeys, KEYS_KEY } from './key-store.ts';
import { RESEALING_KEY } from '#storage/meta-keys.ts';

interface KeyParts {
  readonly database: Database;
  /** As it was when this device was opened; null where its store is not sealed. */
  readonly key: StorageKey | null;
  readonly credentials: Pick<DeviceCredentials, 'deviceNo' | 'identity'>;
  readonly clock: Pick<DeviceClock, 'now' | 'lastHeard'>;
  readonly audit: Pick<AuditLog, 'note'>;
  /** Gets the key once more, with the next one ready, where nobody signs in and makes one. */
  readonly anew?: () => Promise<StorageKey | null>;
  /** Whether another tab would not understand a new key yet. */
  readonly mustWait?: () => Promise<boolean>;
  /** So many blocks are the most; a test hands in its own. */
  readonly most?: number;
}

export interface DeviceStorageKey extends StorageKeyHere {
  /** Changes the key when that is due, in the tab that leads. */
  lead(signal: AbortSignal): void;
  /** Looks once whether it is. */
  look(): Promise<void>;
}

/** A tab is left to draw its first screen. */
const FIRST_LOOK_MS = 30_000;
const LOOK_EVERY_MS = 10 * 60_000;
/** The server was heard no longer ago than this: its clock is the one that counts. */
const HEARD_MS = 10 * 60_000;

const newKeys = () => import('#vault/new-key.ts');

const WHY = { age: 'by itself: 90 days', blocks: 'by itself: many blocks' } as const;

/** The key of this device's store: how it stands, and changing it [VAU-10]. */
export function deviceStorageKey(parts: KeyParts): DeviceStorageKey {
  const { database, key, credentials, clock, most } = parts;

  async function begin(reason: string): ReturnType<StorageKeyHere['change']> {
    const file = await readMeta<KeyFile>(database, KEYS_KEY);
    if (file?.links) return err({ code: 'storage-key/under-way' });
    if (await parts.mustWait?.()) return err({ code: 'storage-key/old-tab' });
    const generation = file?.generation ?? 0;
    const isReady = key?.spare !== undefined && key.generation === generation;
    const held = isReady ? key : ((await parts.anew?.()) ?? null);
    if (!held?.spare || held.generation !== generation) return err({ code: 'storage-key/sign-in-first' });
    await parts.audit.note({ action: 'storage-key/changed', refs: [`device:${credentials.deviceNo}`], reason });
    const { begunWith } = await newKeys();
    const begun = await changeKeys(database, async (present) =>
      present ? await begunWith(present, held, clock.now()) : null
    );
    return begun ? ok() : err({ code: 'storage-key/under-way' });
  }

  async function look(): Promise<void> {
    if (!key) return;
    const { dated, keyIsDue } = await newKeys();
    const heardAt = clock.lastHeard();
    // A device's own clock changes no key: it may say any year.
    const now = heardAt !== null && Math.abs(clock.now() - heardAt) <= HEARD_MS ? clock.now() : null;
    if (now !== null) {
      const enrolledAt = credentials.identity?.certificate.issuedAt;
      await changeKeys(database, (file) => Promise.resolve(file ? dated(file, now, enrolledAt) : null));
    }
    const file = await readMeta<KeyFile>(database, KEYS_KEY);
    if (!file) return;
    const sealed = (await readMeta<number>(database, sealedKey(file.generation ?? 0))) ?? 0;
    const due = keyIsDue(file, { now, sealed, ...(most !== undefined && { most }) });
    if (due) await begin(WHY[due]);
  }

  return {
    watch: (next) => (key ? watchState(database, next) : (next(null), () => undefined)),
    change: () => begin('asked'),
    look,
    lead: (signal) => {
      if (key) void lookNowAndThen(look, signal);
    }
  };
}

async function lookNowAndThen(look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let wait = FIRST_LOOK_MS; !signal.aborted; wait = LOOK_EVERY_MS) {
    await pause(browserSeams, wait, signal);
    if (!signal.aborted) await look().catch(() => undefined); // a full disk: later
  }
}

function watchState(database: Database, next: (state: StorageKeyState) => void): () => void {
  let file: KeyFile | undefined;
  let resealing: Resealing | undefined;
  const tell = (): void => next(stateOf(file, resealing));
  const stops = [
    watchMeta<KeyFile>(database, KEYS_KEY, (present) => {
      file = present;
      tell();
    }),
    watchMeta<Resealing>(database, RESEALING_KEY, (present) => {
      resealing = present;
      tell();
    })
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function stateOf(file: KeyFile | undefined, resealing: Resealing | undefined): StorageKeyState {
  const { madeAt = null, links, isCopied = false, generation } = file ?? {};
  if (!links || madeAt === null) return { since: madeAt, change: null };
  const here = resealing?.generation === generation ? resealing : undefined;
  // Only a pass that found nothing under another key says that nothing is.
  const isClean = here?.cleanAt !== undefined;
  const sealed = isClean ? 1 : here && here.total > 0 ? Math.min(0.99, here.done / here.total) : 0;
  return { since: madeAt, change: { sealed, isCopied, until: madeAt + BOTH_KEYS_MS } };
}
