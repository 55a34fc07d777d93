import type { AppointmentId } from '#domain/ids.ts';
import type { Placement } from '#domain/scheduling/appointment-facts.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { callBacks, type CallBack } from '#domain/scheduling/call-back.ts';
import { CONFLICT_RULES, CONFLICT_WORDS, type Weight } from '#domain/scheduling/conflict-rules.ts';
import { conflictsOf, type Conflict, type ConflictClass, type ScheduleDay } from '#domain/scheduling/conflicts.ts';
import { minutesOf } from '#domain/scheduling/cells.ts';
import { startsFor } from '#domain/scheduling/find-slots.ts';
import type { Lease } from '#domain/scheduling/lease.ts';
import { providerSpans } from '#domain/scheduling/occupations.ts';
import { freeDay } from '#domain/scheduling/free-time.ts';
import { ANY_SLOT } from '#domain/scheduling/slot-search.ts';
import type { Instant, MinuteOfDay } from '#domain/time.ts';
import { visitOf } from '#domain/visit/visit-facts.ts';
import type { Visit, VisitState } from '#domain/visit/visit.ts';
import type { ListChoice } from '#ui/ChoiceList.svelte';
import { clockText, nameText } from '#ui/format.ts';

/** One conflict of today, with both sides and what can be done about it. */
export interface ConflictCard {
  readonly id: string;
  readonly start: MinuteOfDay;
  /** A `must` is to be settled now; the others are to be known. */
  readonly weight: Weight;
  /** What is wrong, in one line. */
  readonly words: string;
  /** One or two. */
  readonly sides: readonly Appointment[];
  readonly answers: readonly ConflictAnswer[];
  /** Of a time that was promised twice: whose patient is called, by whom, and until when [LEASE-6]. */
  readonly call: {
    readonly label: Appointment['label'];
    readonly owner: string;
    readonly until: Instant | null;
  } | null;
}

export type ConflictAnswer = ListChoice &
  (
    | { readonly act: 'move'; readonly appointment: AppointmentId; readonly to: Placement; readonly over: boolean }
    /** Somebody looked: the place it has now holds, the others are settled (APT-6). */
    | { readonly act: 'keep'; readonly appointment: AppointmentId }
    | { readonly act: 'open'; readonly appointment: AppointmentId }
  );

interface Day extends ScheduleDay {
  readonly visits: readonly Visit[];
  readonly leases: readonly Lease[];
  /** Now, as a minute of this day. */
  readonly now: MinuteOfDay;
}

/** From here on a conflict over the time of an appointment is past. */
const PAST: ReadonlySet<VisitState> = new Set<VisitState>(['with-provider', 'done', 'checked-out', 'left']);

/** The conflicts of today that can still be settled, those that must be first, then by time [QUE-15]. */
export function conflictCards(day: Day): readonly ConflictCard[] {
  const elsewhere = (day.elsewhere ?? []).map(({ appointment }) => appointment);
  const byId = new Map([...day.appointments, ...elsewhere].map((one) => [one.appointment, one]));
  const states = new Map(day.visits.map(({ visit, state }) => [visit, state]));
  const isPast = ({ appointment }: Appointment): boolean => {
    const state = states.get(visitOf(appointment));
    return state !== undefined && PAST.has(state);
  };
  const calls = callBacks(day.appointments, day.leases);
  return conflictsOf(day)
    .filter(({ accepted }) => !accepted)
    .map((conflict) => ({ conflict, sides: conflict.appointments.flatMap((id) => byId.get(id) ?? []) }))
    .filter(({ sides }) => sides.length > 0 && !sides.some(isPast))
    .map(({ conflict, sides }) => cardOf(conflict, sides, day, calls))
    .sort((a, b) => WEIGHTS[a.weight] - WEIGHTS[b.weight] || a.start - b.start || (a.id < b.id ? -1 : 1));
}

const WEIGHTS = { must: 0, hard: 1, soft: 2, info: 3 } as const;

function cardOf(conflict: Conflict, sides: readonly Appointment[], day: Day, calls: readonly CallBack[]): ConflictCard {
  const [worst = 'C1'] = conflict.classes;
  const call = calls.find(({ appointment, keeps }) => [appointment, keeps].sort().join('+') === conflict.id);
  const called = sides.find(({ appointment }) => appointment === call?.appointment);
  return {
    id: conflict.id,
    start: conflict.start,
    weight: CONFLICT_RULES[worst].weight,
    words: wordsOf(worst, sides, day),
    sides,
    answers: answersFor(sides, conflict, day),
    call:
      call && called
        ? { label: called.label, owner: day.practice.staff.get(call.owner ?? '')?.name ?? '', until: call.until }
        : null
  };
}

