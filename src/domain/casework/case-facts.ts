import type { Fact } from '../fact.ts';
import type { AppointmentId, CaseId, OfferId, PatientId, PractitionerId, SiteId, VisitTypeId } from '../ids.ts';
import type { PatientLabel, Placement } from '../scheduling/appointment-facts.ts';
import type { Instant, LocalDate, MinuteOfDay } from '../time.ts';
import type { AttemptOutcome, Channel } from './attempts.ts';
import type { ProcedureFact } from './procedure.ts';

/** Which appointment, and of which day. */
export interface AppointmentRef {
  readonly date: LocalDate;
  readonly appointment: AppointmentId;
}

/** A stretch of one weekday, 0 being Sunday. */
export interface WeekTime {
  readonly weekday: number;
  readonly from: MinuteOfDay;
  /** 1440 is midnight at the day's end. */
  readonly to: MinuteOfDay;
}

/** Whom a case is about and where it is worked. */
export interface CaseOf {
  readonly case: CaseId;
  readonly patient: PatientId;
  readonly label: PatientLabel;
  readonly site: SiteId;
}

/** What somebody on the waitlist would take. An empty list asks for nothing. */
export interface WaitlistTerms extends CaseOf {
  /** Any of these. */
  readonly visitTypes: readonly VisitTypeId[];
  readonly practitioners: readonly PractitionerId[];
  readonly times: readonly WeekTime[];
  readonly earliest: LocalDate;
  readonly latest: LocalDate | null;
  /** Hours the patient needs to get here. */
  readonly noticeHours: number;
  /** How soon it matters, 1 the soonest. */
  readonly priority: 1 | 2 | 3;
  readonly channel: Channel;
  /** The last day on which anything is offered. */
  readonly expires: LocalDate | null;
  /** The booking that is given up for an earlier one. */
  readonly frees?: AppointmentRef;
  readonly note?: string;
}

/** A visit that is to be scheduled by a day, or about it. */
export interface ToScheduleTerms extends CaseOf {
  readonly visitType: VisitTypeId;
  /** Null: anybody. */
  readonly practitioner: PractitionerId | null;
  readonly due: LocalDate;
  readonly note?: string;
}

/** Why a patient is called back. */
export type RecallWhy = 'no-show' | 'after-visit' | 'by-hand';

/** A message to a provider about a visit that was booked over others of theirs. */
export interface NoticeTerms extends CaseOf {
  readonly to: PractitionerId;
  /** The visit that was booked. */
  readonly about: AppointmentRef;
  readonly visitType: VisitTypeId;
  readonly at: Placement;
  /** What stood there. */
  readonly over: readonly AppointmentId[];
  readonly reason?: string;
}

/** What came of an offer. `taken`: somebody else was quicker; `withdrawn`: the desk took it back. */
export type OfferOutcome = 'accepted' | 'declined' | 'no-answer' | 'taken' | 'withdrawn';

export type CloseReason =
  | 'booked'
  | 'done'
  | 'cancelled'
  | 'not-wanted'
  | 'unreachable'
  | 'expired'
  | 'deceased'
  | 'duplicate'
  | 'entered-in-error'
  | 'settled';

/** Facts of a `case/<id>` document: what was asked for, whom one tried to reach, what came of it. */
export type CaseFact =
  | ProcedureFact
  /** Said again it replaces the terms; the wait counts from the first. */
  | Fact<'waitlist/added', WaitlistTerms>
  | Fact<
      'waitlist/offered',
      {
        readonly case: CaseId;
        readonly offer: OfferId;
        readonly date: LocalDate;
        readonly visitType: VisitTypeId;
        readonly at: Placement;
        readonly channel: Channel;
        readonly until: Instant;
      }
    >
  | Fact<
      'waitlist/answered',
      {
        readonly case: CaseId;
        readonly offer: OfferId;
        readonly outcome: OfferOutcome;
        readonly booked?: AppointmentRef;
      }
    >
  /** A provider ordered it; nobody has booked it yet. */
  | Fact<'order/placed', ToScheduleTerms>
  /** The patient is to come back. `of`: the visit it follows from, so that two desks make one recall of it. */
  | Fact<'recall/due', ToScheduleTerms & { readonly why: RecallWhy; readonly of?: AppointmentRef }>
  /** Written with a booking that the provider's rule says they are told of; taken back with it [MSG-1]. */
  | Fact<'notice/written', NoticeTerms>
  /** Not before that day on its list again. */
  | Fact<'case/hidden', { readonly case: CaseId; readonly until: LocalDate }>
  | Fact<
      'case/attempted',
      { readonly case: CaseId; readonly channel: Channel; readonly outcome: AttemptOutcome; readonly note?: string }
    >
  /** `settled`: somebody looked at a case that two desks had closed with two bookings. */
  | Fact<'case/closed', { readonly case: CaseId; readonly reason: CloseReason; readonly booked?: AppointmentRef }>;
