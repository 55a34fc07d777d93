import { SCHEMA } from '#protocol/schema-version.ts';
import { onDisk } from './database.ts';
import { readMeta, writeMeta } from './meta.ts';
import { readableRuns } from './runs.ts';
import { openBytes } from './sealing.ts';
import type { Store } from './store.ts';

/** Key in `meta`: the schema of the build that last tried to read what is kept as strange. */
const TRIED_KEY = 'strange-tried';

/**
 * Tries to read what an older build of this device could not and kept as it came [VER-6]: once a schema, because nothing else could
 * have changed. May be killed anywhere: what was stored already is passed over the next time.
 */
export async function readStrange(store: Store): Promise<void> {
  const { database } = store;
  if ((await readMeta<number>(database, TRIED_KEY)) === SCHEMA) return;
  const kept = await onDisk(database, async () => await database.strange.toArray());
  for (const { id, doc, bytes } of kept) {
    const opened = await openBytes(database, ['strange', doc], bytes);
    const runs = opened && readableRuns(opened);
    if (!runs || id === undefined) continue;
    const stored = await store.append([{ doc, unsent: false, runs: () => runs }]);
    // What follows on something that is missing is asked for with all of its document (SYN-64), and these bytes are kept till then.
    if (!stored.some(({ gap }) => gap)) await onDisk(database, async () => await database.strange.delete(id));
  }
  await writeMeta(database, TRIED_KEY, SCHEMA);
}
