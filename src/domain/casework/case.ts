import { factId, standing, type FactId, type Recorded } from '../fact.ts';
import type { OfferId, PractitionerId, UserId, VisitTypeId } from '../ids.ts';
import { instantOf, type Instant, type LocalDate } from '../time.ts';
import type { Attempt } from './attempts.ts';
import type {
  AppointmentRef,
  CaseFact,
  CaseOf,
  CloseReason,
  NoticeTerms,
  OfferOutcome,
  RecallWhy,
  WaitlistTerms
} from './case-facts.ts';
import { NEW_PROCEDURE, procedureWith, type ProcedureState, type ProcedureTerms } from './procedure.ts';

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
  /** Put off: not on its list before that day. Null: it is on it. */
  readonly hiddenUntil: LocalDate | null;
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

interface ToSchedule extends CaseCommon {
  readonly visitType: VisitTypeId;
  readonly practitioner: PractitionerId | null;
  readonly due: LocalDate;
  readonly note?: string;
}

/** Something a provider ordered that nobody has booked yet. */
export interface Order extends ToSchedule {
  readonly kind: 'order';
}

/** A patient who is to come back. */
export interface Recall extends ToSchedule {
  readonly kind: 'recall';
  readonly why: RecallWhy;
  readonly of?: AppointmentRef;
}

/** A procedure at a facility that is not ours, from the request to its end. */
export interface Procedure extends CaseCommon, Omit<ProcedureTerms, keyof CaseOf>, ProcedureState {
  readonly kind: 'procedure';
}

/** A message to a provider, until they have read it. */
export interface Notice extends CaseCommon, Omit<NoticeTerms, keyof CaseOf> {
  readonly kind: 'notice';
}

/** One piece of work about a patient. */
export type Case = WaitlistEntry | Order | Recall | Procedure | Notice;
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

type Opening = Extract<
  CaseFact,
  { kind: 'waitlist/added' | 'order/placed' | 'recall/due' | 'procedure/requested' | 'notice/written' }
>;

const KIND_OF: Readonly<Record<Opening['kind'], CaseKind>> = {
  'waitlist/added': 'waitlist',
  'order/placed': 'order',
  'recall/due': 'recall',
  'procedure/requested': 'procedure',
  'notice/written': 'notice'
};

const isOpening = (fact: CaseFact): fact is Opening => Object.hasOwn(KIND_OF, fact.kind);

function withFact(state: Case | null, recorded: Recorded): Case | null {
  const fact = recorded.fact as CaseFact; // an unknown kind from a newer version falls through the switch
  const last = factId(recorded);
  if (isOpening(fact)) return opened(state, fact, last);
  if (!state) return null;
  const said = { by: fact.by, at: instantOf(fact.at) };
  switch (fact.kind) {
    case 'waitlist/offered': {
      const { case: _, ...offer } = fact.of;
      if (state.kind !== 'waitlist' || state.offers.some((one) => one.offer === offer.offer)) return state;
      return { ...state, offers: [...state.offers, { ...offer, by: said.by, madeAt: said.at, outcome: null }], last };
    }
    case 'waitlist/answered': {
      if (state.kind !== 'waitlist') return state;
      return { ...state, offers: answered(state.offers, fact.of.offer, fact.of.outcome), last };
    }
    case 'procedure/dated':
    case 'procedure/stepped':
    case 'procedure/noted':
      return state.kind === 'procedure' ? { ...state, ...procedureWith(state, fact), last } : state;
    case 'procedure/ended': {
      if (state.kind !== 'procedure' || state.ended) return state;
      const how = { reason: fact.of.how === 'done' ? 'done' : 'cancelled', booked: null, ...said } as const;
      return { ...state, ...procedureWith(state, fact), closed: state.closed ?? how, last };
    }
    case 'case/attempted': {
      const { channel, outcome, note = '' } = fact.of;
      return { ...state, attempts: [...state.attempts, { channel, outcome, note, ...said }], last };
    }
    case 'case/hidden':
      return { ...state, hiddenUntil: fact.of.until, last };
    case 'case/closed':
      return closed(state, { reason: fact.of.reason, booked: fact.of.booked ?? null, ...said }, last);
    default:
      return state;
  }
}

/** The first opening says what kind of case it is and since when; the same said again replaces the terms. */
function opened(state: Case | null, fact: Opening, last: FactId): Case {
  const kind = KIND_OF[fact.kind];
  if (state && state.kind !== kind) return state;
  const { case: id, patient, label, site } = fact.of;
  const common: CaseCommon = state
    ? commonOf(state, last)
    : {
        ...{ case: id, patient, label, site, since: instantOf(fact.at), by: fact.by, attempts: [] },
        ...{ hiddenUntil: null, closed: null, torn: [], last }
      };
  if (fact.kind === 'procedure/requested') return requested(state, fact.of, common);
  if (fact.kind === 'notice/written') {
    const { to, about, visitType, at, over, reason } = fact.of;
    return { ...common, to, about, visitType, at, over, ...(reason === undefined ? {} : { reason }), kind: 'notice' };
  }
  const { note } = fact.of;
  const noted = note === undefined ? {} : { note };
  if (fact.kind === 'waitlist/added') {
    const { visitTypes, practitioners, times, earliest, latest, noticeHours, priority, channel, expires } = fact.of;
    const terms = { visitTypes, practitioners, times, earliest, latest, noticeHours, priority, channel, expires };
    const frees = fact.of.frees ? { frees: fact.of.frees } : {};
    const offers = state?.kind === 'waitlist' ? state.offers : [];
    return { ...common, ...terms, ...frees, ...noted, kind: 'waitlist', offers };
  }
  const { visitType, practitioner, due } = fact.of;
  const asked = { ...common, visitType, practitioner, due, ...noted };
  if (fact.kind === 'order/placed') return { ...asked, kind: 'order' };
  return { ...asked, kind: 'recall', why: fact.of.why, ...(fact.of.of ? { of: fact.of.of } : {}) };
}

function requested(state: Case | null, of: ProcedureTerms, common: CaseCommon): Procedure {
  const { surgeon, facility, wording, side, urgency, earliest, latest, cpt, icd10 } = of;
  const terms = { surgeon, facility, wording, side, urgency, earliest, latest, cpt, icd10 };
  if (state?.kind === 'procedure') return { ...state, ...common, ...terms };
  return { ...common, ...terms, ...NEW_PROCEDURE, kind: 'procedure' };
}

function commonOf(state: Case, last: FactId): CaseCommon {
  const { case: id, patient, label, site, since, by, attempts, hiddenUntil, closed: close, torn } = state;
  return { case: id, patient, label, site, since, by, attempts, hiddenUntil, closed: close, torn, last };
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
