import type { Act } from '#domain/practice/acts.ts';
import type { PractitionerId } from '#domain/ids.ts';
import type { DelayAnswer } from '#domain/scheduling/appointment-facts.ts';
import { minutesBetween, type Instant, type Minutes } from '#domain/time.ts';
import { isToBeTold, type DelaySaid } from '#domain/visit/delay.ts';
import { USUAL_LIMITS, type FlowLimits } from '#domain/visit/flow-limits.ts';
import type { TwoVisits } from '#domain/visit/two-visits.ts';
import { turnoverOf } from '#domain/visit/turnover.ts';
import type { ApartWhy } from '#domain/visit/visit-facts.ts';
import { watchOf, type WatchReason } from '#domain/visit/watch.ts';
import { clockText, counted, minutesText } from '#ui/format.ts';
import type { RoomNow } from './rooms.ts';
import type { TodayRow, TodayRows } from './today.ts';

/** Something that nobody has done and somebody should look at. */
export type Prompt =
  | { readonly kind: 'watch'; readonly id: string; readonly row: TodayRow; readonly why: WatchReason }
  | { readonly kind: 'delay'; readonly id: string; readonly row: TodayRow; readonly minutes: Minutes }
  | { readonly kind: 'two-visits'; readonly id: string; readonly row: TodayRow; readonly two: TwoVisits }
  | { readonly kind: 'turnover'; readonly id: string; readonly room: RoomNow; readonly minutes: Minutes };

/** What can be answered to a prompt. */
export type PromptAct =
  DelayAnswer | 'call-again' | 'spoke' | 'left-unseen' | 'is-free' | 'cleaning' | 'join' | ApartWhy;

export const PROMPT_ACTS: Readonly<Record<PromptAct, string>> = {
  waits: 'Told: waits',
  'steps-out': 'Told: steps out, comes back',
  'other-provider': 'Told: wants another provider',
  'another-time': 'Told: wants another time',
  'not-reached': 'Not reached',
  'call-again': 'Call again',
  spoke: 'Spoke to them',
  'left-unseen': 'Left unseen',
  'is-free': 'Is free',
  cleaning: 'Being made ready',
  join: 'Make it one visit',
  'two-people': 'They are two people',
  'both-stand': 'Both visits stand'
};

/** The letter of each answer, for the prompt that has the focus; all of one prompt differ. */
export const PROMPT_KEYS: Readonly<Record<PromptAct, string>> = {
  waits: 'w',
  'steps-out': 's',
  'other-provider': 'p',
  'another-time': 't',
  'not-reached': 'n',
  'call-again': 'c',
  spoke: 's',
  'left-unseen': 'u',
  'is-free': 'f',
  cleaning: 'm',
  join: 'm',
  'two-people': 'p',
  'both-stand': 's'
};

/** The act each answer is: who may not do it is not offered it [ROLE-5]. */
export const ANSWER_ACTS: Readonly<Record<PromptAct, Act>> = {
  waits: 'queue/tell-delay',
  'steps-out': 'queue/tell-delay',
  'other-provider': 'queue/tell-delay',
  'another-time': 'queue/tell-delay',
  'not-reached': 'queue/tell-delay',
  'call-again': 'queue/call-patient',
  spoke: 'queue/spoke-to',
  'left-unseen': 'queue/mark-left',
  'is-free': 'queue/free-room',
  cleaning: 'queue/clean-room',
  join: 'queue/join-visits',
  'two-people': 'queue/tell-apart',
  'both-stand': 'queue/tell-apart'
};

/** What can be said to somebody who was told of a delay. */
export const TOLD_ACTS = ['waits', 'steps-out', 'other-provider', 'another-time'] as const;

export interface PromptSources {
  readonly rows: TodayRows;
  readonly rooms: readonly RoomNow[];
  /** How late each practitioner runs, of those who do. */
  readonly late: ReadonlyMap<PractitionerId, Minutes>;
  readonly now: Instant;
  /** Who is on the day's list twice [ARR-18]. */
  readonly twice?: readonly TwoVisits[];
  /** As the practice has set them [QUE-25]. */
  readonly limits?: FlowLimits;
  /** Minutes past their turn that nine in ten were called within here; null while too few were [WAIT-10]. */
  readonly past?: Minutes | null;
}

/**
 * Who may have left without being seen, the longest first; whom to tell that their provider runs late, who waits before who is
 * expected; and which rooms nobody makes ready [QUE-22] [QUE-23] [QUE-24].
 */
