import { dayDoc } from '#domain/documents.ts';
import type { AppointmentId } from '#domain/ids.ts';
import { waitingFor } from '#domain/patient/waits.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import { formsDue } from './name-forms.ts';
import { standingAppointment, type StandingRefusal } from './standing-appointment.ts';

/** What is printed on a slip, and nowhere else. */
export interface IssuedSlip {
  /** What its QR holds (SECURITY.md §4, L1). */
  readonly qr: string;
  /** Eight characters to type with the birth date (L2); null where no birth date is known, or this desk has not met its server yet. */
  readonly code: string | null;
}

export type SlipRefusal =
  | StandingRefusal
  /** Two desks disagree about who this is: a slip would let somebody in as the wrong one [REG-12]. */
  | { readonly code: 'slip/person-in-doubt' };

/**
 * Gives an appointment a slip and returns what is printed on it [BOOK-11]. It is forgotten here: a slip printed again carries new
 * codes, and the older ones open nothing any more.
 */
export async function issueSlip(
  station: Station,
  date: LocalDate,
  appointment: AppointmentId
): Promise<Result<IssuedSlip, SlipRefusal>> {
  const found = await standingAppointment(station, date, appointment);
  if (!found.ok) return found;
  const patient = await station.rows.patient(found.value.appointment.patient);
  if (patient && waitingFor(patient, 'label').length > 0) return err({ code: 'slip/person-in-doubt' });

  const forms = patient
    ? await formsDue(station, station.rows, { patient, appointment: found.value.appointment, date })
    : [];
  const { birthDate } = found.value.appointment.label;
  const [{ envelope, key, text }, code] = await Promise.all([
    station.newSlip(),
    birthDate === null ? null : station.newCode(birthDate, date)
  ]);
  await station.record('schedule/print-slip', dayDoc(station.device.site, date), [
    {
      kind: 'appointment/slip-issued',
      of: {
        ...{ appointment, envelope, key },
        ...(code && { code: code.stretched }),
        ...(forms.length > 0 && { forms })
      }
    }
  ]);
  return ok({ qr: text, code: code?.text ?? null });
}
