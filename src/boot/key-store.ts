import type { Database } from '#storage/database.ts';
import { readMeta, replaceMeta } from '#storage/meta.ts';
import type { KeyFile } from '#vault/key-file.ts';

/** Key in `meta`: what this device keeps of its keys. */
export const KEYS_KEY = 'keys';

/**
 * Changes what a device keeps of its keys. Several tabs and workers do: what another wrote meanwhile is never undone, for a new key that is
 * lost loses all that was sealed with it. @param change asked again when somebody else was first; null leaves it as it is
 * @returns what lies there now; null where nothing was changed
 */
export async function changeKeys(
  database: Database,
  change: (file: KeyFile | undefined) => Promise<KeyFile | null>
): Promise<KeyFile | null> {
  for (;;) {
    const before = await readMeta<KeyFile>(database, KEYS_KEY);
    const changed = await change(before);
    if (!changed) return null;
    const next: KeyFile = { ...changed, rev: (before?.rev ?? 0) + 1 };
    const isAsBefore = (now: KeyFile | undefined): boolean =>
      before === undefined ? now === undefined : now !== undefined && (now.rev ?? 0) === (before.rev ?? 0);
    if (await replaceMeta<KeyFile>(database, KEYS_KEY, isAsBefore, next)) return next;
  }
}
