import { queueWordsFor } from '#features/queue/refusals.ts';
import { takeBack } from '#features/queue/take-back.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';

/** Takes back what a command of the queue or of the arrivals did. */
export async function undone(station: Station, toasts: Toasts, done: Done): Promise<void> {
  await tell(toasts, takeBack(station, done), { refused: queueWordsFor, done: () => 'Taken back.' });
}
