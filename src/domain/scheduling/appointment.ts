import { factId, standing, type FactId, type Recorded } from '../fact.ts';
import type { AppointmentId, ClientId, PatientId, UserId, VisitTypeId } from '../ids.ts';
import { instantOf, type Instant, type Minutes, type Stamp } from '../time.ts';
import type { Attempt } from '../casework/attempts.ts';
import type {
  AppointmentFact,
  AttemptAbout,
  BookingDetails,
  CalledOffBy,
  CancelReason,
  DelayAnswer,
  Elsewhere,
  NoShowReason,
  PatientLabel,
  Placement,
  RescheduleReason
} from './appointment-facts.ts';

export type AppointmentStatus = 'booked' | 'cancelled' | 'no-show' | 'rescheduled';

/** One try to reach the patient about an appointment. */
export interface AppointmentAttempt extends Attempt {
  readonly about: AttemptAbout;
  readonly fact: FactId;
  /** The appointment has been moved since: what was said was said of another time. */
  readonly stale?: true;
  /** Somebody else had tried before, and the desk did not know: the patient was called twice [DEAL-3]. */
  readonly unknowing?: true;
}

/** FHIR R4 Appointment, as its facts say it is. */
export interface Appointment extends BookingDetails {
  readonly appointment: AppointmentId;
  readonly patient: PatientId;
  readonly label: PatientLabel;
  readonly visitType: VisitTypeId;
  readonly at: Placement;
  readonly note: string;
  readonly status: AppointmentStatus;
  readonly reason: CancelReason | NoShowReason | RescheduleReason | null;
  /** Who called it off, and with how many hours' notice it ended; absent where nobody said. */
  readonly calledOffBy?: CalledOffBy;
  readonly noticeHours?: number;
  /** Tries to reach the patient about it, in order of time; absent while there are none. */
  readonly attempts?: readonly AppointmentAttempt[];
  /** What somebody said becomes of it, unconfirmed as it was at noon of the day before; absent while nobody did. */
  readonly unconfirmed?: 'kept' | 'overbook';
  /** What was last said of telling the patient that the provider runs late; absent while nobody tried. */
  readonly delay?: {
    readonly minutes: Minutes;
    readonly answer: DelayAnswer;
    readonly at: Instant;
    readonly by: UserId;
  };
  readonly provisional: boolean;
  /** The appointment of another day this one was booked in place of. */
  readonly replaces: Elsewhere | null;
  readonly rescheduledTo: Elsewhere | null;
  readonly slip: {
    readonly envelope: string;
    readonly key: Uint8Array;
    readonly code?: Uint8Array;
    readonly forms?: readonly string[];
  } | null;
  /** The system that told us of it, and its ids there; the last one that did. */
  readonly outside?: { readonly system: string; readonly placer?: string; readonly filler?: string };
  /** When it was promised to the patient, and by whom: who goes first when two promises meet [LEASE-4]. */
  readonly promise?: { readonly at: Stamp; readonly writer: ClientId; readonly by?: UserId };
  /** The fact that gave it its present status or place: what undo takes back. */
  readonly last: FactId;
  /** The places it had when a move came that did not know of them: two desks moved it at once [APT-6]. */
  readonly contested: readonly Placement[];
  /** Facts that could not follow, such as a move of what another desk had cancelled: each is a task for a person [APT-5]. */
  readonly problems: readonly FactId[];
}

type StepKind = Extract<AppointmentFact['kind'], `appointment/${'moved' | 'rescheduled' | 'cancelled' | 'no-show'}`>;

/** What may follow each status (S-23, S-24). Only taking the last fact back leads out of the ends [APT-5]. */
const NEXT: Readonly<Record<AppointmentStatus, readonly StepKind[]>> = {
  booked: ['appointment/moved', 'appointment/rescheduled', 'appointment/cancelled', 'appointment/no-show'],
  cancelled: [],
  'no-show': [],
  rescheduled: []
};

/** Whether an appointment of this status can still be moved, cancelled, rescheduled or marked as missed [APT-5]. */
export function mayFollow(status: AppointmentStatus, kind: StepKind): boolean {
  return NEXT[status].includes(kind);
}

/** Holds its time: not cancelled, missed or gone to another day. */
export function isLive(appointment: Pick<Appointment, 'status'>): boolean {
  return appointment.status === 'booked';
}

/** Folds one appointment from its facts; null when it was never booked, or the booking was taken back. */
export function appointmentOf(facts: Iterable<Recorded>): Appointment | null {
  let state: Appointment | null = null;
  for (const recorded of standing(facts)) state = withFact(state, recorded);
  return state;
}

