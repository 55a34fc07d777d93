import { minuteOfDayOf, type Instant, type ZoneId } from '#domain/time.ts';
import { arrivalTimeOf, type ArrivalTime, type LatePolicy } from '#domain/visit/arrival-window.ts';
import type { ListChoice } from '#ui/ChoiceList.svelte';
import { clockText, minutesText } from '#ui/format.ts';
import type { Question } from './questions.ts';
import type { TodayRow } from './today.ts';

/** What a desk answers about who comes outside the window [ARR-12]. */
export type ArriveAnswer = 'arrive' | 'come-back' | 'rebook';

export const POLICY_WORDS: Readonly<Record<LatePolicy, string>> = {
  see: 'sees who is late',
  'wait-for-gap': 'fits them in where there is a gap',
  rebook: 'wants another time for them'
};

/** How an arrival now stands to the appointment's time; null for a walk-in. */
export function arrivalNow(row: TodayRow, now: Instant): ArrivalTime | null {
  const { startsAt, earliest, grace, lateAccept, latePolicy: late } = row;
  return startsAt === null ? null : arrivalTimeOf(startsAt, now, { earliest, grace, lateAccept, late });
}

/** Asked before somebody is marked as arrived too early, or too late where the provider does not see them all the same; null where nothing is asked [ARR-12]. */
export function arriveQuestion(row: TodayRow, now: Instant, zone: ZoneId): Question | null {
  const time = arrivalNow(row, now);
  const arrive: ListChoice = { value: 'arrive', label: 'Mark the arrival' };
  const rebook: ListChoice = { value: 'rebook', label: 'Find another time' };
  if (time?.code === 'too-early') {
    const from = clockText(minuteOfDayOf(time.from, zone));
    return {
      label: `${minutesText(time.minutes)} early: may come from ${from}`,
      choices: [
        { ...arrive, detail: 'waits for their own time' },
        { value: 'come-back', label: `Comes back at ${from}` }
      ]
    };
  }
  if (time?.code !== 'too-late' || time.policy === 'see') return null;
  const who = row.called || 'The provider';
  const late: ListChoice = { ...arrive, detail: 'waits for a gap, like a walk-in' };
  return {
    label: `${minutesText(time.minutes)} late: ${who} ${POLICY_WORDS[time.policy]}`,
    choices: time.policy === 'rebook' ? [rebook, late] : [late, rebook]
  };
}
