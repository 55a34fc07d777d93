import { NEED_WORDS } from '#domain/visit/needs.ts';
import type { Need } from '#domain/visit/visit-facts.ts';
import { askNeed } from '#features/queue/ask-need.ts';
import { queueWordsFor } from '#features/queue/refusals.ts';
import type { TodayRow } from '#features/queue/today.ts';
import type { Station } from '#station/station.ts';
import { nameText } from '#ui/format.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { undone } from './run-undo.ts';

/** Calls for somebody to a patient, or says that they came; with an undo. */
export async function runNeed(
  station: Station,
  toasts: Toasts,
  row: TodayRow,
  need: Need,
  wanted: boolean
): Promise<void> {
  const what = `${nameText(row)}: ${NEED_WORDS[need]}`;
  await tell(toasts, askNeed(station, row.visit, need, wanted), {
    refused: queueWordsFor,
    undo: (done) => undone(station, toasts, done),
    done: () => `${what} ${wanted ? 'asked for' : 'no longer needed'}.`
  });
}
