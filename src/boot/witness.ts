import { checkpointHash, checkpointText, NO_CHECKPOINT, type Checkpoint } from '#domain/audit/checkpoint.ts';
import { sha256 } from '#domain/audit/sha256.ts';
import type { CheckpointsAnswer } from '#protocol/audit-http.ts';
import { isSigned } from '#protocol/device-keys.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';
import { pause, type Seams } from '#sync/seams.ts';
import { DISAGREES } from './tell-disagreement.ts';

export interface WitnessOptions {
  readonly database: Database;
  readonly origin: string;
  readonly token: () => Promise<string | undefined>;
  /** The server this device was enrolled at; undefined where it was before devices had keys. */
  readonly serverKey: string | undefined;
  readonly seams: Seams;
  readonly signal: AbortSignal;
  /** The server says something else now than it said before. */
  readonly disagreed: (words: string) => void;
}

/** How far this device has followed the server's checkpoints. The key is believed the first time it is seen, and no other after that. */
interface Followed {
  readonly epoch: string;
  readonly publicKey: string;
  readonly n: number;
  readonly hash: string;
}

const FOLLOWED = 'witness';
const EVERY_MS = 60_000;
const PACK = 100;
/** About a week of a clinic's minutes (SECURITY.md §5). */
const KEPT = 10_000;
const packKey = (epoch: string, pack: number): string => `witness/${epoch}/${pack}`;

/** Keeps what the server signs of everybody's access logs, so that it cannot be changed afterwards without this device knowing [AUD-5]. */
export async function followCheckpoints(options: WitnessOptions): Promise<void> {
  const { seams, signal } = options;
  while (!signal.aborted) {
    const more = await takeNext(options).catch(() => false); // no network, no answer: next minute
    if (!more) await pause(seams, EVERY_MS, signal);
  }
}

/** What this device was shown last, the newest at the end; for an export. */
export async function witnessed(database: Database): Promise<readonly Checkpoint[]> {
  const followed = await readMeta<Followed>(database, FOLLOWED);
  if (!followed) return [];
  const last = Math.floor(followed.n / PACK);
  const packs = Array.from({ length: KEPT / PACK + 1 }, (_, back) => last - back).filter((pack) => pack >= 0);
  const kept = await Promise.all(
    packs.map((pack) => readMeta<readonly Checkpoint[]>(database, packKey(followed.epoch, pack)))
  );
  return kept.flatMap((pack) => pack ?? []).sort((a, b) => a.n - b.n);
}

/** Whether there is more to ask for at once. */
async function takeNext({
  database,
  origin,
  token,
  serverKey,
  seams,
  signal,
  disagreed
}: WitnessOptions): Promise<boolean> {
  const before = await readMeta<Followed>(database, FOLLOWED);
  const response = await seams.fetch(`${origin}/api/audit/checkpoints?after=${before?.n ?? -1}`, {
    headers: { authorization: `Bearer ${(await token()) ?? ''}` },
    cache: 'no-store',
    signal
  });
  if (!response.ok) return false;
  const answer = (await response.json()) as CheckpointsAnswer; // of our own server; each part is checked below
  const start: Followed = { epoch: answer.epoch, publicKey: serverKey ?? answer.publicKey, n: -1, hash: NO_CHECKPOINT };
  // A new life of the server counts anew, and is asked again from its beginning.
  if (before && before.epoch !== answer.epoch) {
    if (before.publicKey !== answer.publicKey) disagreed(DISAGREES);
    await writeMeta(database, FOLLOWED, { ...start, publicKey: before.publicKey });
    return true;
  }
  let followed = before ?? start;
  for (const checkpoint of answer.checkpoints) {
    const follows = checkpoint.epoch === followed.epoch && checkpoint.n === followed.n + 1;
    // A device that is new, or was away longer than the server keeps these at hand, begins in the middle.
    const begins = checkpoint.epoch === followed.epoch && (before === undefined || checkpoint.n > followed.n + 1);
    const fits = (follows && (checkpoint.prev === followed.hash || followed.n === -1)) || begins;
    if (!fits || !(await isSigned(bytesOf(checkpoint), checkpoint.signature, followed.publicKey))) {
      disagreed(DISAGREES);
      return false;
    }
    followed = { ...followed, n: checkpoint.n, hash: checkpointHash(checkpoint, sha256) };
    await keep(database, checkpoint);
  }
  if (answer.checkpoints.length > 0 || !before) await writeMeta(database, FOLLOWED, followed);
  return answer.more;
}

async function keep(database: Database, checkpoint: Checkpoint): Promise<void> {
  const { epoch, n } = checkpoint;
  const key = packKey(epoch, Math.floor(n / PACK));
  const pack = (await readMeta<readonly Checkpoint[]>(database, key)) ?? [];
  await writeMeta(database, key, [...pack.filter((one) => one.n < n), checkpoint]);
  if (n % PACK === 0) await writeMeta(database, packKey(epoch, Math.floor((n - KEPT) / PACK) - 1), undefined);
}

function bytesOf(checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(checkpointText(checkpoint));
}
