import type { AppointmentId, TicketCode } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { instantAt, type LocalDate, type ZoneId } from '#domain/time.ts';
import { windowOf } from '#domain/visit/arrival-window.ts';
import { byTurn, type InLine } from '#domain/visit/turn.ts';
import type { Visit } from '#domain/visit/visit.ts';

export interface LineSources {
  readonly visits: Iterable<Visit>;
  readonly appointments: ReadonlyMap<AppointmentId, Appointment>;
  readonly practice: Practice;
  readonly date: LocalDate;
  readonly zone: ZoneId;
}

/** Tickets of those who wait, in order of turn, as the desks see them [QUE-2]. */
export function lineOf(sources: LineSources): readonly TicketCode[] {
  const waiting = [...sources.visits].filter(({ state }) => state === 'waiting');
  return waiting
    .map((visit) => ({ ticket: visit.ticket, ...inLine(visit, sources) }))
    .sort(byTurn)
    .map(({ ticket }) => ticket);
}

function inLine(
  { visit, appointment: id, arrivedAt, placed }: Visit,
  { appointments, practice, date, zone }: LineSources
): InLine {
  const appointment = appointments.get(id ?? '');
  const place = { placedFor: placed?.reason ?? null, placedAt: placed?.at ?? null, placedTurn: placed?.turn ?? null };
  if (!appointment) return { visit, startsAt: null, arrivedAt, ...place };
  const { start, practitioner } = appointment.at;
  const { grace, lateAccept, late } = windowOf(practice.arrivals, appointment.visitType, practitioner);
  const window = { grace, lateAccept, latePolicy: late };
  return { visit, startsAt: instantAt(date, start, zone), arrivedAt, ...place, ...window };
}
