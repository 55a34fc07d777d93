import { FLAG_WORDS, type PatientFlag } from '#domain/patient/flags.ts';
import { NEED_WORDS } from '#domain/visit/needs.ts';
import type { Need } from '#domain/visit/visit-facts.ts';
import { askNeed } from '#features/queue/ask-need.ts';
import { flagVisit } from '#features/queue/flag-visit.ts';
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

/** Says what is to be known of a patient at this visit, or that it no longer holds; with an undo. */
export async function runFlag(
  station: Station,
  toasts: Toasts,
  row: TodayRow,
  flag: PatientFlag,
  on: boolean
): Promise<void> {
  const what = `${nameText(row)}: ${FLAG_WORDS[flag].toLowerCase()}`;
  await tell(toasts, flagVisit(station, row.visit, flag, on), {
    refused: queueWordsFor,
    undo: (done) => undone(station, toasts, done),
    done: () => (on ? `${what}, at this visit.` : `${what} no longer.`)
  });
}
