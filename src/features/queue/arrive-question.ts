import { minuteOfDayOf, type Instant, type ZoneId } from '#domain/time.ts';
import { arrivalTimeOf, type ArrivalTime, type LatePolicy } from '#domain/visit/arrival-window.ts';
import type { ListChoice } from '#ui/ChoiceList.svelte';
import { clockText, minutesText } from '#ui/format.ts';
import type { Question } from './questions.ts';
import type { TodayRow } from './today.ts';

const POLICY_WORDS: Readonly<Record<LatePolicy, string>> = {
  see: 'sees who is late',
  'wait-for-gap': 'fits them in where there is a gap',
  rebook: 'wants another time for them'
};

/** How an arrival now stands to the appointment's time; null for a walk-in. */
function arrivalNow(row: TodayRow, now: Instant): ArrivalTime | null {
  const { startsAt, earliest, grace, lateAccept, latePolicy: late } = row;
  return startsAt === null ? null : arrivalTimeOf(startsAt, now, { earliest, grace, lateAccept, late });
}

/** Asked before somebody is marked as arrived whom the provider wants to have another time; null where nothing is asked [ARR-12]. */
export function arriveQuestion(row: TodayRow, now: Instant): Question | null {
  const time = arrivalNow(row, now);
  if (time?.code !== 'too-late' || time.policy !== 'rebook') return null;
  const arrive: ListChoice = { value: 'arrive', label: 'Mark the arrival', detail: 'waits for a gap, like a walk-in' };
  return {
    label: `${minutesText(time.minutes)} late: ${row.called || 'the provider'} ${POLICY_WORDS.rebook}`,
    choices: [{ value: 'rebook', label: 'Find another time' }, arrive]
  };
}

/** What is to be said of an arrival outside the window, after it was marked; empty within it [ARR-12]. */
export function arrivalWords(row: TodayRow, now: Instant, zone: ZoneId): string {
  const time = arrivalNow(row, now);
  if (time?.code === 'too-early')
    return `${minutesText(time.minutes)} early, may come from ${clockText(minuteOfDayOf(time.from, zone))}: waits for their own time.`;
  if (time?.code !== 'too-late') return '';
  return `${minutesText(time.minutes)} late: ${row.called || 'the provider'} ${POLICY_WORDS[time.policy]}.`;
}
