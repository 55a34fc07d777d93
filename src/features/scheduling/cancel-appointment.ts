import { dayDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { AppointmentId } from '#domain/ids.ts';
import { ok, type Result } from '#domain/result.ts';
import type { CancelReason } from '#domain/scheduling/appointment-facts.ts';
import type { LocalDate } from '#domain/time.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { checkNote, type NoteRefusal } from './note.ts';
import { noticeFor } from './notice.ts';
import { standingAppointment, type StandingRefusal } from './standing-appointment.ts';

export interface Cancellation {
  readonly date: LocalDate;
  readonly appointment: AppointmentId;
  readonly by: 'patient' | 'clinic';
  readonly reason: CancelReason;
  readonly note: string;
}

export type CancelRefusal = StandingRefusal | NoteRefusal;

/** Calls an appointment off, with who and why; its time is free again [BOOK-8]. A patient who has arrived is marked as gone. */
export async function cancelAppointment(
  station: Station,
  { date, appointment, by, reason, note: typed }: Cancellation
): Promise<Result<Done, CancelRefusal>> {
  const found = await standingAppointment(station, date, appointment);
  if (!found.ok) return found;
  const note = checkNote(typed);
  if (!note.ok) return note;

  const { start } = found.value.appointment.at;
  const noticeHours = noticeFor(station, date, start);
  const of = { appointment, by, reason, noticeHours, ...(note.value ? { note: note.value } : {}) };
  const facts: NewFact[] = [{ kind: 'appointment/cancelled', of }];
  const { leaves } = found.value;
  if (leaves) facts.push({ kind: 'visit/left', of: { visit: leaves.visit, reason: 'other' } });

  const doc = dayDoc(station.device.site, date);
  return ok(doneBy('schedule/cancel', doc, await station.record('schedule/cancel', doc, facts)));
}
