import { factId, standing, type FactId, type Recorded } from '../fact.ts';
import type { AppointmentId, PatientId, RoomId, SubmissionId, TicketCode, UserId, VisitId } from '../ids.ts';
import { FLAGS, type PatientFlag } from '../patient/flags.ts';
import { instantOf, type Instant } from '../time.ts';
import type { Elsewhere, PatientLabel } from '../scheduling/appointment-facts.ts';
import type { CheckLine } from './check-in-rules.ts';
import { needsAfter, type NeedFact, type OpenNeed } from './needs.ts';
import type { LeaveReason, MarkKind, PlaceReason, UnseenWhy, VisitFact } from './visit-facts.ts';

export type VisitState = 'waiting' | 'called' | 'in-room' | 'ready' | 'with-provider' | 'done' | 'checked-out' | 'left';

/** The facts that move a visit on; the others say something of it, or of a room. */
export type StepKind = Exclude<
  VisitFact['kind'],
  | 'visit/arrived'
  | 'visit/placed'
  | 'visit/spoken-to'
  | MarkKind
  | NeedFact['kind']
  | `room/${string}`
  | `submission/${string}`
>;

/**
 * What may follow each state [FLOW-2]. Steps may be skipped forward, since not every room has a tablet; none leads back, save that
 * calling again repeats the call on the board.
 */
const NEXT: Readonly<Record<VisitState, readonly StepKind[]>> = {
  waiting: ['visit/called', 'visit/roomed', 'visit/checked-out', 'visit/left'],
  called: [
    'visit/called',
    'visit/roomed',
    'visit/ready',
    'visit/with-provider',
    'visit/done',
    'visit/checked-out',
    'visit/left'
  ],
  'in-room': ['visit/called', 'visit/ready', 'visit/with-provider', 'visit/done', 'visit/checked-out', 'visit/left'],
  ready: ['visit/called', 'visit/with-provider', 'visit/done', 'visit/checked-out', 'visit/left'],
  'with-provider': ['visit/ready', 'visit/done', 'visit/checked-out', 'visit/left'],
  done: ['visit/called', 'visit/checked-out', 'visit/left'],
  'checked-out': [],
  left: []
};

/** Whether a step may be taken from a state; commands ask before they record what the fold would only keep as a task [FLOW-2]. */
export function mayFollow(state: VisitState, kind: StepKind): boolean {
  return NEXT[state].includes(kind);
}

/** A line of check-in that somebody did without, and why [CHK-5]. */
export interface Waiver {
  readonly line: CheckLine;
  readonly reason: string;
  readonly by: UserId;
  readonly at: Instant;
}

/** One patient's time here, from the door to check-out. FHIR R4 Encounter at the edge. */
export interface Visit {
  readonly visit: VisitId;
  readonly appointment: AppointmentId | null;
  readonly patient: PatientId | null;
  readonly label: PatientLabel;
  readonly ticket: TicketCode;
  /** Tickets of later arrivals that were the same visit (another desk, a second kiosk): one visit, the first ticket. */
  readonly otherTickets: readonly TicketCode[];
  readonly state: VisitState;
  readonly arrivedAt: Instant;
  /** When the present state began. */
  readonly since: Instant;
  readonly calledAt: Instant | null;
  /** How often it was called; the board chimes when it grows. */
  readonly calls: number;
  readonly room: RoomId | null;
  readonly submissions: readonly SubmissionId[];
  readonly leftReason: LeaveReason | null;
  readonly leftWhy: UnseenWhy | null;
  /** The visit it was joined to, which stands for both; absent otherwise [ARR-18]. */
  readonly joinedTo?: VisitId;
  /** The appointment of another day that this walk-in has; absent otherwise [ARR-17]. */
  readonly instead?: Elsewhere;
  /** When somebody was last said to have spoken to them. */
  readonly spokenAt: Instant | null;
  /** Where in line a person put them; null while the rule alone says so, and again for who comes back [FLOW-13]. */
  readonly placed: { readonly turn: Instant; readonly reason: PlaceReason; readonly at: Instant } | null;
  /** Asked for and not met, in their order. None once the visit is done [FLOW-12]. */
  readonly needs: readonly OpenNeed[];
  /** Who checked the patient in, the first time; null while the desk has not [CHK-6]. */
  readonly checkedIn: { readonly at: Instant; readonly by: UserId } | null;
  /** What the desk did without, at most one a line: the latest. */
  readonly waivers: readonly Waiver[];
  /** Of this visit alone; absent without any [FLAG-2]. */
  readonly flags?: readonly PatientFlag[];
  /** Visits of the day that a person said are not one with it; absent without any [ARR-20]. */
  readonly apart?: readonly VisitId[];
  /** Facts that could not follow: each is a task for a person [FLOW-3]. */
  readonly problems: readonly FactId[];
  /** The fact that made the present state: what undo takes back. */
  readonly last: FactId;
}

/** Folds one visit from its facts; null when nobody arrived. */
export function visitFrom(facts: Iterable<Recorded>): Visit | null {
  let visit: Visit | null = null;
  const all = standing(facts);
  for (const recorded of all) visit = withFact(visit, recorded);
  return visit && withMarks(visit, all);
}

