import type { Practice } from '#domain/practice/practice.ts';
import type { DelayAnswer } from '#domain/scheduling/appointment-facts.ts';
import { minuteOfDayOf, type ZoneId } from '#domain/time.ts';
import { clockText, minutesText } from '#ui/format.ts';
import type { TodayRow } from './today.ts';

/** What came of telling somebody. All but the last were told. */
export const DELAY_WORDS: Readonly<Record<DelayAnswer, string>> = {
  waits: 'told, waits',
  'steps-out': 'told, steps out and comes back',
  'other-provider': 'told, wants another provider',
  'another-time': 'told, wants another time',
  'not-reached': 'not reached'
};

/** `Delay of 25 min: told, waits (9:40 am, Ada Quill)`; empty when nothing was said. */
export function delayWordsOf(row: TodayRow, practice: Practice, zone: ZoneId): string {
  const { delayMinutes, delayAt, delayAnswer, delayBy } = row;
  if (delayMinutes === null || delayAt === null || delayAnswer === null) return '';
  const who = practice.staff.get(delayBy ?? '')?.name;
  const when = clockText(minuteOfDayOf(delayAt, zone));
  return `Delay of ${minutesText(delayMinutes)}: ${DELAY_WORDS[delayAnswer]} (${[when, who].filter(Boolean).join(', ')})`;
}
