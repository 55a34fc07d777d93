import { isToldIn } from '#domain/board/areas.ts';
import type { AppointmentId, AreaId, PractitionerId, SiteId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { Visit } from '#domain/visit/visit.ts';

interface HouseNow {
  readonly practice: Practice;
  readonly site: SiteId;
  readonly appointments: ReadonlyMap<AppointmentId, Appointment>;
}

/** Whether an area's board tells of a visit: by whom the patient waits for, and where they were called to [AGT-13]. */
export function isToldHere(
  area: AreaId,
  { practice, site, appointments }: HouseNow
): (visit: Pick<Visit, 'appointment' | 'state' | 'room'>) => boolean {
  return ({ appointment, state, room }) => {
    const practitioner = appointments.get(appointment ?? '')?.at.practitioner ?? '';
    const waitsIn = practice.waitingAreas.get(practitioner)?.get(site) ?? null;
    const calledTo = state === 'called' ? (practice.rooms.get(room ?? '')?.area ?? null) : null;
    return isToldIn(area, { waitsIn, calledTo });
  };
}

/** Whether an area's patients wait for a practitioner: then it is told that they are late. */
export function isWaitedForIn(area: AreaId, practitioner: PractitionerId, practice: Practice, site: SiteId): boolean {
  return isToldIn(area, { waitsIn: practice.waitingAreas.get(practitioner)?.get(site) ?? null, calledTo: null });
}
