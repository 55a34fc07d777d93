import type { NewFact, NewOf } from '#domain/fact.ts';
import type { AppointmentId, SubmissionId, TicketCode, VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { LocalDate } from '#domain/time.ts';
import { visitOf, type VisitFact } from '#domain/visit/visit-facts.ts';
import type { Visit } from '#domain/visit/visit.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { SealedSubmission } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import { arrivingWith } from './check-in.ts';
import { todayDoc } from './today-doc.ts';

/** Someone is here now, and goes by this ticket. */
export interface Arrived {
  readonly visit: VisitId;
  readonly ticket: TicketCode;
  /** There was nothing to ask: the patient is checked in with it [CHK-3]. */
  readonly isCheckedIn: boolean;
  /** Fields that the patient told a kiosk and somebody has to settle [ARR-13]. */
  readonly toSettle: number;
  readonly done: Done;
}

export type NewArrival = Extract<NewOf<VisitFact>, { kind: 'visit/arrived' }>;

export type ArriveRefusal =
  | { readonly code: 'arrive/no-such-appointment' }
  | { readonly code: 'arrive/cancelled' }
  | { readonly code: 'arrive/other-day'; readonly date: LocalDate; readonly atOther?: boolean }
  | { readonly code: 'arrive/already-here'; readonly ticket: TicketCode }
  | { readonly code: 'arrive/was-here'; readonly visit: VisitId };

/**
 * Marks the patient of an appointment as arrived and gives a ticket of this device [ARR-1]; with nothing to ask, as checked in too [CHK-3]. One marked as a no-show may still
 * arrive [ARR-2]; one who was here and left is brought back instead, so that the first ticket stays.
 */
export async function markArrived(
  station: Station,
  appointment: AppointmentId
): Promise<Result<Arrived, ArriveRefusal>> {
  const expected = await expectedToday(station, appointment);
  if (!expected.ok) return expected;

  const ticket = await station.newTicket();
  const doc = todayDoc(station);
  const fact = arrivalOf(expected.value.appointment, ticket);
  const { also, isCheckedIn } = await arrivingWith(station, fact.of);
  const written = await station.record('arrivals/mark-arrived', doc, [fact, ...also]);
  const { visit } = fact.of;
  return ok({
    visit,
    ticket,
    isCheckedIn,
    toSettle: 0,
    done: doneBy('arrivals/mark-arrived', doc, written, visit)
  });
}

/** The appointment of today whose patient may arrive, or why not. */
export async function expectedToday(
  station: Station,
  id: AppointmentId
): Promise<Result<{ readonly appointment: Appointment }, ArriveRefusal>> {
  const { site } = station.device;
  const [appointment, visit] = await Promise.all([
    station.rows.appointment(site, station.today(), id),
    station.rows.visit(site, station.today(), visitOf(id))
  ]);
  if (!appointment) return err({ code: 'arrive/no-such-appointment' });
  if (visit) return err(alreadyHere(visit));
  if (appointment.status === 'cancelled') return err({ code: 'arrive/cancelled' });
  if (appointment.status === 'rescheduled')
    return err({
      code: 'arrive/other-day',
      date: appointment.rescheduledTo?.date ?? station.today(),
      ...(appointment.rescheduledTo?.site === undefined ? {} : { atOther: true })
    });
  return ok({ appointment });
}

function alreadyHere(visit: Visit): ArriveRefusal {
  return visit.state === 'left' || visit.state === 'checked-out'
    ? { code: 'arrive/was-here', visit: visit.visit }
    : { code: 'arrive/already-here', ticket: visit.ticket };
}

/** What is written with a new appointment of today whose patient stands at the desk: the arrival, and the end of the submission that brought them [ARR-17]. */
export async function arrivalWith(
  station: Station,
  appointment: Pick<Appointment, 'appointment' | 'patient' | 'label'>,
  sealed: SealedSubmission | null
): Promise<{ readonly visit: VisitId; readonly ticket: TicketCode; readonly facts: readonly NewFact[] }> {
  const ticket = sealed?.ticket ?? (await station.newTicket());
  const fact = arrivalOf(appointment, ticket, sealed?.submission);
  const { visit } = fact.of;
  const submissions = sealed ? [sealed.submission] : [];
  const { also } = await arrivingWith(station, { ...fact.of, submissions });
  const put: NewFact[] = sealed
    ? [
        {
          kind: 'submission/handled',
          of: { submission: sealed.submission, device: sealed.device, outcome: 'arrived', visit }
        }
      ]
    : [];
  return { visit, ticket, facts: [fact, ...put, ...also] };
}

export function arrivalOf(
  { appointment, patient, label }: Pick<Appointment, 'appointment' | 'patient' | 'label'>,
  ticket: TicketCode,
  submission?: SubmissionId
): NewArrival {
  const of = { visit: visitOf(appointment), appointment, patient, label, ticket };
  return { kind: 'visit/arrived', of: submission === undefined ? of : { ...of, submission } };
}
