import type { Channel } from '#domain/casework/attempts.ts';
import { caseDoc, dayDoc } from '#domain/documents.ts';
import type { CaseId, OfferId, VisitTypeId } from '#domain/ids.ts';
import { neverBy } from '#domain/patient/reach.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { PatientLabel, Placement } from '#domain/scheduling/appointment-facts.ts';
import { isHolding } from '#domain/scheduling/slot-offer.ts';
import { LEAD_MINUTES, OFFER_MINUTES, PARALLEL } from '#domain/scheduling/waitlist.ts';
import { instantAt, type LocalDate, type Minutes } from '#domain/time.ts';
import { doneTogether, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { notOffered, type HeldRefusal } from '../held-time.ts';
import { otherVisitsOf } from '#station/other-visits.ts';
import { visitsElsewhere } from '#station/visits-elsewhere.ts';
import { checkPlace, type PlaceRefusal } from '../place.ts';

/** One time offered to one or several who wait. */
export interface Offering {
  readonly date: LocalDate;
  readonly at: Omit<Placement, 'minutes'>;
  readonly channel: Channel;
  /** Offers of one round are not in each other's way: the first yes has it. */
  readonly round: string;
  /** Each with an id of its own, chosen once. */
  readonly to: readonly {
    readonly offer: OfferId;
    readonly case: CaseId;
    readonly visitType: VisitTypeId;
    readonly minutes: Minutes;
  }[];
}

export type OfferRefusal =
  | PlaceRefusal
  | HeldRefusal
  | { readonly code: 'offer/nobody' }
  /** By a call one is asked at a time; by what is written, three. */
  | { readonly code: 'offer/too-many'; readonly most: number }
  | { readonly code: 'offer/too-late' }
  | { readonly code: 'offer/not-waiting' }
  /** They do not want to be reached so. */
  | { readonly code: 'offer/not-that-way'; readonly label: PatientLabel }
  /** This patient is being asked about another time just now. */
  | { readonly code: 'offer/asked-already' };

/**
 * Offers a time to patients who wait for one [WAIT-5]. The time is theirs for fifteen minutes at every desk that hears of it, and each offer is in
 * the patient's own log too, in one commit. What the engine would refuse is not offered.
 */
export async function offerTime(station: Station, offering: Offering): Promise<Result<Done, OfferRefusal>> {
  const { date, at, channel, round, to } = offering;
  const { site } = station.device;
  const now = station.now();
  const starts = instantAt(date, at.start, station.zone);
  if (starts - now < LEAD_MINUTES * 60_000) return err({ code: 'offer/too-late' });
  if (to.length === 0) return err({ code: 'offer/nobody' });
  const [practice, day, offers] = await Promise.all([
    station.rows.practice(),
    station.rows.appointments(site, date),
    station.rows.offers(site, date)
  ]);
  const running = offers.filter((one) => one.round === round && isHolding(one, now));
  const most = PARALLEL[channel];
  if (running.length + to.length > most) return err({ code: 'offer/too-many', most });

  const until = Math.min(now + OFFER_MINUTES * 60_000, starts);
  const held: { readonly kind: 'slot/offered'; readonly of: object }[] = [];
  const logged: { readonly doc: string; readonly facts: readonly { kind: string; of: object }[] }[] = [];
  for (const one of to) {
    const entry = await station.rows.case(one.case);
    if (!entry || entry.kind !== 'waitlist' || entry.closed) return err({ code: 'offer/not-waiting' });
    if (entry.offers.some(({ outcome, until: ends }) => outcome === null && now < ends))
      return err({ code: 'offer/asked-already' });
    const place = { ...at, minutes: one.minutes };
    const { patient, label, frees } = entry;
    const known = await station.rows.patient(patient);
    if (known && neverBy(known).includes(channel)) return err({ code: 'offer/not-that-way', label });
    // As the visit it would be: a booking of that day that is given up for it is not in its way.
    const asIf: string = frees?.date === date ? frees.appointment : one.offer;
    const earlier = await otherVisitsOf(station.rows, patient, new Set([frees?.appointment ?? '']));
    const elsewhere = await visitsElsewhere(station.rows, { site, date }, frees?.appointment);
    const beside = { earlier, elsewhere };
    const asked = { date, at: place, site, patient, appointment: asIf, visitType: one.visitType, ...beside };
    const fits = checkPlace(practice, day, station.today(), station.user.role, { ...asked, over: false });
    if (!fits.ok) return fits;
    const unheld = await notOffered(station, date, place, { case: one.case, round });
    if (!unheld.ok) return unheld;
    const { offer, visitType } = one;
    held.push({
      kind: 'slot/offered',
      of: { offer, round, case: one.case, patient, label, visitType, at: place, until }
    });
    const of = { case: one.case, offer, date, visitType, at: place, channel, until };
    logged.push({ doc: caseDoc(one.case), facts: [{ kind: 'waitlist/offered', of }] });
  }
  const parts = [{ doc: dayDoc(site, date), facts: held }, ...logged];
  return ok(await recordedAs(station, 'waitlist/offer', parts));
}

/** Writes facts of several documents as one act that can be taken back. */
export async function recordedAs(
  station: Station,
  command: string,
  parts: Parameters<Station['recordTogether']>[1]
): Promise<Done> {
  return doneTogether(command, parts, await station.recordTogether(command, parts));
}
