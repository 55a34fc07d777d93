import type { Case, WaitlistEntry } from '#domain/casework/case.ts';
import type { AppointmentRef, OfferOutcome } from '#domain/casework/case-facts.ts';
import { caseDoc, dayDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { AppointmentId, OfferId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { SlotOffer } from '#domain/scheduling/slot-offer.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { otherVisitsOf } from '#station/other-visits.ts';
import { visitsElsewhere } from '#station/visits-elsewhere.ts';
import { noticeFor } from '../notice.ts';
import { checkPlace, type PlaceRefusal } from '../place.ts';
import { promiseOf } from '../promise.ts';
import { toldProvider } from '../tell-provider.ts';
import { standingAppointment } from '../standing-appointment.ts';
import { recordedAs } from './offer-time.ts';

export type AnswerRefusal =
  | PlaceRefusal
  | { readonly code: 'offer/unknown' }
  | { readonly code: 'offer/answered'; readonly outcome: OfferOutcome }
  | { readonly code: 'offer/not-waiting' };

interface Asked {
  readonly date: LocalDate;
  readonly offer: OfferId;
}

/** The patient does not want the time, was not reached, or the desk takes the offer back [WAIT-6]. The time is free for others at once. */
export async function endOffer(
  station: Station,
  { date, offer: id, outcome }: Asked & { readonly outcome: 'declined' | 'no-answer' | 'withdrawn' }
): Promise<Result<Done, AnswerRefusal>> {
  const found = await openOffer(station, { date, offer: id });
  if (!found.ok) return found;
  const { offer } = found.value;
  return ok(
    await recordedAs(station, 'waitlist/answer', [
      { doc: dayDoc(station.device.site, date), facts: [{ kind: 'slot/answered', of: { offer: id, outcome } }] },
      { doc: caseDoc(offer.case), facts: [{ kind: 'waitlist/answered', of: { case: offer.case, offer: id, outcome } }] }
    ])
  );
}

/**
 * The patient takes the time [WAIT-6]: it is booked through the engine, the booking that was to be given up is given up for it, the patient leaves
 * the list, and whoever was offered the same time with them has lost it, all in one commit. What was not known when the offer was made (somebody booked the time at a desk that was alone) refuses it.
 */
export async function acceptOffer(
  station: Station,
  { date, offer: id, appointment }: Asked & { readonly appointment: AppointmentId }
): Promise<Result<Done, AnswerRefusal>> {
  const found = await openOffer(station, { date, offer: id });
  if (!found.ok) return found;
  const { offer, offers } = found.value;
  const { site } = station.device;
  const [practice, day, entry] = await Promise.all([
    station.rows.practice(),
    station.rows.appointments(site, date),
    station.rows.case(offer.case)
  ]);
  if (!entry || !isWaiting(entry)) return err({ code: 'offer/not-waiting' });
  const gives = await givenUp(station, entry);
  const { patient, label, visitType, at } = offer;
  const isMove = gives !== null && gives.ref.date === date;
  const booked: AppointmentRef = { date, appointment: isMove ? gives.ref.appointment : appointment };
  const earlier = await otherVisitsOf(
    station.rows,
    patient,
    new Set([booked.appointment, gives?.ref.appointment ?? ''])
  );
  const elsewhere = await visitsElsewhere(station.rows, { site, date }, gives?.ref.appointment);
  const asked = { date, at, site, patient, visitType, appointment: booked.appointment, earlier, elsewhere };
  const place = checkPlace(practice, day, station.today(), station.user.role, { ...asked, over: false });
  if (!place.ok) return place;

  const promise = await promiseOf(station, date, at);
  const replaces = gives ? { replaces: gives.ref } : {};
  const of = { appointment, patient, label, visitType, at, ...replaces, ...promise };
  const placing: NewFact = isMove
    ? { kind: 'appointment/moved', of: { appointment: gives.ref.appointment, from: gives.appointment.at, to: at } }
    : { kind: 'appointment/booked', of };
  const others = offers.filter((one) => one.round === offer.round && one.offer !== id && one.outcome === null);
  const answers = [
    { offer: id, outcome: 'accepted' },
    ...others.map((one) => ({ offer: one.offer, outcome: 'taken' }))
  ];
  const parts = [
    { doc: dayDoc(site, date), facts: [placing, ...answers.map((answer) => ({ kind: 'slot/answered', of: answer }))] },
    ...(gives && !isMove ? [{ doc: dayDoc(site, gives.ref.date), facts: [goneTo(station, gives, booked)] }] : []),
    ...toldProvider(practice, day, { ...asked, label, seen: null, ...(isMove && { since: gives.appointment.last }) }),
    { doc: caseDoc(offer.case), facts: closingFacts(offer, booked) },
    ...others.map((one) => ({
      doc: caseDoc(one.case),
      facts: [{ kind: 'waitlist/answered', of: { case: one.case, offer: one.offer, outcome: 'taken' } }]
    }))
  ];
  return ok(await recordedAs(station, 'waitlist/accept', parts));
}

async function openOffer(
  station: Station,
  { date, offer: id }: Asked
): Promise<Result<{ offer: SlotOffer; offers: readonly SlotOffer[] }, AnswerRefusal>> {
  const offers = await station.rows.offers(station.device.site, date);
  const offer = offers.find((one) => one.offer === id);
  if (!offer) return err({ code: 'offer/unknown' });
  return offer.outcome === null ? ok({ offer, offers }) : err({ code: 'offer/answered', outcome: offer.outcome });
}

const isWaiting = (entry: Case): entry is WaitlistEntry => entry.kind === 'waitlist' && entry.closed === null;

/** The booking an entry gives up, while it stands and the patient is not here for it; null when there is none to give up. */
async function givenUp(
  station: Station,
  { frees }: WaitlistEntry
): Promise<{ readonly ref: AppointmentRef; readonly appointment: Appointment } | null> {
  if (!frees) return null;
  const found = await standingAppointment(station, frees.date, frees.appointment);
  if (!found.ok || found.value.here) return null;
  return { ref: { date: frees.date, appointment: frees.appointment }, appointment: found.value.appointment };
}

/** @param gives the booking that an entry gives up */
function goneTo(
  station: Station,
  { ref, appointment }: { readonly ref: AppointmentRef; readonly appointment: Appointment },
  to: AppointmentRef
): NewFact {
  const noticeHours = noticeFor(station, ref.date, appointment.at.start);
  return { kind: 'appointment/rescheduled', of: { appointment: ref.appointment, to, noticeHours } };
}

function closingFacts({ case: id, offer }: SlotOffer, booked: AppointmentRef): NewFact[] {
  return [
    { kind: 'waitlist/answered', of: { case: id, offer, outcome: 'accepted', booked } },
    { kind: 'case/closed', of: { case: id, reason: 'booked', booked } }
  ];
}
