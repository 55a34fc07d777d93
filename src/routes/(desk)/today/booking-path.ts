import type { AppointmentId } from '#domain/ids.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { LocalDate } from '#domain/time.ts';

/** As much of an appointment as another is looked for by. */
type Booked = Pick<Appointment, 'patient' | 'visitType'> & { readonly at: Pick<Appointment['at'], 'practitioner'> };

/**
 * The search for a time, with the patient, the type and the provider of this appointment filled in [QUE-25]. No patient data in it but numbers.
 * @param instead the appointment that is given up for it; null where none stands
 */
export function bookingPath(
  today: LocalDate,
  { patient, visitType, at: { practitioner } }: Booked,
  instead: { readonly date: LocalDate; readonly appointment: AppointmentId } | null
): string {
  const search = new URLSearchParams({ patient, type: visitType, provider: practitioner, find: '1' });
  if (instead) search.set('instead', `${instead.date}/${instead.appointment}`);
  return `/schedule/${today}?${search.toString()}`;
}
