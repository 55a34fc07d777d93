import type { LocalDate } from '../time.ts';
import type { Appointment } from './appointment.ts';

export interface DatedAppointment {
  readonly date: LocalDate;
  readonly appointment: Appointment;
}

/** After these nobody looks for another date. */
const FINAL: ReadonlySet<Appointment['reason']> = new Set([
  'better',
  'another-provider',
  'deceased',
  'duplicate',
  'entered-in-error'
]);

/**
 * Cancelled and missed appointments whose patients have no other date [SCHED-1]: none booked from its day on, nobody said that none is wanted, and no later
 * one of the same patient is on this list already. The latest first. Also one that was rescheduled to an appointment that is nowhere: the server did not take that
 * one (it lies at its desk under “Needs attention”), and nobody else knows of the patient any more [RULE-8].
 * @param gone cancelled, missed and rescheduled @param of a patient's appointments of any day
 */
export function withoutNewDate(
  gone: readonly DatedAppointment[],
  of: ReadonlyMap<string, readonly DatedAppointment[]>
): readonly DatedAppointment[] {
  const told = new Set<string>();
  return gone
    .filter(({ appointment }) => !isElsewhere(appointment, of.get(appointment.patient) ?? []))
    .toSorted((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : b.appointment.at.start - a.appointment.at.start))
    .filter(({ date, appointment }) => {
      const { patient, reason, attempts = [] } = appointment;
      if (told.has(patient)) return false;
      told.add(patient);
      const isWanted =
        !FINAL.has(reason) &&
        !attempts.some(
          ({ about, outcome }) => about !== 'confirm' && (outcome === 'declined' || outcome === 'deceased')
        );
      const others = of.get(patient) ?? [];
      return isWanted && !others.some((other) => other.date >= date && other.appointment.status === 'booked');
    });
}

/** It was rescheduled, and the appointment that stands for it is there, whatever became of that. */
function isElsewhere({ rescheduledTo }: Appointment, all: readonly DatedAppointment[]): boolean {
  return rescheduledTo !== null && all.some(({ appointment }) => appointment.appointment === rescheduledTo.appointment);
}

/** Hours of notice: whole hours from when it was known to its start; 24 or more is ample (product/03). */
export const AMPLE_HOURS = 24;
