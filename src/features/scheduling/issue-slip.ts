import { dayDoc } from '#domain/documents.ts';
import type { AppointmentId } from '#domain/ids.ts';
import { ok, type Result } from '#domain/result.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import { standingAppointment, type StandingRefusal } from './standing-appointment.ts';

/** What is printed on a slip, and nowhere else. */
export interface IssuedSlip {
  /** What its QR holds (SECURITY.md §4, L1). */
  readonly qr: string;
  /** Eight characters to type with the birth date (L2); null where no birth date is known, or this desk has not met its server yet. */
  readonly code: string | null;
}

/**
 * Gives an appointment a slip and returns what is printed on it [BOOK-11]. It is forgotten here: a slip printed again carries new
 * codes, and the older ones open nothing any more.
 */
export async function issueSlip(
  station: Station,
  date: LocalDate,
  appointment: AppointmentId
): Promise<Result<IssuedSlip, StandingRefusal>> {
  const found = await standingAppointment(station, date, appointment);
  if (!found.ok) return found;

  const { birthDate } = found.value.appointment.label;
  const [{ envelope, key, text }, code] = await Promise.all([
    station.newSlip(),
    birthDate === null ? null : station.newCode(birthDate, date)
  ]);
  await station.record('schedule/print-slip', dayDoc(station.device.site, date), [
    { kind: 'appointment/slip-issued', of: { appointment, envelope, key, ...(code && { code: code.stretched }) } }
  ]);
  return ok({ qr: text, code: code?.text ?? null });
}
