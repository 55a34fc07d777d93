import { dayDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { AppointmentId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { NoShowReason } from '#domain/scheduling/appointment-facts.ts';
import { recallAfter } from '#domain/scheduling/recall.ts';
import { instantAt, type LocalDate } from '#domain/time.ts';
import { doneTogether, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { standingAppointment, type StandingRefusal } from './standing-appointment.ts';

export interface NoShow {
  readonly date: LocalDate;
  readonly appointment: AppointmentId;
  readonly reason: NoShowReason;
}

export type NoShowRefusal =
  | StandingRefusal
  | { readonly code: 'no-show/not-yet' }
  /** The patient came: only leaving before being seen makes it a missed visit. */
  | { readonly code: 'no-show/is-here' };

/** Marks an appointment as missed, with the reason, once its time has begun [BOOK-9]; a recall follows where its type has a rule [RECALL-1]. */
export async function markNoShow(
  station: Station,
  { date, appointment: id, reason }: NoShow
): Promise<Result<Done, NoShowRefusal>> {
  const found = await standingAppointment(station, date, id);
  if (!found.ok) return found;
  const { practice, appointment, here, leaves } = found.value;
  if (station.now() < instantAt(date, appointment.at.start, station.zone)) return err({ code: 'no-show/not-yet' });
  if (here && reason !== 'left-before') return err({ code: 'no-show/is-here' });

  const facts: NewFact[] = [{ kind: 'appointment/no-show', of: { appointment: id, reason } }];
  if (leaves) facts.push({ kind: 'visit/left', of: { visit: leaves.visit, reason: 'without-being-seen' } });
  const doc = dayDoc(station.device.site, date);
  const recall = recallAfter(practice.plan.recalls, appointment, { why: 'no-show', site: station.device.site, date });
  const parts = [{ doc, facts }, ...(recall ? [recall] : [])];
  return ok(doneTogether('schedule/no-show', parts, await station.recordTogether('schedule/no-show', parts)));
}
