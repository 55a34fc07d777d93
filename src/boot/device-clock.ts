import type { Instant } from '#domain/time.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';

const OFFSET_KEY = 'clock-offset';
/** Less than this is the network's doing, not the clock's. */
const NOTICEABLE_MS = 2_000;

/** The time, by the server's clock as far as it is known: a device whose clock is off by a day still writes usable times (P14). */
export interface DeviceClock {
  now(): Instant;
  /** Server clock minus this device's; null before first contact. */
  offsetMs(): number | null;
  heard(serverNow: Instant): void;
}

export async function deviceClock(database: Database, wall: () => Instant = () => Date.now()): Promise<DeviceClock> {
  let offset = (await readMeta<number>(database, OFFSET_KEY)) ?? null;
  let applied = offset !== null && Math.abs(offset) > NOTICEABLE_MS ? offset : 0;
  return {
    now: () => wall() + applied,
    offsetMs: () => offset,
    heard: (serverNow) => {
      const heard = serverNow - wall();
      const moved = offset === null || Math.abs(heard - offset) > NOTICEABLE_MS;
      offset = heard;
      if (!moved) return;
      applied = Math.abs(heard) > NOTICEABLE_MS ? heard : 0;
      // A lost write costs a correction until the next beat, no more.
      void writeMeta(database, OFFSET_KEY, heard).catch(() => undefined);
    }
  };
}
