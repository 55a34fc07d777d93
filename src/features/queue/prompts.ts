import type { Act } from '#domain/practice/acts.ts';
import { minutesBetween, type Instant } from '#domain/time.ts';
import { LONG_TURNOVER, turnoverOf } from '#domain/visit/turnover.ts';
import { watchOf, type WatchReason } from '#domain/visit/watch.ts';
import { counted, minutesText } from '#ui/format.ts';
import type { RoomNow } from './rooms.ts';
import type { TodayRow, TodayRows } from './today.ts';

/** Something that nobody has done and somebody should look at. */
export type Prompt =
  | { readonly kind: 'watch'; readonly id: string; readonly row: TodayRow; readonly why: WatchReason }
  | { readonly kind: 'turnover'; readonly id: string; readonly room: RoomNow; readonly minutes: number };

/** What can be answered to a prompt. */
export type PromptAct = 'call-again' | 'spoke' | 'left-unseen' | 'is-free' | 'cleaning';

export const PROMPT_ACTS: Readonly<Record<PromptAct, string>> = {
  'call-again': 'Call again',
  spoke: 'Spoke to them',
  'left-unseen': 'Left unseen',
  'is-free': 'Is free',
  cleaning: 'Being made ready'
};

/** The act each answer is: who may not do it is not offered it [ROLE-5]. */
export const ANSWER_ACTS: Readonly<Record<PromptAct, Act>> = {
  'call-again': 'queue/call-patient',
  spoke: 'queue/spoke-to',
  'left-unseen': 'queue/mark-left',
  'is-free': 'queue/free-room',
  cleaning: 'queue/clean-room'
};

/** Who may have left without being seen, and which rooms nobody makes ready; each the longest first [QUE-22] [QUE-23]. */
export function promptsOf(rows: TodayRows, rooms: readonly RoomNow[], now: Instant): readonly Prompt[] {
  const watched = [...rows.rooms, ...rows.waiting].flatMap((row): Prompt[] => {
    const why = watchOf(row, now);
    return why ? [{ kind: 'watch', id: row.visit, row, why }] : [];
  });
  const left = rooms.flatMap((room): Prompt[] => {
    const minutes = turnoverOf(room, now);
    const isSaid = room.state === 'cleaning' && room.since !== null && minutesBetween(room.since, now) <= LONG_TURNOVER;
    if (minutes === null || minutes <= LONG_TURNOVER || isSaid) return [];
    return [{ kind: 'turnover', id: room.room, room, minutes }];
  });
  return [...watched.sort(byMinutes), ...left.sort(byMinutes)];
}

function byMinutes(a: Prompt, b: Prompt): number {
  return minutesOf(b) - minutesOf(a);
}

function minutesOf(prompt: Prompt): number {
  return prompt.kind === 'watch' ? prompt.why.minutes : prompt.minutes;
}

/** What is the matter, after the name. */
export function promptText(prompt: Prompt): string {
  if (prompt.kind === 'turnover') {
    const what = prompt.room.state === 'cleaning' ? 'is being made ready' : 'waits to be made ready';
    return `empty for ${minutesText(prompt.minutes)}, ${what}`;
  }
  const { why } = prompt;
  if (why.code === 'no-answer')
    return `called ${counted(why.calls, 'time')}, no answer for ${minutesText(why.minutes)}`;
  return `waits ${minutesText(why.minutes)}, nobody spoke to them for ${minutesText(why.quiet)}`;
}

export function actsOf(prompt: Prompt): readonly PromptAct[] {
  if (prompt.kind === 'turnover') return prompt.room.state === 'left' ? ['is-free', 'cleaning'] : ['is-free'];
  return prompt.why.code === 'no-answer' ? ['call-again', 'spoke', 'left-unseen'] : ['spoke', 'left-unseen'];
}
