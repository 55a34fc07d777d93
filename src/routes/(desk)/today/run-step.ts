import type { NoShowReason } from '#domain/scheduling/appointment-facts.ts';
import type { RoomId, VisitId } from '#domain/ids.ts';
import type { LeaveReason, PlaceReason, UnseenWhy } from '#domain/visit/visit-facts.ts';
import { flagsTogether } from '#domain/patient/flags.ts';
import { markArrived } from '#features/arrivals/mark-arrived.ts';
import { arrivalWordsFor } from '#features/arrivals/refusals.ts';
import { arrivalWords } from '#features/queue/arrive-question.ts';
import { bringBack } from '#features/queue/bring-back.ts';
import { callPatient } from '#features/queue/call-patient.ts';
import { checkOut } from '#features/queue/check-out.ts';
import { markLeft } from '#features/queue/mark-left.ts';
import { moveOn } from '#features/queue/move-on.ts';
import { placeInLine } from '#features/queue/place-in-line.ts';
import { AT_THE_END } from '#features/queue/questions.ts';
import { queueWordsFor, STATE_WORDS } from '#features/queue/refusals.ts';
import type { Step } from '#features/queue/steps.ts';
import type { TodayRow } from '#features/queue/today.ts';
import { markNoShow } from '#features/scheduling/mark-no-show.ts';
import { wordsFor } from '#features/scheduling/refusals.ts';
import { takeBack as takeBackSchedule } from '#features/scheduling/take-back.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { nameText } from '#ui/format.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { checkInNow } from './run-check-in.ts';
import { undone } from './run-undo.ts';

/** Takes one step for one line, and says what came of it. @param answer the room, the place or the reason, for the steps that ask */
export async function runStep(
  station: Station,
  toasts: Toasts,
  row: TodayRow,
  step: Step,
  answer: string
): Promise<void> {
  const name = nameText(row);
  const refused = queueWordsFor;
  const undo = (done: Done): Promise<void> => undone(station, toasts, done);
  switch (step) {
    case 'arrive': {
      if (row.appointment === null) return;
      const outside = arrivalWords(row, station.now(), station.zone);
      const say = { refused: arrivalWordsFor, undo: ({ done }: { done: Done }) => undo(done) };
      await tell(toasts, markArrived(station, row.appointment), {
        ...say,
        done: ({ ticket, isCheckedIn }) => {
          const here = isCheckedIn ? 'is here and checked in' : 'is here';
          return `${name} ${here}: ticket ${ticket}. ${outside}`.trim();
        }
      });
      return;
    }
    case 'call': {
      const room = (await station.rows.practice()).rooms.get(answer)?.name ?? '';
      const isQuiet = await isNotAnnounced(station, row);
      const done = (): string =>
        isQuiet ? `${name} is not announced: somebody fetches them to ${room}.` : `${name} is called to ${room}.`;
      await tell(toasts, callPatient(station, row.visit, answer as RoomId), { refused, undo, done }); // a choice's value
      return;
    }
    case 'place': {
      const [reason, before] = placeFrom(answer);
      const done = (): string => `${name} has another turn.`;
      await tell(toasts, placeInLine(station, row.visit, { reason, before }), { refused, undo, done });
      return;
    }
    case 'check-in':
      await checkInNow(station, toasts, row.visit, name);
      return;
    case 'check-out':
      await tell(toasts, checkOut(station, row.visit), { refused, undo, done: () => `${name} is checked out.` });
      return;
    case 'left': {
      const left = markLeft(station, row.visit, ...leftFrom(answer));
      await tell(toasts, left, { refused, undo, done: () => `${name} has left.` });
      return;
    }
    case 'bring-back':
      await tell(toasts, bringBack(station, row.visit), { refused, done: () => `${name} is back.` });
      return;
    case 'no-show':
      await noShow(station, toasts, row, answer as NoShowReason); // a choice's value
      return;
    // A way to another page: nothing is written.
    case 'rebook':
      return;
    default: {
      const done = (): string => `${name}: ${STATE_WORDS[step].toLowerCase()}.`;
      await tell(toasts, moveOn(station, row.visit, step), { refused, undo, done });
    }
  }
}

/** Nobody is called aloud who is not to be: the desk is told to send somebody [FLAG-4]. */
async function isNotAnnounced(station: Station, { visit: id, patient: record }: TodayRow): Promise<boolean> {
  const [visit, patient] = await Promise.all([
    station.rows.visit(station.device.site, station.today(), id),
    record === null ? undefined : station.rows.patient(record)
  ]);
  return flagsTogether(patient, visit).includes('do-not-announce');
}

/** The reason, and after a space why somebody left unseen. */
function leftFrom(answer: string): [LeaveReason, UnseenWhy | undefined] {
  const [reason, why] = answer.split(' ');
  return [reason as LeaveReason, why as UnseenWhy | undefined]; // a choice's value
}

/** The reason, and after a space whom to stand before: nobody is the end of the line. */
function placeFrom(answer: string): [PlaceReason, VisitId | null] {
  const [reason, before = AT_THE_END] = answer.split(' ');
  return [reason as PlaceReason, before === AT_THE_END ? null : before]; // a choice's value
}

async function noShow(station: Station, toasts: Toasts, row: TodayRow, reason: NoShowReason): Promise<void> {
  if (row.appointment === null) return;
  const missed = markNoShow(station, { date: station.today(), appointment: row.appointment, reason });
  await tell(toasts, missed, {
    refused: wordsFor,
    done: () => `${nameText(row)} is marked as a no-show.`,
    takeBack: (done) => takeBackSchedule(station, done)
  });
}