export function promptsOf({
  rows,
  rooms,
  late,
  now,
  twice = [],
  limits = USUAL_LIMITS,
  past = null
}: PromptSources): readonly Prompt[] {
  const watched = [...rows.rooms, ...rows.waiting].flatMap((row): Prompt[] => {
    const why = watchOf(row, now, limits, past);
    return why ? [{ kind: 'watch', id: row.visit, row, why }] : [];
  });
  const left = rooms.flatMap((room): Prompt[] => {
    const minutes = turnoverOf(room, now);
    const isSaid =
      room.state === 'cleaning' && room.since !== null && minutesBetween(room.since, now) <= limits.longTurnover;
    if (minutes === null || minutes <= limits.longTurnover || isSaid) return [];
    return [{ kind: 'turnover', id: room.room, room, minutes }];
  });
  const soon = rows.expected.filter(({ since }) => since - now <= limits.toldAhead * 60_000);
  const told = [...rows.waiting, ...soon].flatMap((row): Prompt[] => {
    const minutes = row.practitioner === null ? undefined : late.get(row.practitioner);
    if (minutes === undefined || !isToBeTold(minutes, saidTo(row), now, limits)) return [];
    return [{ kind: 'delay', id: row.visit, row, minutes }];
  });
  const here = [...rows.waiting, ...rows.rooms];
  const joins = twice.flatMap((two): Prompt[] => {
    const row = here.find(({ visit }) => visit === two.goes.visit);
    return row ? [{ kind: 'two-visits', id: row.visit, row, two }] : [];
  });
  return [...joins, ...watched.sort(byMinutes), ...told, ...left.sort(byMinutes)];
}

function saidTo({ delayMinutes, delayAt, delayAnswer }: TodayRow): DelaySaid | null {
  if (delayMinutes === null || delayAt === null) return null;
  return { minutes: delayMinutes, at: delayAt, isTold: delayAnswer !== 'not-reached' };
}

function byMinutes(a: Prompt, b: Prompt): number {
  return minutesOf(b) - minutesOf(a);
}

function minutesOf(prompt: Prompt): number {
  if (prompt.kind === 'two-visits') return 0;
  return prompt.kind === 'watch' ? prompt.why.minutes : prompt.minutes;
}

/** What is the matter, after the name. */
export function promptText(prompt: Prompt): string {
  if (prompt.kind === 'turnover') {
    const what = prompt.room.state === 'cleaning' ? 'is being made ready' : 'waits to be made ready';
    return `empty for ${minutesText(prompt.minutes)}, ${what}`;
  }
  if (prompt.kind === 'delay') {
    const again =
      prompt.row.delayAnswer === null ? '' : prompt.row.delayAnswer === 'not-reached' ? ' again' : ' of more';
    return `to be told${again}: ${prompt.row.called} runs ${minutesText(prompt.minutes)} late`;
  }
  if (prompt.kind === 'two-visits') return `two visits today: ${twoWords(prompt.two)}`;
  const { why } = prompt;
  if (why.code === 'no-answer')
    return `no answer for ${minutesText(why.minutes)}, called ${counted(why.calls, 'time')}`;
  return `waits ${minutesText(why.minutes)}, nobody spoke to them for ${minutesText(why.quiet)} (${thanWords(why.than)})`;
}

/** Longer than what: so that nobody has to guess why this one is asked about. */
function thanWords({ by, minutes }: Extract<WatchReason, { than: object }>['than']): string {
  if (by === 'history') return `9 in 10 here were called within ${minutesText(minutes)}`;
  return by === 'practice'
    ? `the practice’s limit is ${minutesText(minutes)}`
    : `asked about after ${minutesText(minutes)}`;
}

function twoWords({ goes, stays, appointment }: TwoVisits): string {
  const booked = appointment ? `appointment ${clockText(appointment.at.start)}` : 'walk-in';
  return `walk-in ${goes.ticket}, ${booked}${stays ? ` (${stays.ticket})` : ''}`;
}

export function actsOf(prompt: Prompt): readonly PromptAct[] {
  if (prompt.kind === 'turnover') return prompt.room.state === 'left' ? ['is-free', 'cleaning'] : ['is-free'];
  if (prompt.kind === 'delay') return ['not-reached'];
  if (prompt.kind === 'two-visits') return ['join', ...apartActs(prompt.two)];
  return prompt.why.code === 'no-answer' ? ['call-again', 'spoke', 'left-unseen'] : ['spoke', 'left-unseen'];
}

/** Two people have two records: where both visits are of one record, that is what is wrong, and the arrival is taken back. */
function apartActs({ goes, stays, appointment }: TwoVisits): readonly ApartWhy[] {
  const other = stays ?? appointment;
  const isOneRecord = goes.patient !== null && goes.patient === other?.patient;
  return isOneRecord ? ['both-stand'] : ['two-people', 'both-stand'];
}
