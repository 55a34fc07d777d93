import { factId, standing, type FactId, type Recorded } from '../fact.ts';
import type { OfferId, UserId } from '../ids.ts';
import type { CaseFact, AppointmentRef, CaseOf, CloseReason, OfferOutcome, WaitlistTerms } from './case-facts.ts';
import type { Attempt } from './attempts.ts';
import { instantOf, type Instant } from '../time.ts';

/** An offer as the case's own log has it; the day's document holds the time. */
export type LoggedOffer = Omit<Extract<CaseFact, { kind: 'waitlist/offered' }>['of'], 'case'> & {
  readonly by: UserId;
  readonly madeAt: Instant;
  /** Null while nobody has answered. */
  readonly outcome: OfferOutcome | null;
};

export interface CaseClosed {
  readonly reason: CloseReason;
  readonly booked: AppointmentRef | null;
  readonly by: UserId;
  readonly at: Instant;
}

/** What every case has. */
export interface CaseCommon extends CaseOf {
  /** When it was opened: the wait counts from here. */
  readonly since: Instant;
  readonly by: UserId;
  /** In order of time. */
  readonly attempts: readonly Attempt[];
  /** The first that counts; null while it is open. */
  readonly closed: CaseClosed | null;
  /** Two desks closed it with two different bookings, and nobody has looked [CASE-3]. */
  readonly torn: readonly AppointmentRef[];
  /** The fact that left it as it is: what undo takes back. */
  readonly last: FactId;
}

export interface WaitlistEntry extends CaseCommon, Omit<WaitlistTerms, keyof CaseOf> {
  readonly kind: 'waitlist';
  readonly offers: readonly LoggedOffer[];
}

/** One piece of work about a patient. */
export type Case = WaitlistEntry;
export type CaseKind = Case['kind'];

/** Still to be worked: nobody has closed it, or two desks have, differently. */
export function isOpen({ closed, torn }: Pick<CaseCommon, 'closed' | 'torn'>): boolean {
  return closed === null || torn.length > 0;
}

/** Folds a case from its document [CASE-1]; null when it was never opened, or its opening was taken back. */
export function caseOf(facts: Iterable<Recorded>): Case | null {
  let state: Case | null = null;
  for (const recorded of standing(facts)) state = withFact(state, recorded);
  return state;
}

function withFact(state: Case | null, recorded: Recorded): Case | null {
  const fact = recorded.fact as CaseFact; // an unknown kind from a newer version falls through the switch
  const last = factId(recorded);
  const said = { by: fact.by, at: instantOf(fact.at) };
  if (fact.kind === 'waitlist/added') return withTerms(state, fact.of, said, last);
  if (!state) return null;
  switch (fact.kind) {
    case 'waitlist/offered': {
      const { case: _, ...offer } = fact.of;
      const isKnown = state.offers.some((one) => one.offer === offer.offer);
      if (isKnown) return state;
      return { ...state, offers: [...state.offers, { ...offer, by: said.by, madeAt: said.at, outcome: null }], last };
    }
    case 'waitlist/answered': {
      const { offer, outcome } = fact.of;
      return { ...state, offers: answered(state.offers, offer, outcome), last };
    }
    case 'case/attempted': {
      const { channel, outcome, note = '' } = fact.of;
      return { ...state, attempts: [...state.attempts, { channel, outcome, note, ...said }], last };
    }
    case 'case/closed':
      return closed(state, { reason: fact.of.reason, booked: fact.of.booked ?? null, ...said }, last);
    default:
      return state;
  }
}

function withTerms(
  state: Case | null,
  terms: WaitlistTerms,
  { by, at }: { by: UserId; at: Instant },
  last: FactId
): Case | null {
  const { frees, note, visitTypes, practitioners, times, earliest, latest, noticeHours, priority, channel } = terms;
  const said = {
    ...{ visitTypes, practitioners, times, earliest, latest, noticeHours, priority, channel },
    expires: terms.expires,
    ...(frees ? { frees } : {}),
    ...(note !== undefined ? { note } : {})
  };
  if (state) {
    const { frees: _, note: __, ...kept } = state;
    return { ...kept, ...said, last };
  }
  const { case: id, patient, label, site } = terms;
  const opened = { case: id, patient, label, site, since: at, by, attempts: [], closed: null, torn: [], last };
  return { ...opened, ...said, kind: 'waitlist', offers: [] };
}

/** The first answer counts, except that an acceptance is never lost to a later or earlier word. */
function answered(offers: readonly LoggedOffer[], offer: OfferId, outcome: OfferOutcome): readonly LoggedOffer[] {
  return offers.map((one) => {
    const isSettled = one.outcome === 'accepted' || (one.outcome !== null && outcome !== 'accepted');
    return one.offer !== offer || isSettled ? one : { ...one, outcome };
  });
}

/** The first close counts. A second with another booking leaves both standing for a person to settle [CASE-3]. */
function closed(state: Case, close: CaseClosed, last: FactId): Case {
  if (close.reason === 'settled') return { ...state, closed: state.closed ?? close, torn: [], last };
  if (!state.closed) return { ...state, closed: close, last };
  const [first, second] = [state.closed.booked, close.booked];
  if (!second || first?.appointment === second.appointment) return state;
  if (!first) return { ...state, closed: close, last };
  const known = state.torn.some(({ appointment }) => appointment === second.appointment);
  return known ? state : { ...state, torn: [...(state.torn.length > 0 ? state.torn : [first]), second], last };
}
