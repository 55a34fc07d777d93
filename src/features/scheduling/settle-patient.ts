import { dayDoc } from '#domain/documents.ts';
import type { AppointmentId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import type { PatientInHand } from './booking-form.ts';

export type SettlePatientRefusal = { readonly code: 'appointment/unknown' } | { readonly code: 'settle/known' };

/** Says who an appointment is for that another system booked for somebody unknown here [HL7-6]. Nobody's record is made or changed by it. */
export async function settlePatient(
  station: Station,
  date: LocalDate,
  id: AppointmentId,
  { patient, label }: PatientInHand
): Promise<Result<void, SettlePatientRefusal>> {
  const { site } = station.device;
  const appointment = await station.rows.appointment(site, date, id);
  if (!appointment) return err({ code: 'appointment/unknown' });
  if (!appointment.unknown) return err({ code: 'settle/known' });
  const of = { appointment: id, patient, label };
  await station.record('schedule/settle-patient', dayDoc(site, date), [{ kind: 'appointment/patient-settled', of }]);
  return ok();
}