/** What was noted of the visit; it may have been noted by a desk that had not heard of the arrival yet. */
function withMarks(visit: Visit, facts: readonly Recorded[]): Visit {
  let { checkedIn } = visit;
  const waivers = new Map<CheckLine, Waiver>();
  const flagged = new Map<PatientFlag, boolean>();
  const apart = new Set<VisitId>();
  for (const { fact } of facts) {
    const { kind, of, by, at } = fact as VisitFact; // what is no mark is passed over
    if (kind === 'visit/checked-in') checkedIn ??= { at: instantOf(at), by };
    else if (kind === 'visit/flagged') flagged.set(of.flag, of.on);
    else if (kind === 'visit/told-apart') apart.add(of.other);
    else if (kind === 'visit/line-waived')
      waivers.set(of.line, { line: of.line, reason: of.reason, by, at: instantOf(at) });
  }
  const flags = FLAGS.filter((flag) => flagged.get(flag));
  return {
    ...visit,
    checkedIn,
    waivers: [...waivers.values()],
    ...(flags.length > 0 && { flags }),
    ...(apart.size > 0 && { apart: [...apart].sort() })
  };
}

function withFact(visit: Visit | null, recorded: Recorded): Visit | null {
  const fact = recorded.fact as VisitFact; // an unknown kind from a newer version falls through the switch
  if (fact.kind === 'visit/arrived') return visit ? arrivedAgain(visit, recorded, fact.of) : arrived(recorded, fact.of);
  if (!visit) return null;
  if (fact.kind === 'visit/needed' || fact.kind === 'visit/need-met') {
    return isOver(visit.state) ? visit : { ...visit, needs: needsAfter(visit.needs, { ...recorded, fact }) };
  }
  if (fact.kind === 'visit/placed') {
    const { turn, reason } = fact.of;
    return { ...visit, placed: { turn, reason, at: instantOf(fact.at) } };
  }
  if (fact.kind === 'visit/spoken-to') return { ...visit, spokenAt: instantOf(fact.at) };
  if (!isStep(fact)) return visit;
  if (!mayFollow(visit.state, fact.kind)) {
    return isRepeat(visit, fact) ? visit : { ...visit, problems: [...visit.problems, factId(recorded)] };
  }
  const at = instantOf(fact.at);
  const state = STATE_AFTER[fact.kind];
  const moved = { ...visit, state, since: at, last: factId(recorded), needs: isOver(state) ? [] : visit.needs };
  switch (fact.kind) {
    case 'visit/called':
      return { ...moved, room: fact.of.room, calledAt: at, calls: visit.calls + 1 };
    case 'visit/roomed':
      return { ...moved, room: fact.of.room };
    case 'visit/left':
      return {
        ...moved,
        leftReason: fact.of.reason,
        leftWhy: fact.of.why ?? null,
        ...(fact.of.into !== undefined && { joinedTo: fact.of.into })
      };
    default:
      return moved;
  }
}

const STATE_AFTER: Readonly<Record<StepKind, VisitState>> = {
  'visit/called': 'called',
  'visit/roomed': 'in-room',
  'visit/ready': 'ready',
  'visit/with-provider': 'with-provider',
  'visit/done': 'done',
  'visit/checked-out': 'checked-out',
  'visit/left': 'left'
};

/** Whether nothing more is done for the patient in the house. */
function isOver(state: VisitState): boolean {
  return state === 'done' || state === 'checked-out' || state === 'left';
}

type Step = Extract<VisitFact, { kind: StepKind }>;

function isStep(fact: VisitFact): fact is Step {
  return Object.hasOwn(STATE_AFTER, fact.kind);
}

/** The same step twice, from two desks or two taps, is one step [FLOW-3]. */
function isRepeat(visit: Visit, fact: Step): boolean {
  return STATE_AFTER[fact.kind] === visit.state && (!('room' in fact.of) || fact.of.room === visit.room);
}

function arrived(recorded: Recorded, of: Arrival): Visit {
  const at = instantOf(recorded.fact.at);
  return {
    visit: of.visit,
    appointment: of.appointment,
    patient: of.patient,
    label: of.label,
    ticket: of.ticket,
    otherTickets: [],
    state: 'waiting',
    arrivedAt: Math.min(at, of.cameAt ?? at),
    since: Math.min(at, of.cameAt ?? at),
    calledAt: null,
    calls: 0,
    room: null,
    submissions: of.submission ? [of.submission] : [],
    leftReason: null,
    leftWhy: null,
    spokenAt: null,
    placed: null,
    needs: [],
    checkedIn: null,
    waivers: [],
    problems: [],
    ...(of.instead && { instead: of.instead }),
    last: factId(recorded)
  };
}

type Arrival = Extract<VisitFact, { kind: 'visit/arrived' }>['of'];

/**
 * An arrival of someone who is here is the same arrival, seen at another door [FLOW-4]. After leaving it is a return: they wait again
 * [FLOW-5]. After check-out it is a task: the visit is over, and a person must say what this is.
 */
function arrivedAgain(visit: Visit, recorded: Recorded, of: Arrival): Visit {
  const known = of.ticket === visit.ticket || visit.otherTickets.includes(of.ticket);
  const also = {
    ...visit,
    arrivedAt: Math.min(visit.arrivedAt, of.cameAt ?? visit.arrivedAt),
    ...(of.instead && { instead: of.instead }),
    otherTickets: known ? visit.otherTickets : [...visit.otherTickets, of.ticket],
    submissions:
      of.submission && !visit.submissions.includes(of.submission)
        ? [...visit.submissions, of.submission]
        : visit.submissions
  };
  if (visit.state === 'checked-out') return { ...also, problems: [...visit.problems, factId(recorded)] };
  if (visit.state !== 'left') return also;
  const since = instantOf(recorded.fact.at);
  const { joinedTo: _, ...back } = also;
  return {
    ...back,
    state: 'waiting',
    since,
    room: null,
    leftReason: null,
    leftWhy: null,
    placed: null,
    last: factId(recorded)
  };
}
