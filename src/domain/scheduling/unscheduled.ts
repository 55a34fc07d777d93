import type { LocalDate } from '../time.ts';
import type { CancelReason, NoShowReason } from './appointment-facts.ts';
import type { Appointment } from './appointment.ts';

export interface DatedAppointment {
  readonly date: LocalDate;
  readonly appointment: Appointment;
}

/** After these nobody looks for another date. */
const FINAL: ReadonlySet<CancelReason | NoShowReason> = new Set([
  'better',
  'another-provider',
  'deceased',
  'duplicate',
  'entered-in-error'
]);

/**
 * Cancelled and missed appointments whose patients have no other date [SCHED-1]: none booked from its day on, nobody said that none is wanted, and no later
 * one of the same patient is on this list already. The latest first.
 * @param gone cancelled and missed @param of a patient's appointments of any day
 */
export function withoutNewDate(
  gone: readonly DatedAppointment[],
  of: ReadonlyMap<string, readonly DatedAppointment[]>
): readonly DatedAppointment[] {
  const told = new Set<string>();
  return gone
    .toSorted((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : b.appointment.at.start - a.appointment.at.start))
    .filter(({ date, appointment }) => {
      const { patient, reason, attempts = [] } = appointment;
      if (told.has(patient)) return false;
      told.add(patient);
      const isWanted =
        (reason === null || !FINAL.has(reason)) &&
        !attempts.some(
          ({ about, outcome }) => about !== 'confirm' && (outcome === 'declined' || outcome === 'deceased')
        );
      const others = of.get(patient) ?? [];
      return isWanted && !others.some((other) => other.date >= date && other.appointment.status === 'booked');
    });
}

/** Hours of notice: whole hours from when it was known to its start; 24 or more is ample (product/03). */
export const AMPLE_HOURS = 24;
