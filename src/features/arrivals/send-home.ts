import { dayDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import { hasCardNumber } from '#domain/money/card-guard.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { cleanText } from '#domain/text.ts';
import { doneTogether, type Done } from '#station/done.ts';
import type { SealedSubmission } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import { handled, isHandled } from './accept-submission.ts';
import type { OnOtherDay } from './known-visits.ts';
import { todayDoc } from './today-doc.ts';

export type SendHomeRefusal =
  | { readonly code: 'submission/handled' }
  | { readonly code: 'home/note'; readonly most: number }
  | { readonly code: 'home/card-number' };

/** Characters of the note, with what stands before it (an attempt's note has 500). */
export const LONGEST_HOME_NOTE = 300;

/**
 * Somebody who came on another day than their appointment goes home again: written down at the appointment as a talk at the desk, with what was said, and the kiosk's
 * submission is put away with it, in one commit [ARR-17].
 */
export async function sendHome(
  station: Station,
  { date, appointment }: OnOtherDay,
  typed: string,
  sealed: SealedSubmission | null
): Promise<Result<Done, SendHomeRefusal>> {
  const note = cleanText(typed);
  if (note.length > LONGEST_HOME_NOTE) return err({ code: 'home/note', most: LONGEST_HOME_NOTE });
  if (hasCardNumber(note)) return err({ code: 'home/card-number' });
  if (sealed && (await isHandled(station, sealed))) return err({ code: 'submission/handled' });
  const today = station.today();
  const isPast = date < today;
  const of = {
    appointment: appointment.appointment,
    about: isPast ? 'no-show' : 'confirm',
    channel: 'in-person',
    // Who knows the day now will come; of one that is over another is asked for.
    outcome: isPast ? 'asks-to-reschedule' : 'confirmed',
    note: `Came on ${today}, the wrong day. ${note}`.trim()
  };
  const attempted: NewFact = { kind: 'appointment/attempted', of };
  const parts = [
    { doc: dayDoc(station.device.site, date), facts: [attempted] },
    ...(sealed ? [{ doc: todayDoc(station), facts: [handled(sealed, 'dismissed', null)] }] : [])
  ];
  const written = await station.recordTogether('arrivals/send-home', parts);
  return ok(doneTogether('arrivals/send-home', parts, written));
}
