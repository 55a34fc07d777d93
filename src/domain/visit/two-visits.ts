import type { Appointment } from '../scheduling/appointment.ts';
import { folded } from '../patient/search-text.ts';
import type { Instant } from '../time.ts';
import { visitOf } from './visit-facts.ts';
import type { VisitId } from '../ids.ts';
import type { Visit } from './visit.ts';

/** Two entries of one day that are one person's: a walk-in, and what it should have been [ARR-18]. */
export interface TwoVisits {
  /** The walk-in: it is joined to the other. */
  readonly goes: Visit;
  /** The visit that stands for both; absent where the appointment's patient has not been marked as arrived. */
  readonly stays?: Visit;
  /** Its appointment; absent where both walked in. */
  readonly appointment?: Appointment;
}

/**
 * Walk-ins who have another visit today, or an appointment that they may have come for: made at two desks that did not hear of each other, or taken for somebody
 * else at first. Somebody who was seen and came again is no such case, nor are two appointments of one day, nor two of which a person said that they stay two [ARR-20].
 * @param mayArriveFrom when the patient of an appointment may come at the earliest: a visit long before is one of its own
 */
export function twoVisitsOf(
  visits: readonly Visit[],
  appointments: readonly Appointment[],
  mayArriveFrom: (appointment: Appointment) => Instant
): readonly TwoVisits[] {
  const here = visits.filter(isHere).toSorted((a, b) => a.arrivedAt - b.arrivedAt || (a.visit < b.visit ? -1 : 1));
  const byVisit = new Set(visits.map(({ visit }) => visit));
  const expected = appointments.filter(
    ({ appointment, status }) => (status === 'booked' || status === 'no-show') && !byVisit.has(visitOf(appointment))
  );
  return here.flatMap((goes, index): TwoVisits[] => {
    if (goes.appointment !== null) return [];
    // Who is booked stands for both; of two who walked in, the one who came first.
    const isOne = (one: Visit): boolean => isSamePerson(one, goes) && !areApart(one, goes);
    const booked = here.find((one) => one.appointment !== null && isOne(one));
    const stays = booked ?? here.slice(0, index).find(isOne);
    if (stays) {
      const appointment = appointments.find((one) => one.appointment === stays.appointment);
      return [{ goes, stays, ...(appointment && { appointment }) }];
    }
    const appointment = expected.find(
      (one) =>
        isSamePerson(one, goes) &&
        goes.arrivedAt >= mayArriveFrom(one) &&
        !areApart(goes, { visit: visitOf(one.appointment) })
    );
    return appointment ? [{ goes, appointment }] : [];
  });
}

/** The visit the first is taken for. */
export function otherOf({ stays, appointment }: TwoVisits): VisitId | null {
  return stays?.visit ?? (appointment ? visitOf(appointment.appointment) : null);
}

/** Whether somebody has said of either that it is not the other [ARR-20]. */
function areApart(a: Pick<Visit, 'visit' | 'apart'>, b: Pick<Visit, 'visit' | 'apart'>): boolean {
  return (a.apart?.includes(b.visit) ?? false) || (b.apart?.includes(a.visit) ?? false);
}

interface Person {
  readonly patient: string | null;
  readonly label: Visit['label'];
}

/** By their record; where one of them has none yet, by name and birth date. Twins have other given names. */
export function isSamePerson(a: Person, b: Person): boolean {
  if (a.patient !== null && b.patient !== null) return a.patient === b.patient;
  const { family, given, birthDate } = a.label;
  const isNamed = folded(family) !== '' && birthDate !== null && birthDate === b.label.birthDate;
  return isNamed && folded(family) === folded(b.label.family) && folded(given) === folded(b.label.given);
}

function isHere({ state }: Visit): boolean {
  return state !== 'done' && state !== 'checked-out' && state !== 'left';
}
