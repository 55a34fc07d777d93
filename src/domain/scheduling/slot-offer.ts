import type { OfferOutcome } from '../casework/case-facts.ts';
import { factId, standing, type Fact, type FactId, type Recorded } from '../fact.ts';
import {
  deviceOf,
  type CaseId,
  type ClientId,
  type OfferId,
  type PatientId,
  type PractitionerId,
  type UserId,
  type VisitTypeId
} from '../ids.ts';
import { instantOf, type Instant, type Stamp } from '../time.ts';
import type { PatientLabel, Placement } from './appointment-facts.ts';
import { overlap, spanOf, type Span } from './grid.ts';
import { grouped } from './grouped.ts';

/** Facts of a day about its free time being offered to somebody who waits. They hold the time for everybody until `until`. */
export type SlotFact =
  | Fact<
      'slot/offered',
      {
        readonly offer: OfferId;
        /** Offers made together, to several patients, of one time: they are not in each other's way. */
        readonly round: string;
        readonly case: CaseId;
        readonly patient: PatientId;
        readonly label: PatientLabel;
        readonly visitType: VisitTypeId;
        readonly at: Placement;
        readonly until: Instant;
      }
    >
  | Fact<'slot/answered', { readonly offer: OfferId; readonly outcome: OfferOutcome }>;

/** Time of a day that was offered to one patient. */
export type SlotOffer = Extract<SlotFact, { kind: 'slot/offered' }>['of'] & {
  readonly by: UserId;
  readonly made: Stamp;
  readonly writer: ClientId;
  /** Null while nobody has answered. */
  readonly outcome: OfferOutcome | null;
  readonly last: FactId;
};

/** Folds one offer; null when it was never made, or was taken back. An acceptance outweighs every other answer [WAIT-6]. */
export function offerOf(facts: Iterable<Recorded>): SlotOffer | null {
  let state: SlotOffer | null = null;
  for (const recorded of standing(facts)) {
    const fact = recorded.fact as SlotFact; // kinds of newer versions are passed over
    const last = factId(recorded);
    if (fact.kind === 'slot/offered')
      state ??= { ...fact.of, by: fact.by, made: fact.at, writer: recorded.client, outcome: null, last };
    if (fact.kind !== 'slot/answered' || !state) continue;
    const isSettled = state.outcome === 'accepted' || (state.outcome !== null && fact.of.outcome !== 'accepted');
    if (!isSettled) state = { ...state, outcome: fact.of.outcome, last };
  }
  return state;
}

/** Whether an offer keeps its time from others now [WAIT-5]. */
export function isHolding({ outcome, until }: SlotOffer, now: Instant): boolean {
  return outcome === null && now < until;
}

/** A provider's time that is kept for those it was offered to, and for whom. */
export interface HeldTime {
  readonly practitioner: PractitionerId;
  readonly span: Span;
  /** In the order in which they were asked. */
  readonly labels: readonly PatientLabel[];
  /** Of the last of them. */
  readonly until: Instant;
}

/** The time that offers hold now, in order of time; a round asked of several is one [SCH-19]. */
export function heldTimes(offers: readonly SlotOffer[], now: Instant): readonly HeldTime[] {
  const open = offers.filter((offer) => isHolding(offer, now)).sort((a, b) => a.made - b.made || byId(a, b));
  const rounds = grouped(open, ({ round, at }) => `${round} ${at.practitioner} ${at.start}`);
  return [...rounds.values()]
    .flatMap(([first, ...others]): HeldTime[] => {
      if (!first) return [];
      const all = [first, ...others];
      const to = Math.max(...all.map(({ at }) => spanOf(at).to));
      const { practitioner, start: from } = first.at;
      const labels = all.map(({ label }) => label);
      return [{ practitioner, span: { from, to }, labels, until: Math.max(...all.map(({ until }) => until)) }];
    })
    .sort((a, b) => a.span.from - b.span.from || (a.practitioner < b.practitioner ? -1 : 1));
}

/** The offer that keeps a place from a booking now; its own case's and its own round's never do. */
export function heldBy(
  offers: readonly SlotOffer[],
  at: Placement,
  now: Instant,
  mine: { readonly case?: CaseId; readonly round?: string } = {}
): SlotOffer | null {
  const held = offers.find(
    (offer) =>
      isHolding(offer, now) &&
      offer.case !== mine.case &&
      offer.round !== mine.round &&
      offer.at.practitioner === at.practitioner &&
      overlap(spanOf(offer.at), spanOf(at))
  );
  return held ?? null;
}

/** One time that two desks offered without knowing of each other. `stands` was first. */
export interface OfferClash {
  readonly stands: SlotOffer;
  readonly yields: SlotOffer;
}

/**
 * Times that were offered twice and that two patients may still say yes to, or have [WAIT-7]: the same pairs in the same order on every device.
 * Who was first goes by the moment of the offer, then by the device. Once both have run out or been answered with no there is nothing to settle; two
 * acceptances are two bookings, and the day's conflicts have them.
 */
export function offerClashes(offers: readonly SlotOffer[], now: Instant): readonly OfferClash[] {
  const open = offers.filter((offer) => isHolding(offer, now) || (offer.outcome === 'accepted' && now < offer.until));
  const inTurn = open.toSorted(
    (a, b) => a.made - b.made || deviceOf(a.writer) - deviceOf(b.writer) || (a.offer < b.offer ? -1 : 1)
  );
  return inTurn.flatMap((one, i) =>
    inTurn.slice(i + 1).flatMap((other): OfferClash[] => {
      const isSame = one.round === other.round || one.at.practitioner !== other.at.practitioner;
      if (isSame || !overlap(spanOf(one.at), spanOf(other.at))) return [];
      if (one.outcome === 'accepted' && other.outcome === 'accepted') return [];
      const [stands, yields] = other.outcome === 'accepted' ? [other, one] : [one, other];
      return [{ stands, yields }];
    })
  );
}

function byId(a: SlotOffer, b: SlotOffer): number {
  return a.offer < b.offer ? -1 : 1;
}

/** When it was made. */
export const madeAt = ({ made }: Pick<SlotOffer, 'made'>): Instant => instantOf(made);
