import { dayDoc } from '#domain/documents.ts';
import type { AppointmentId } from '#domain/ids.ts';
import { ok, type Result } from '#domain/result.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import { standingAppointment, type StandingRefusal } from './standing-appointment.ts';

/**
 * Gives an appointment a slip code and returns the text its QR holds (SECURITY.md §4, L1) [BOOK-11]. The code is printed
 * and forgotten here: a slip printed again carries a new code, and the older one opens nothing any more.
 */
export async function issueSlip(
  station: Station,
  date: LocalDate,
  appointment: AppointmentId
): Promise<Result<string, StandingRefusal>> {
  const found = await standingAppointment(station, date, appointment);
  if (!found.ok) return found;

  const { envelope, key, text } = await station.newSlip();
  await station.record('schedule/print-slip', dayDoc(station.device.site, date), [
    { kind: 'appointment/slip-issued', of: { appointment, envelope, key } }
  ]);
  return ok(text);
}
