import type { Instant } from '#domain/time.ts';
import type { Notes } from '../records/notes.ts';
import type { AuditTold } from './late-told.ts';

/** How the server was last told to run, as it was written down. */
const CONFIG = 'audit-config';
const RESTORED = 'audit-restored';

export interface ServerBegins {
  readonly notes: Notes;
  readonly told: AuditTold;
  /** Of settings that bear on who can reach what: `sqlite`, `tls`, `addresses apart`. No paths, no names. */
  readonly config: readonly string[];
  readonly restoredAt: Instant | null;
  /** Nothing was ever written: there is nobody yet to tell it to. */
  readonly isEmpty: boolean;
}

/** Writes into the server's own log that it runs otherwise than the last time, or on what a backup had [AUD-15]. */
export async function tellHowItBegins({ notes, told, config, restoredAt, isEmpty }: ServerBegins): Promise<void> {
  if (isEmpty) return;
  const text = config.join(', ');
  if ((await notes.read(CONFIG)) !== text) {
    told.did({ action: 'server/configured', refs: [], reason: text });
    await notes.write(CONFIG, text);
  }
  if (restoredAt === null || (await notes.read(RESTORED)) === String(restoredAt)) return;
  told.did({ action: 'server/restored', refs: [], reason: new Date(restoredAt).toISOString() });
  await notes.write(RESTORED, String(restoredAt));
}
