import { boundedTimes, USUAL_LOCK_TIMES, type ScreenKind, type ScreenTimes } from '#domain/practice/lock-times.ts';
import type { Station } from '#station/station.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, watchMeta, writeMeta } from '#storage/meta.ts';
import { DESK_TIMES, type LockTimes } from '#vault/lock.ts';

/** Key in `meta`, in the clear: when this screen locks, and how long it may be used without the server. Asked before anybody opens it. */
const KEY = 'lock-times';

/** What is carried about is known by how it is touched. */
export function screenKindHere(): ScreenKind {
  const isCarried = typeof matchMedia === 'function' && matchMedia('(hover: none) and (pointer: coarse)').matches;
  return isCarried ? 'carried' : 'desk';
}

/** Keeps what the practice says of screens like this one [LOCK-1]. Returns the way to stop. */
export function followLockTimes(
  station: Pick<Station, 'watch'>,
  { database }: { readonly database: Database },
  kind = screenKindHere()
): () => void {
  const keep = (times: ScreenTimes | undefined): void => {
    if (times) void writeMeta(database, KEY, times).catch(() => undefined); // a disk that fails is told elsewhere
  };
  return station.watch(async (rows) => (await rows.practice()).lockTimes.get(kind), keep);
}

/** Calls with when this screen locks, now and whenever that changes, in whichever tab. Returns the way to stop. */
export function watchLockTimes(database: Database, kind = screenKindHere()) {
  return (next: (times: LockTimes) => void): (() => void) =>
    watchMeta<ScreenTimes>(database, KEY, (kept) => next(inMilliseconds(kept ?? USUAL_LOCK_TIMES[kind])));
}

/** How long a person may open this device without the server, milliseconds. */
export async function offlineMsHere(database: Database, kind = screenKindHere()): Promise<number> {
  const kept = await readMeta<ScreenTimes>(database, KEY);
  return boundedTimes(kept ?? USUAL_LOCK_TIMES[kind]).offlineHours * 3_600_000;
}

/** Until anything is known. */
export function usualTimesHere(kind = screenKindHere()): LockTimes {
  return inMilliseconds(USUAL_LOCK_TIMES[kind]);
}

/** Within bounds, whatever somebody wrote on the disk. */
function inMilliseconds(times: ScreenTimes): LockTimes {
  const { veilSeconds, lockMinutes, forgetMinutes } = boundedTimes(times);
  return { ...DESK_TIMES, veil: veilSeconds * 1_000, lock: lockMinutes * 60_000, forget: forgetMinutes * 60_000 };
}