function wordsOf(worst: ConflictClass, sides: readonly Appointment[], day: Day): string {
  const [one, other] = sides;
  if (!one) return '';
  const provider = day.practice.practitioners.get(one.at.practitioner)?.called ?? 'A provider';
  if (!other) {
    if (worst === 'C5') return `${provider} does not work at ${clockText(one.at.start)}`;
    if (worst !== 'C12') return CONFLICT_WORDS[worst];
    if (one.unknown) return 'The patient is not known here';
    return one.contested.length > 0 ? 'Moved by two desks at once' : 'Changed by two desks at once';
  }
  const office = sides.map(({ appointment }) => officeOf(appointment, day)).find((name) => name !== undefined);
  if (office !== undefined && worst === 'C3') return `One patient, here and at ${office} at once`;
  if (office !== undefined) return `${provider}, here and at ${office} at once`;
  if (worst === 'C2') return CONFLICT_WORDS.C2;
  if (worst === 'C3' || one.patient === other.patient) return 'One patient, two appointments at once';
  return one.at.practitioner === other.at.practitioner
    ? `${provider} twice at ${clockText(Math.max(one.at.start, other.at.start))}`
    : 'Rescheduled twice';
}

/** What is at another office is settled there, or by moving what is here. */
function answersFor(sides: readonly Appointment[], { classes }: Conflict, day: Day): readonly ConflictAnswer[] {
  const here = sides.filter(({ appointment }) => officeOf(appointment, day) === undefined);
  if (here.length < sides.length) return answersForOne(here[0], classes, day);
  return sides.length === 2 ? answersForPair(sides, day) : answersForOne(sides[0], classes, day);
}

/** The name of the other office a visit is at; undefined for one of this. */
function officeOf(id: AppointmentId, { practice, elsewhere = [] }: Day): string | undefined {
  const there = elsewhere.find(({ appointment }) => appointment.appointment === id);
  return there && (practice.sites.get(there.site)?.name ?? 'another office');
}

/** Each side may keep its time while the other goes to where it fits next with the same provider. */
function answersForPair(sides: readonly Appointment[], day: Day): readonly ConflictAnswer[] {
  const moves = sides.flatMap((moved): ConflictAnswer[] => {
    const kept = sides.find((side) => side !== moved);
    const to = nextFit(moved, day);
    if (!kept || !to) return [];
    const label = `Keep ${nameText(kept.label)}, move ${nameText(moved.label)} to ${clockText(to.start)}`;
    return [
      { act: 'move', value: `move ${moved.appointment}`, label, appointment: moved.appointment, to, over: false }
    ];
  });
  // The one who booked later, and did not know, is named second: the first answer keeps who was there first.
  const later = sides.findLast(({ provisional }) => provisional) ?? sides.at(-1);
  return [
    ...moves.toSorted(
      (a, b) => Number(b.appointment === later?.appointment) - Number(a.appointment === later?.appointment)
    ),
    ...sides.map(openAnswer)
  ];
}

/** Another time of the day ends these; not what is missing, too soon, or too much for the day. */
const OF_TIME: ReadonlySet<ConflictClass> = new Set<ConflictClass>(['C1', 'C2', 'C3', 'C5', 'C6', 'C12']);

function answersForOne(
  one: Appointment | undefined,
  classes: readonly ConflictClass[],
  day: Day
): readonly ConflictAnswer[] {
  if (!one) return [];
  const { appointment, at } = one;
  if (one.contested.length > 0) {
    const others = one.contested.map((to): ConflictAnswer => {
      const label = `Move back to ${placeText(to, day)}`;
      return { act: 'move', value: `back ${to.practitioner} ${to.start}`, label, appointment, to, over: true };
    });
    return [keepAnswer(`Leave it at ${placeText(at, day)}`, appointment), ...others, openAnswer(one)];
  }
  if (one.problems.length > 0) return [keepAnswer('Leave it as it is now', appointment), openAnswer(one)];
  if (one.unknown) return [openAnswer(one)];
  const to = classes.every((each) => OF_TIME.has(each)) ? nextFit(one, day) : null;
  const move: ConflictAnswer[] = to
    ? [{ act: 'move', value: 'move', label: `Move to ${clockText(to.start)}`, appointment, to, over: false }]
    : [];
  return [...move, openAnswer(one)];
}

function keepAnswer(label: string, appointment: AppointmentId): ConflictAnswer {
  return { act: 'keep', value: 'keep', label, appointment };
}

function openAnswer({ appointment, label }: Appointment): ConflictAnswer {
  return { act: 'open', value: `open ${appointment}`, label: `Open ${nameText(label)} on the schedule`, appointment };
}

function placeText({ practitioner, start }: Placement, day: Day): string {
  const called = day.practice.practitioners.get(practitioner)?.called;
  return called ? `${clockText(start)}, ${called}` : clockText(start);
}

/** The free time nearest to its own with the same provider, not before now; null when today has none. */
function nextFit({ appointment, at, visitType }: Appointment, day: Day): Placement | null {
  const { practice, site, date, now } = day;
  const others = day.appointments.filter((other) => other.appointment !== appointment);
  const away = (day.elsewhere ?? []).flatMap(({ appointment: there }) =>
    providerSpans(there).map((span) => ({ practitioner: there.at.practitioner, span }))
  );
  const search = { ...ANY_SLOT, visitType, minutes: at.minutes, notBefore: { date, minute: now } };
  const open = minutesOf(startsFor(freeDay(practice, site, date, others, away), search, at.practitioner));
  const starts = open.filter((start) => start !== at.start);
  const start = starts.toSorted((a, b) => Math.abs(a - at.start) - Math.abs(b - at.start))[0];
  return start === undefined ? null : { ...at, start };
}
