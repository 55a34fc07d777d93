import type { Replica } from '#replica/replica.ts';
import type { Station } from '#station/station.ts';
import type { Database } from '#storage/database.ts';
import { factsToApply, keyOfRefused } from '#storage/refused-changes.ts';
import { settle, SettledAlready } from '#storage/settling.ts';
import type { DeviceClock } from './device-clock.ts';

interface SettlingParts {
  readonly database: Database;
  readonly replica: Pick<Replica, 'record'>;
  readonly user: Station['user'];
  readonly clock: Pick<DeviceClock, 'now'>;
}

/** A person's word on what the server would not take [BOOT-15]. May throw `DiskFault`. */
export function settlingRefused({ database, replica, user, clock }: SettlingParts) {
  return async (id: string, how: 'applied' | 'discarded' | null): Promise<boolean> => {
    const key = keyOfRefused(id);
    if (!key) return false;
    const settling = { key, settled: how && { how, by: user.user, at: clock.now() } };
    try {
      if (how !== 'applied') await settle(database, settling);
      else {
        const facts = await factsToApply(database, key);
        if (!facts) return false;
        const parts = [{ doc: key[0], facts: facts.map(({ kind, of }) => ({ kind, of })) }];
        await replica.record(user.user, parts, { settling });
      }
      return true;
    } catch (error) {
      if (error instanceof SettledAlready) return false;
      throw error;
    }
  };
}
