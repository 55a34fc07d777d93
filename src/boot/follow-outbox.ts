import type { Replica } from '#replica/replica.ts';
import { watchContentsToSend } from '#storage/contents-to-send.ts';
import type { Database } from '#storage/database.ts';
import { readOutbox, watchOutbox } from '#storage/outbox.ts';
import { wordsOf } from './faults.ts';
import type { StatusBoard } from './status.ts';

/**
 * Keeps the status at what waits to be sent. What this tab saves counts at once, before the disk is asked: no line may say "sent"
 * in the milliseconds between [BOOT-16]. Returns the way to stop.
 */
export function followOutbox(database: Database, replica: Pick<Replica, 'onUpdate'>, status: StatusBoard): () => void {
  let written = 0;
  let readings = 0;

  /** The reading that came knew of less than was saved, and nothing may change again for long: it is read once more. */
  async function readAgain(): Promise<void> {
    const [mark, reading] = [written, readings];
    const state = await readOutbox(database).catch(() => null); // the watch tells of a disk that fails
    if (state && mark === written && reading === readings) status.set(state);
  }

  const stopSaving = replica.onUpdate(({ doc, facts, origin }) => {
    if (origin !== 'here') return;
    written += facts;
    status.saved(doc, facts);
  });
  const stopReading = watchOutbox(
    database,
    () => written,
    (state, mark) => {
      readings++;
      const { unsent, unsentSince } = status.value;
      if (mark === written) status.set(state);
      // Begun before the last of it was told: it may know of that or not, and is never believed that less waits.
      else {
        const most = Math.max(state.unsent, unsent);
        status.set({ ...state, unsent: most, unsentSince: state.unsentSince ?? unsentSince });
        void readAgain();
      }
    },
    (error) => status.fault('disk', wordsOf(error))
  );
  const stopScans = watchContentsToSend(database, (scansToSend) => {
    if (scansToSend !== (status.value.scansToSend ?? 0)) status.set({ scansToSend });
  });
  return () => {
    stopScans();
    stopSaving();
    stopReading();
  };
}
