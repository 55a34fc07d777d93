import { dayDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { AppointmentId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { isLive } from '#domain/scheduling/appointment.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';

export type SettleRefusal = { readonly code: 'appointment/unknown' } | { readonly code: 'settle/nothing' };

/**
 * Says that somebody looked at what two desks did to one appointment, and that it stays as it is now [BOOK-14]: the place it has
 * is its place, and what could not follow is taken back.
 */
export async function settleAppointment(
  station: Station,
  date: LocalDate,
  id: AppointmentId
): Promise<Result<void, SettleRefusal>> {
  const { site } = station.device;
  const appointment = await station.rows.appointment(site, date, id);
  if (!appointment) return err({ code: 'appointment/unknown' });
  const { at, contested, problems } = appointment;

  const facts: NewFact[] = problems.map((fact) => ({ kind: 'fact/voided', of: { fact, reason: 'settled' } }));
  if (contested.length > 0 && isLive(appointment))
    facts.push({ kind: 'appointment/moved', of: { appointment: id, from: at, to: at } });
  if (facts.length === 0) return err({ code: 'settle/nothing' });

  const doc = dayDoc(site, date);
  await station.record('schedule/settle', doc, facts);
  // Who settles it wrongly moves it: taking this back would only open the question again.
  return ok();
}
