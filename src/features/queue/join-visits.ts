import { factId, type NewFact } from '#domain/fact.ts';
import type { PatientLabel } from '#domain/scheduling/appointment-facts.ts';
import type { AppointmentId, PatientId, VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { TwoVisits } from '#domain/visit/two-visits.ts';
import { visitOf } from '#domain/visit/visit-facts.ts';
import type { Visit, VisitState } from '#domain/visit/visit.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { todayDoc } from './visit-today.ts';

export type JoinRefusal =
  /** One of the two has ended, or another desk has joined them. */
  { readonly code: 'join/changed-since' };

/**
 * Makes one visit of two [ARR-18]: the walk-in is left as joined, and the other gets its tickets, what it told kiosks, the time of its arrival and, where it has
 * come further, the place it is at. All in one commit, which undo takes back whole.
 */
export async function joinVisits(station: Station, two: TwoVisits): Promise<Result<Done, JoinRefusal>> {
  const { site } = station.device;
  const target = targetOf(two);
  const [goes, stays] = await Promise.all([
    station.rows.visit(site, station.today(), two.goes.visit),
    station.rows.visit(site, station.today(), target.visit)
  ]);
  if (!goes || isOver(goes.state) || (stays && isOver(stays.state))) return err({ code: 'join/changed-since' });

  const arrivals = arrivalsFrom(goes, target);
  const carried = carriedFrom(goes, stays, target.visit);
  const left: NewFact = { kind: 'visit/left', of: { visit: goes.visit, reason: 'joined', into: target.visit } };
  const facts = [left, ...arrivals, ...carried.steps, ...carried.notes];
  const doc = todayDoc(station);
  const written = await station.record('queue/join-visits', doc, facts);
  const takes = [{ doc, facts: written.map(factId) }];
  // What left the visit that stays where it is now: a further ticket of somebody who was here alone moves nothing.
  const moved = carried.steps.length > 0 ? written[arrivals.length + carried.steps.length] : stays ? null : written[1];
  const done = { command: 'queue/join-visits', takes };
  return ok(moved ? { ...done, leaves: { visit: target.visit, last: factId(moved) } } : done);
}

interface Target {
  readonly visit: VisitId;
  readonly appointment: AppointmentId | null;
  readonly patient: PatientId | null;
  readonly label: PatientLabel;
}

function targetOf({ goes, stays, appointment }: TwoVisits): Target {
  if (stays) {
    const { visit, appointment: booked, patient, label } = stays;
    return { visit, appointment: booked, patient: patient ?? goes.patient, label };
  }
  if (!appointment) throw new Error('a visit is joined to another, or to an appointment');
  const { appointment: id, patient, label } = appointment;
  return { visit: visitOf(id), appointment: id, patient, label };
}

/** One for each ticket, with the submissions that came by it. */
function arrivalsFrom({ ticket, otherTickets, submissions, arrivedAt }: Visit, target: Target): readonly NewFact[] {
  const tickets = [ticket, ...otherTickets];
  const count = Math.max(tickets.length, submissions.length);
  return Array.from({ length: count }, (_, index) => {
    const submission = submissions[index];
    const of = { ...target, ticket: tickets[index] ?? ticket, cameAt: arrivedAt };
    return { kind: 'visit/arrived', of: submission === undefined ? of : { ...of, submission } };
  });
}

const ORDER: readonly VisitState[] = ['waiting', 'called', 'in-room', 'ready', 'with-provider'];

/** Where the walk-in had come to, and what was noted of it, where the other had not. */
function carriedFrom(
  goes: Visit,
  stays: Visit | undefined,
  visit: VisitId
): { readonly steps: readonly NewFact[]; readonly notes: readonly NewFact[] } {
  const isFurther = ORDER.indexOf(goes.state) > ORDER.indexOf(stays?.state ?? 'waiting');
  const { room } = goes;
  const steps: NewFact[] = [];
  if (isFurther && goes.state === 'called' && room !== null) steps.push({ kind: 'visit/called', of: { visit, room } });
  else if (isFurther && room !== null) {
    steps.push({ kind: 'visit/roomed', of: { visit, room } });
    if (goes.state === 'ready') steps.push({ kind: 'visit/ready', of: { visit } });
    if (goes.state === 'with-provider') steps.push({ kind: 'visit/with-provider', of: { visit } });
  }
  const needs = goes.needs.filter(({ need }) => !stays?.needs.some((one) => one.need === need));
  const flags = (goes.flags ?? []).filter((flag) => !stays?.flags?.includes(flag));
  const notes: NewFact[] = [
    ...needs.map(({ need }) => ({ kind: 'visit/needed', of: { visit, need } })),
    ...flags.map((flag) => ({ kind: 'visit/flagged', of: { visit, flag, on: true } }))
  ];
  if (goes.checkedIn && !stays?.checkedIn) notes.push({ kind: 'visit/checked-in', of: { visit } });
  return { steps, notes };
}

function isOver(state: VisitState): boolean {
  return state === 'done' || state === 'checked-out' || state === 'left';
}
