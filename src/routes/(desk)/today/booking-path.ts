import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { LocalDate } from '#domain/time.ts';

/** As much of an appointment as another is looked for by. */
type Booked = Pick<Appointment, 'patient' | 'visitType'> & { readonly at: Pick<Appointment['at'], 'practitioner'> };

/** The search for a time, with the patient, the type and the provider of this appointment filled in [QUE-25]. No patient data in it but a number. */
export function bookingPath(today: LocalDate, { patient, visitType, at: { practitioner } }: Booked): string {
  const search = new URLSearchParams({ patient, type: visitType, provider: practitioner, find: '1' });
  return `/schedule/${today}?${search.toString()}`;
}
