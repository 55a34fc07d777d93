import type { UserId } from '#domain/ids.ts';
import type { AuditLog } from '#station/audit-log.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';

/** Who comes and goes at a tab that is open, for the access log [AUD-13]. */
export interface Presence {
  locked(): void;
  /** Somebody has shown who they are: whoever was here before, or another. */
  back(user: UserId): void;
  /** Somebody could not. @param tried who it was said to be, where that is somebody known; what was typed is never written */
  failed(tried: UserId | null): void;
}

export function presenceOf(audit: Pick<AuditLog, 'did'>, present: UserId): Presence {
  let isLocked = false;
  return {
    locked() {
      if (isLocked) return;
      isLocked = true;
      audit.did({ action: 'session/locked', refs: [] });
    },
    back(user) {
      if (user !== present) audit.did({ action: 'session/switched', refs: [`user:${user}`] });
      else if (isLocked) audit.did({ action: 'session/unlocked', refs: [] });
      isLocked = false;
    },
    failed(tried) {
      const refs = tried === null ? [] : ([`user:${tried}`] as const);
      audit.did({ action: 'sign-in/failed', refs, verdict: 'denied' });
    }
  };
}

/** Key in `meta`: how often nobody could be let in while this device was alone and locked, when nothing can be written. */
const FAILED_KEY = 'failed-unlocks';

/** Counts a try that failed where neither the server nor an open log could write it down. */
export async function countFailure(database: Database): Promise<void> {
  await writeMeta(database, FAILED_KEY, ((await readMeta<number>(database, FAILED_KEY)) ?? 0) + 1);
}

/** Writes down what was counted, once somebody is in. */
export async function tellFailures(database: Database, audit: AuditLog): Promise<void> {
  const count = await readMeta<number>(database, FAILED_KEY);
  if (!count) return;
  await audit.note({ action: 'sign-in/failed', refs: [], reason: `${count} while locked`, verdict: 'denied' });
  await writeMeta(database, FAILED_KEY, undefined);
}
