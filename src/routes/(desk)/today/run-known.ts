import type { KnownAct } from '#features/arrivals/known-acts.ts';
import type { OnOtherDay } from '#features/arrivals/known-visits.ts';
import { arrivalWith, markArrived } from '#features/arrivals/mark-arrived.ts';
import type { Waiting } from '#features/arrivals/proposals.ts';
import { arrivalWordsFor, homeWordsFor } from '#features/arrivals/refusals.ts';
import { sendHome } from '#features/arrivals/send-home.ts';
import { wordsFor } from '#features/scheduling/refusals.ts';
import { rescheduleAppointment } from '#features/scheduling/reschedule-appointment.ts';
import type { VisitId } from '#domain/ids.ts';
import { minuteOfDayOf } from '#domain/time.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { dayText, nameText } from '#ui/format.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { accept, arrive, keepWithIt, walkInAs } from './run-proposal.ts';
import { undone } from './run-undo.ts';

/** A start of the schedule. */
const GRID_MINUTES = 5;

/**
 * Does with somebody who has a visit already what the desk chose [ARR-17] [ARR-19], with an undo. @param waiting the kiosk's submission that brought them; null at the
 * desk. Answers the visit that they have now; null where they have none.
 */
export async function runKnown(
  station: Station,
  toasts: Toasts,
  act: Exclude<KnownAct, { act: 'book' | 'open' }>,
  waiting: Waiting | null
): Promise<VisitId | null> {
  const undo = ({ done }: { readonly done: Done }): Promise<void> => undone(station, toasts, done);
  switch (act.act) {
    case 'arrive': {
      const { appointment, label } = act.appointment;
      if (waiting) return await accept(station, toasts, waiting, appointment);
      const done = ({ ticket }: { ticket: string }): string => `${nameText(label)} is here: ticket ${ticket}.`;
      const here = await tell(toasts, markArrived(station, appointment), { refused: arrivalWordsFor, undo, done });
      return here?.visit ?? null;
    }
    case 'walk-in':
      if (waiting) return await walkInAs(station, toasts, waiting, act.who);
      return (await arrive(station, toasts, act.who))?.visit ?? null;
    case 'move':
      return await moveToNow(station, toasts, act.on, waiting);
    case 'send-home': {
      const home = sendHome(station, act.on, act.note, waiting?.sealed ?? null);
      const name = nameText(act.on.appointment.label);
      await tell(toasts, home, {
        refused: homeWordsFor,
        undo: (done) => undone(station, toasts, done),
        done: () => `${name} is sent home: noted at the appointment of ${dayText(act.on.date)}.`
      });
      return null;
    }
  }
}

/** The appointment of another day is given this hour, and its patient is here: one commit, one undo. An overlap is written, and stays in the list of conflicts. */
async function moveToNow(
  station: Station,
  toasts: Toasts,
  { date, appointment }: OnOtherDay,
  waiting: Waiting | null
): Promise<VisitId | null> {
  const { patient, label, at } = appointment;
  const to = { appointment: station.newId(), patient, label };
  const minute = minuteOfDayOf(station.now(), station.zone);
  const start = Math.min(minute - (minute % GRID_MINUTES), 24 * 60 - at.minutes);
  const { facts, visit, ticket } = await arrivalWith(station, to, waiting?.sealed ?? null);
  const moved = rescheduleAppointment(station, {
    date,
    appointment: appointment.appointment,
    to: { appointment: to.appointment, date: station.today(), at: { ...at, start } },
    over: true,
    why: 'wrong-day',
    also: facts
  });
  const done = await tell(toasts, moved, {
    refused: wordsFor,
    undo: (one) => undone(station, toasts, one),
    done: () => `${nameText(label)} is here: ticket ${ticket}. The appointment of ${dayText(date)} is now.`
  });
  if (done && waiting) await keepWithIt(station, toasts, waiting, { visit });
  return done ? visit : null;
}
