import type { NewFact } from '#domain/fact.ts';
import type { AppointmentId, PatientId, VisitId } from '#domain/ids.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Elsewhere, PatientLabel } from '#domain/scheduling/appointment-facts.ts';
import { visitOf } from '#domain/visit/visit-facts.ts';
import type { Visit } from '#domain/visit/visit.ts';
import { doneBy } from '#station/done.ts';
import type { SealedSubmission } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import { arrivingWith } from './check-in.ts';
import { alreadyToday, type TwiceRefusal } from './known-visits.ts';
import { arrivalOf, expectedToday, type ArriveRefusal, type Arrived, type NewArrival } from './mark-arrived.ts';
import { todayDoc } from './today-doc.ts';

export type SubmissionRefusal =
  /** Another desk was first. */
  { readonly code: 'submission/handled' };

export type AcceptRefusal = SubmissionRefusal | ArriveRefusal | TwiceRefusal;

/** What a desk knows of a walk-in: a patient it found, or only what the kiosk was told. */
export interface WalkIn {
  readonly patient: PatientId | null;
  readonly label: PatientLabel;
  /** The appointment of another day that they are seen instead of [ARR-17]. */
  readonly instead?: Elsewhere;
  /** The desk has seen that they are on today's list, and wants a visit of its own for them [ARR-19]. */
  readonly anyway?: true;
}

/**
 * Takes a kiosk submission as the arrival of an appointment's patient, under the ticket the kiosk gave [ARR-4]. When the patient
 * is here already (two kiosks, or a desk was quicker) it stays one visit, and the second ticket leads to it too [ARR-5].
 */
export async function acceptSubmission(
  station: Station,
  sealed: SealedSubmission,
  appointment: AppointmentId
): Promise<Result<Arrived, AcceptRefusal>> {
  if (await isHandled(station, sealed)) return err({ code: 'submission/handled' });
  const { site } = station.device;
  const visit = await station.rows.visit(site, station.today(), visitOf(appointment));
  if (visit?.state === 'checked-out') return err({ code: 'arrive/was-here', visit: visit.visit });
  if (visit) return await arriveAgain(station, sealed, visit);
  const expected = await expectedToday(station, appointment);
  if (!expected.ok) return expected;
  return await arrive(
    station,
    sealed,
    'arrived',
    arrivalOf(expected.value.appointment, sealed.ticket, sealed.submission)
  );
}

/** Takes a kiosk submission as a walk-in: someone without an appointment today [ARR-6]. */
export async function acceptWalkIn(
  station: Station,
  sealed: SealedSubmission,
  { patient, label, instead, anyway }: WalkIn
): Promise<Result<Arrived, SubmissionRefusal | TwiceRefusal>> {
  if (await isHandled(station, sealed)) return err({ code: 'submission/handled' });
  const twice = anyway ? null : await alreadyToday(station, patient);
  if (twice) return err(twice);
  // The id follows from the submission, so that two desks that accept it at once make one visit.
  const visit: VisitId = `v-${sealed.submission}`;
  return await arrive(station, sealed, 'walk-in', {
    kind: 'visit/arrived',
    of: {
      visit,
      appointment: null,
      patient,
      label,
      ticket: sealed.ticket,
      submission: sealed.submission,
      ...(instead && { instead })
    }
  });
}

/** Puts a submission away without an arrival: a test, a child at the screen, someone sent elsewhere [ARR-7]. */
export async function dismissSubmission(
  station: Station,
  sealed: SealedSubmission
): Promise<Result<Pick<Arrived, 'done'>, SubmissionRefusal>> {
  if (await isHandled(station, sealed)) return err({ code: 'submission/handled' });
  const doc = todayDoc(station);
  const written = await station.record('arrivals/dismiss-submission', doc, [handled(sealed, 'dismissed', null)]);
  return ok({ done: doneBy('arrivals/dismiss-submission', doc, written) });
}

/** What a walk-in is called before a patient is found for them. */
export function labelFrom(submission: Submission): PatientLabel {
  return {
    family: submission.family ?? '',
    given: submission.given ?? '',
    birthDate: submission.birthDate ?? null
  };
}

async function arrive(
  station: Station,
  sealed: SealedSubmission,
  outcome: 'arrived' | 'walk-in',
  fact: NewArrival
): Promise<Result<Arrived, never>> {
  const { visit } = fact.of;
  const doc = todayDoc(station);
  const command = outcome === 'arrived' ? 'arrivals/accept-submission' : 'arrivals/accept-walk-in';
  const { also, isCheckedIn, toSettle } = await arrivingWith(station, { ...fact.of, submissions: [sealed.submission] });
  const written = await station.record(command, doc, [fact, handled(sealed, outcome, visit), ...also]);
  return ok({ visit, ticket: sealed.ticket, isCheckedIn, toSettle, done: doneBy(command, doc, written, visit) });
}

/** The second ticket of someone who is here. Who had left and comes to a kiosk waits again (FLOW-5). */
async function arriveAgain(station: Station, sealed: SealedSubmission, visit: Visit): Promise<Result<Arrived, never>> {
  const { ticket, submission } = sealed;
  const { appointment, patient, label } = visit;
  const doc = todayDoc(station);
  const { toSettle } = await arrivingWith(station, { visit: visit.visit, patient, submissions: [submission] });
  const written = await station.record('arrivals/accept-submission', doc, [
    { kind: 'visit/arrived', of: { visit: visit.visit, appointment, patient, label, ticket, submission } },
    handled(sealed, 'arrived', visit.visit)
  ]);
  // Without the visit: a second ticket may be taken back however far the visit has come since.
  const isCheckedIn = visit.checkedIn !== null;
  const done = doneBy('arrivals/accept-submission', doc, written);
  return ok({ visit: visit.visit, ticket, isCheckedIn, toSettle, done });
}

/** What a desk made of a submission. */
export function handled(
  { submission, device }: SealedSubmission,
  outcome: 'arrived' | 'walk-in' | 'dismissed',
  visit: VisitId | null
): NewFact {
  return { kind: 'submission/handled', of: { submission, device, outcome, visit } };
}

export async function isHandled(station: Station, { submission }: SealedSubmission): Promise<boolean> {
  const handledToday = await station.rows.handled(station.device.site, station.today());
  return handledToday.some((one) => one.submission === submission);
}
