import type { AppointmentId, TicketCode, VisitId } from '#domain/ids.ts';
import {
  acceptSubmission,
  acceptWalkIn,
  dismissSubmission,
  labelFrom,
  type WalkIn
} from '#features/arrivals/accept-submission.ts';
import { keepCards } from '#features/arrivals/file-cards.ts';
import type { Arrived } from '#features/arrivals/mark-arrived.ts';
import type { Waiting } from '#features/arrivals/proposals.ts';
import { arrivalWordsFor } from '#features/arrivals/refusals.ts';
import { arriveWalkIn } from '#features/arrivals/walk-in.ts';
import { formsWords } from '#features/forms/refusals.ts';
import { keepTold } from '#features/forms/take-told.ts';
import type { Done } from '#station/done.ts';
import type { PatientHit } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import { nameText } from '#ui/format.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { undone } from './run-undo.ts';

/**
 * Takes a kiosk submission as the arrival of an appointment's patient; says what came of it, with an undo. Answers the visit where the patient told
 * something that is to be settled next [ARR-13]. @param outside what to say of who came too early or too late [ARR-12]
 */
export async function accept(
  station: Station,
  toasts: Toasts,
  { sealed, said }: Waiting,
  appointment: AppointmentId,
  outside = ''
): Promise<VisitId | null> {
  const arrived = await tell(toasts, acceptSubmission(station, sealed, appointment), {
    ...sayings(station, toasts),
    done: ({ ticket, isCheckedIn }) =>
      `${ticket} ${isCheckedIn ? 'is here and checked in' : 'is here'}. ${outside}`.trim()
  });
  if (arrived) await keepWithIt(station, toasts, { sealed, said }, arrived);
  return toSettleOf(arrived);
}

/** What came with a submission besides what was typed is the patient's once they are here: the pictures of a card, the forms. */
export async function keepWithIt(
  station: Station,
  toasts: Toasts,
  waiting: Pick<Waiting, 'sealed' | 'said'>,
  arrived: Pick<Arrived, 'visit'>
): Promise<void> {
  await keepCards(station, waiting.said);
  await keepForms(station, toasts, waiting, arrived);
}

/** The forms that were filled in at the kiosk are the patient's from now on; their answers are read in when they are here [FORM-21]. */
async function keepForms(
  station: Station,
  toasts: Toasts,
  { sealed, said }: Pick<Waiting, 'sealed' | 'said'>,
  { visit }: Pick<Arrived, 'visit'>
): Promise<void> {
  const patient = said?.forms && (await station.rows.visit(station.device.site, station.today(), visit))?.patient;
  if (!said || !patient) return;
  await tell(toasts, keepTold(station, { said, kiosk: sealed.device }, patient), {
    done: () => null,
    refused: (refusal) => formsWords[refusal.code](refusal as never) // each is its own code's
  });
}

/** Takes a kiosk submission as a walk-in; answers as `accept` does. @param hit the patient it is, when one was found */
export async function walkInFrom(
  station: Station,
  toasts: Toasts,
  waiting: Waiting,
  hit: PatientHit | null
): Promise<VisitId | null> {
  const { said } = waiting;
  const walkIn = hit ? walkInOf(hit) : said ? { patient: null, label: labelFrom(said) } : null;
  return walkIn && toSettleOf(await walkedIn(station, toasts, waiting, walkIn));
}

/** The same for somebody whose other visits were seen first; answers the visit. */
export async function walkInAs(
  station: Station,
  toasts: Toasts,
  waiting: Waiting,
  walkIn: WalkIn
): Promise<VisitId | null> {
  return (await walkedIn(station, toasts, waiting, walkIn))?.visit ?? null;
}

async function walkedIn(
  station: Station,
  toasts: Toasts,
  { sealed, said }: Waiting,
  walkIn: WalkIn
): Promise<Arrived | undefined> {
  const arrived = await tell(toasts, acceptWalkIn(station, sealed, walkIn), {
    ...sayings(station, toasts),
    done: ({ ticket }) => walkInText(walkIn, ticket)
  });
  if (arrived) await keepWithIt(station, toasts, { sealed, said }, arrived);
  return arrived;
}

/** Puts a kiosk submission away. */
export async function refuse(station: Station, toasts: Toasts, { sealed }: Waiting): Promise<void> {
  await tell(toasts, dismissSubmission(station, sealed), {
    ...sayings(station, toasts),
    done: () => `${sealed.ticket} is put away.`
  });
}

/** Marks someone at the desk without an appointment as here. */
export async function arrive(station: Station, toasts: Toasts, walkIn: WalkIn): Promise<Arrived | undefined> {
  return await tell(toasts, arriveWalkIn(station, walkIn), {
    ...sayings(station, toasts),
    done: ({ ticket }) => walkInText(walkIn, ticket)
  });
}

function toSettleOf(arrived: Arrived | undefined): VisitId | null {
  return arrived && arrived.toSettle > 0 ? arrived.visit : null;
}

function sayings(station: Station, toasts: Toasts) {
  return {
    refused: arrivalWordsFor,
    undo: ({ done }: { readonly done: Done }): Promise<void> => undone(station, toasts, done)
  };
}

function walkInText({ label }: WalkIn, ticket: TicketCode): string {
  return `${nameText(label)} is here as a walk-in: ticket ${ticket}.`;
}

function walkInOf({ patient, family, given, birthDate }: PatientHit): WalkIn {
  return { patient, label: { family, given, birthDate } };
}