function withFact(state: Appointment | null, recorded: Recorded): Appointment | null {
  const fact = recorded.fact as AppointmentFact; // an unknown kind from a newer version falls through the switch
  const last = factId(recorded);
  if (fact.kind === 'appointment/booked')
    return state ?? booked(fact.of, last, { at: fact.at, writer: recorded.client, by: fact.by });
  if (!state) return null;
  if (isStep(fact) && !mayFollow(state.status, fact.kind)) {
    return isRepeat(state, fact) ? state : { ...state, problems: [...state.problems, last] };
  }
  switch (fact.kind) {
    case 'appointment/moved':
      return moved(state, fact.of, last);
    case 'appointment/rescheduled':
      return {
        ...state,
        status: 'rescheduled',
        reason: fact.of.reason ?? null,
        rescheduledTo: fact.of.to,
        ...noticeOf(fact.of),
        last
      };
    case 'appointment/cancelled':
      return {
        ...state,
        status: 'cancelled',
        reason: fact.of.reason,
        calledOffBy: fact.of.by,
        ...noticeOf(fact.of),
        last
      };
    case 'appointment/no-show':
      return { ...state, status: 'no-show', reason: fact.of.reason, last };
    case 'appointment/attempted': {
      const { about, channel, outcome, note = '', knew } = fact.of;
      const before = (state.attempts ?? []).filter((one) => one.about === about).length;
      const unknowing = knew !== undefined && before > knew ? { unknowing: true as const } : {};
      const tried = { about, channel, outcome, note, by: fact.by, at: instantOf(fact.at), fact: last, ...unknowing };
      return { ...state, attempts: [...(state.attempts ?? []), tried] };
    }
    case 'appointment/unconfirmed-settled':
      return { ...state, unconfirmed: fact.of.how, last };
    case 'appointment/delay-told': {
      const { minutes, answer } = fact.of;
      return { ...state, delay: { minutes, answer, at: instantOf(fact.at), by: fact.by } };
    }
    case 'appointment/slip-issued':
      return { ...state, slip: slipOf(fact.of) };
    case 'appointment/forms-named':
      return state.slip ? { ...state, slip: { ...state.slip, forms: fact.of.forms } } : state;
    case 'appointment/patient-settled':
      return settled(state, fact.of, last);
    case 'appointment/received':
      return { ...state, outside: outsideOf(fact.of) };
    default:
      return state;
  }
}

function slipOf({ envelope, key, code, forms }: Extract<AppointmentFact, { kind: 'appointment/slip-issued' }>['of']) {
  return { envelope, key, ...(code && { code }), ...(forms && { forms }) };
}

function noticeOf({ noticeHours }: { readonly noticeHours?: number }): Pick<Appointment, 'noticeHours'> {
  return noticeHours === undefined ? {} : { noticeHours };
}

/** A move to where it already is says that somebody looked: the other places are settled [APT-6]. */
function moved(
  state: Appointment,
  of: Extract<AppointmentFact, { kind: 'appointment/moved' }>['of'],
  last: FactId
): Appointment {
  const { from, to } = of;
  const segments = of.segments ? { segments: of.segments } : {};
  if (samePlace(from, state.at) && samePlace(to, state.at)) return { ...state, contested: [], last, ...segments };
  // Two desks that moved it to one place agree.
  if (samePlace(to, state.at)) return { ...state, ...segments };
  const contested = samePlace(from, state.at) ? state.contested : [...state.contested, state.at];
  // What was seen at the old place says nothing of the new one.
  const { over: _, lease: __, unconfirmed: ___, ...rest } = state;
  const seen = of.over ? { over: of.over } : {};
  const attempts = state.attempts ? { attempts: state.attempts.map((one) => ({ ...one, stale: true as const })) } : {};
  return { ...rest, ...attempts, at: to, last, contested, ...segments, ...seen };
}

/** Two desks that say it is two people: the first one counts, and the other is told as a task [HL7-6]. */
function settled(
  state: Appointment,
  { patient, label }: Pick<Appointment, 'patient' | 'label'>,
  last: FactId
): Appointment {
  if (state.unknown) {
    const { unknown: _, ...rest } = state;
    return { ...rest, patient, label, last };
  }
  return state.patient === patient ? state : { ...state, problems: [...state.problems, last] };
}

function outsideOf({
  system,
  placer,
  filler
}: NonNullable<Appointment['outside']>): NonNullable<Appointment['outside']> {
  return { system, ...(placer !== undefined && { placer }), ...(filler !== undefined && { filler }) };
}

type Step = Extract<AppointmentFact, { kind: StepKind }>;

function isStep(fact: AppointmentFact): fact is Step {
  return NEXT.booked.includes(fact.kind as StepKind); // asked of the list that holds every step
}

/** The same end from two desks is one end; the first reason counts. Moved to two different days it is not the same. */
function isRepeat(state: Appointment, fact: Step): boolean {
  switch (fact.kind) {
    case 'appointment/moved':
      return false;
    case 'appointment/rescheduled':
      return state.rescheduledTo?.appointment === fact.of.to.appointment;
    case 'appointment/cancelled':
      return state.status === 'cancelled';
    case 'appointment/no-show':
      return state.status === 'no-show';
  }
}

function booked(
  of: Extract<AppointmentFact, { kind: 'appointment/booked' }>['of'],
  last: FactId,
  promise: NonNullable<Appointment['promise']>
): Appointment {
  return {
    appointment: of.appointment,
    patient: of.patient,
    label: of.label,
    visitType: of.visitType,
    at: of.at,
    note: of.note ?? '',
    status: 'booked',
    reason: null,
    provisional: of.provisional ?? false,
    replaces: of.replaces ?? null,
    rescheduledTo: null,
    slip: null,
    promise,
    last,
    contested: [],
    problems: [],
    ...detailsOf(of)
  };
}

/** The details that are there, and nothing of a newer version's. */
export function detailsOf({
  segments,
  over,
  series,
  lease,
  urgency,
  referral,
  authorization,
  hold,
  unknown
}: BookingDetails): BookingDetails {
  return {
    ...(segments && { segments }),
    ...(over && { over }),
    ...(series && { series }),
    ...(lease !== undefined && { lease }),
    ...(urgency && { urgency }),
    ...(referral !== undefined && { referral }),
    ...(authorization && { authorization }),
    ...(hold !== undefined && { hold }),
    ...(unknown && { unknown })
  };
}

export function samePlace(a: Placement, b: Placement): boolean {
  return a.practitioner === b.practitioner && a.start === b.start && a.minutes === b.minutes;
}
