import type { Instant } from '#domain/time.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';

const OFFSET_KEY = 'clock-offset';
/** Key in `meta`: the server's last sign of life. */
export const HEARD_KEY = 'heard';
/** Written down no more often than this: after a reload, data may look that much older than it is, never younger. */
const HEARD_EVERY_MS = 10_000;
/** Less than this is the network's doing, not the clock's. */
const NOTICEABLE_MS = 2_000;

/** The time, by the server's clock as far as it is known: a device whose clock is off by a day still writes usable times (P14). */
export interface DeviceClock {
  now(): Instant;
  /** Server clock minus this device's; null before first contact. */
  offsetMs(): number | null;
  /** The server's last sign of life, by this clock; null before the first. Kept over a reload. */
  lastHeard(): Instant | null;
  heard(serverNow: Instant): void;
}

export async function deviceClock(database: Database, wall: () => Instant = () => Date.now()): Promise<DeviceClock> {
  let offset = (await readMeta<number>(database, OFFSET_KEY)) ?? null;
  let heardAt = (await readMeta<Instant>(database, HEARD_KEY)) ?? null;
  let written = heardAt ?? 0;
  let applied = offset !== null && Math.abs(offset) > NOTICEABLE_MS ? offset : 0;

  // A write that fails here costs a correction until the next beat, no more.
  const keep = (key: string, value: number): void => void writeMeta(database, key, value).catch(() => undefined);

  return {
    now: () => wall() + applied,
    offsetMs: () => offset,
    lastHeard: () => heardAt,
    heard: (serverNow) => {
      const heard = serverNow - wall();
      const moved = offset === null || Math.abs(heard - offset) > NOTICEABLE_MS;
      offset = heard;
      if (moved) {
        applied = Math.abs(heard) > NOTICEABLE_MS ? heard : 0;
        keep(OFFSET_KEY, heard);
      }
      heardAt = wall() + applied;
      if (heardAt - written < HEARD_EVERY_MS && heardAt >= written) return;
      written = heardAt;
      keep(HEARD_KEY, heardAt);
    }
  };
}
