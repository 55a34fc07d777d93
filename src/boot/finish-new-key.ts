import type { Instant } from '#domain/time.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, sealedKey, watchMeta, writeMeta } from '#storage/meta.ts';
import { isOver, reseal, type Resealing } from '#storage/reseal.ts';
import { pause, type Seams } from '#sync/seams.ts';
import type { KeyFile } from '#vault/key-file.ts';
import { secretByLink } from '#vault/key-links.ts';
import { BOTH_KEYS_MS } from '#vault/key-times.ts';
import { dated, letGo } from '#vault/new-key.ts';
import { HEARD_KEY } from './device-clock.ts';
import { changeKeys, KEYS_KEY } from './key-store.ts';
import { leaveCopy } from './key-ways.ts';
import { LOOK_AGAIN_MS, type FollowedKeys } from './sealing.ts';
import type { ServerCalls } from './server-calls.ts';
import { RESEALING_KEY } from '#storage/meta-keys.ts';

export interface NewKeyParts {
  readonly database: Database;
  /** That the database is sealed with. */
  readonly keys: FollowedKeys;
  readonly calls: Pick<ServerCalls, 'keepStorageKey'>;
  readonly token: () => Promise<string | undefined>;
  /** By the server's clock as far as it is known. */
  readonly now: () => Instant;
  readonly seams: Seams;
  readonly signal: AbortSignal;
}

const LOOK_EVERY_MS = 60_000;
/** After so long every tab has looked and seals with the new key: what a pass finds clean then stays so. */
const SETTLED_MS = 2 * LOOK_AGAIN_MS;
/** A clean store is gone through again after so long: a tab that slept may have written with the key before. */
const LOOK_THROUGH_MS = 6 * 3_600_000;
/** The server was heard no longer ago than this: its clock is the one that counts. */
const HEARD_MS = 10 * 60_000;
/** Between two steps, so that what people do goes first. */
const REST_MS = 4;

/**
 * Carries a new storage key through, in the tab that leads [VAU-12] [VAU-13]: seals what lies here anew, leaves the new key with the server, and lets
 * go of the one before when its days are over. It may be killed at any point and goes on where it was.
 */
export async function finishNewKey(parts: NewKeyParts): Promise<void> {
  const { database, seams, signal } = parts;
  let wake = (): void => undefined;
  const stop = watchMeta<KeyFile>(database, KEYS_KEY, () => wake());
  signal.addEventListener('abort', stop, { once: true });
  while (!signal.aborted) {
    const nap = new AbortController();
    wake = () => nap.abort();
    await carryOn(parts).catch(() => undefined); // a full disk, no network: in a minute again
    await pause(seams, LOOK_EVERY_MS, AbortSignal.any([signal, nap.signal]));
  }
}

/** One look at how it stands, and what is to be done now. */
export async function carryOn(parts: NewKeyParts): Promise<void> {
  const { database, keys, now } = parts;
  const file = await dateIfAhead(database, now());
  if (!file?.links) return;
  const { generation = 0, madeAt = now() } = file;
  await keys.of(generation); // this thread's own keys first
  if (keys.generation !== generation) return;
  const before = await readMeta<Resealing>(database, RESEALING_KEY);
  if (!isCleanSince(before, generation, Math.max(madeAt + SETTLED_MS, now() - LOOK_THROUGH_MS)))
    if (!(await pass(parts, generation, before))) return;
  const isCopied = file.isCopied || (await leave(parts, file));
  if (!isCopied || now() - madeAt < BOTH_KEYS_MS || !(await isHeard(database, now()))) return;
  const last = await pass(parts, generation, undefined);
  if (!isCleanSince(last ?? undefined, generation, madeAt + SETTLED_MS)) return;
  const alone = await changeKeys(database, (present) =>
    Promise.resolve(present?.generation === generation ? letGo(present) : null)
  );
  if (!alone) return;
  await writeMeta(database, RESEALING_KEY, undefined);
  await writeMeta(database, sealedKey(generation - 1), undefined);
}

function isCleanSince(resealing: Resealing | undefined, generation: number, since: Instant): boolean {
  return resealing?.generation === generation && (resealing.cleanAt ?? -Infinity) >= since;
}

/** @param before goes on from there, where it was not over */
async function pass(
  { database, now, seams, signal }: NewKeyParts,
  generation: number,
  before: Resealing | undefined
): Promise<Resealing | null> {
  const rest = async (): Promise<boolean> => {
    await pause(seams, REST_MS, signal);
    return !signal.aborted;
  };
  return await reseal(database, generation, { from: before && !isOver(before) ? before : null, now, rest });
}

async function leave({ database, keys, calls, token }: NewKeyParts, file: KeyFile): Promise<boolean> {
  const [secret, shown] = [await secretByLink(file, keys.present), await token()];
  if (!secret || shown === undefined) return false;
  const isLeft = await leaveCopy(database, calls, file, { secret, token: shown });
  secret.bytes.fill(0);
  return isLeft;
}

/** A key that is dated ahead of the clock counts from now: its three days are never years. */
async function dateIfAhead(database: Database, now: Instant): Promise<KeyFile | undefined> {
  await changeKeys(database, (file) => Promise.resolve(file?.links ? dated(file, now, undefined) : null));
  return await readMeta<KeyFile>(database, KEYS_KEY);
}

async function isHeard(database: Database, now: Instant): Promise<boolean> {
  return Math.abs(now - ((await readMeta<Instant>(database, HEARD_KEY)) ?? 0)) <= HEARD_MS;
}
