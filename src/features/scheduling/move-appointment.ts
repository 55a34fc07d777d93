import { dayDoc } from '#domain/documents.ts';
import type { AppointmentId } from '#domain/ids.ts';
import { ok, type Result } from '#domain/result.ts';
import type { Segment } from '#domain/scheduling/plan-facts.ts';
import type { Placement } from '#domain/scheduling/appointment-facts.ts';
import { detailsOf, samePlace } from '#domain/scheduling/appointment.ts';
import type { LocalDate } from '#domain/time.ts';
import { doneTogether, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { notOffered, type HeldRefusal } from './held-time.ts';
import { visitsElsewhere } from '#station/visits-elsewhere.ts';
import { checkPlace, type PlaceRefusal } from './place.ts';
import { toldProvider } from './tell-provider.ts';
import { standingAppointment, type StandingRefusal } from './standing-appointment.ts';

export interface Move {
  readonly date: LocalDate;
  readonly appointment: AppointmentId;
  readonly to: Placement;
  /** The person at the desk has seen the overlap. */
  readonly over: boolean;
  readonly reason?: string;
  /** Rooms, devices and people chosen anew; left out, they stay. */
  readonly segments?: readonly Segment[];
}

export type MoveRefusal = PlaceRefusal | HeldRefusal | StandingRefusal;

/**
 * Moves an appointment within its day: another time, another provider, another length [BOOK-6]. The fact names the place it
 * left, so that two desks moving one appointment at once is seen.
 */
export async function moveAppointment(station: Station, move: Move): Promise<Result<Done, MoveRefusal>> {
  const { site } = station.device;
  const found = await standingAppointment(station, move.date, move.appointment);
  if (!found.ok) return found;
  const { practice, day, appointment } = found.value;
  // A move to where it is settles what two desks did to it at once [APT-6].
  if (samePlace(appointment.at, move.to) && appointment.contested.length === 0 && move.segments === undefined)
    return ok({ command: 'schedule/move', takes: [] });

  const segments = move.segments === undefined ? {} : { segments: move.segments };
  const { patient, visitType, label, last } = appointment;
  const asked = {
    ...move,
    site,
    at: move.to,
    patient,
    visitType,
    details: { ...detailsOf(appointment), ...segments },
    elsewhere: await visitsElsewhere(station.rows, { site, date: move.date })
  };
  const place = checkPlace(practice, day, station.today(), station.user.role, asked);
  if (!place.ok) return place;
  const unheld = await notOffered(station, move.date, move.to);
  if (!unheld.ok) return unheld;

  const doc = dayDoc(site, move.date);
  const over = place.value ? { over: place.value } : {};
  const of = { appointment: move.appointment, from: appointment.at, to: move.to, ...segments, ...over };
  const told = samePlace(appointment.at, move.to)
    ? []
    : toldProvider(practice, day, { ...asked, label, seen: place.value, since: last });
  const parts = [{ doc, facts: [{ kind: 'appointment/moved', of }] }, ...told];
  return ok(doneTogether('schedule/move', parts, await station.recordTogether('schedule/move', parts)));
}
