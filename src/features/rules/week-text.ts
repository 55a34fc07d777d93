import type { DayHours, WeekHours } from '#domain/practice/practice-facts.ts';

const TIME = /^(\d{1,2})(?::(\d{2}))?\s*(am|pm)?$/i;

/** A day's hours as people write them: `8:00-12:00, 1 pm-5 pm`; empty or `closed` is a day off. Null when they cannot be read [RULE-3]. */
export function hoursFrom(text: string): DayHours | null {
  const typed = text.trim().toLowerCase();
  if (typed === '' || typed === 'closed') return [];
  const spans = typed.split(',').map((part) => {
    const [from = '', to = '', ...more] = part.split(/[-–]|\bto\b/).map((one) => one.trim());
    const [begins, ends] = [minuteOf(from), minuteOf(to)];
    return more.length > 0 || begins === null || ends === null ? null : { from: begins, to: ends };
  });
  const hours = spans.flatMap((span) => span ?? []);
  if (hours.length !== spans.length || hours.length > 6) return null;
  const sorted = hours.toSorted((a, b) => a.from - b.from);
  const isFit = sorted.every(({ from, to }, i) => from < to && (sorted[i - 1]?.to ?? 0) <= from);
  return isFit ? sorted : null;
}

export function hoursText(hours: DayHours): string {
  return hours.map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(', ');
}

const NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A week in a line, days of the same hours together; `none` where there are no hours. */
export function weekText(week: WeekHours | undefined, none: string): string {
  const groups = new Map<string, string[]>();
  for (const day of [1, 2, 3, 4, 5, 6, 0]) {
    const says = hoursText(week?.[day] ?? []);
    if (says !== '') groups.set(says, [...(groups.get(says) ?? []), NAMES[day] ?? '']);
  }
  return groups.size === 0 ? none : [...groups].map(([says, days]) => `${days.join(' ')} ${says}`).join('; ');
}

/** `24:00` is the day's end. */
function minuteOf(text: string): number | null {
  const match = TIME.exec(text);
  if (!match) return null;
  const [, hours = '', minutes = '0', half] = match;
  let hour = Number(hours);
  if (half !== undefined && (hour < 1 || hour > 12)) return null;
  if (half !== undefined) hour = (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  const minute = hour * 60 + Number(minutes);
  return Number(minutes) < 60 && minute <= 1440 ? minute : null;
}

function clock(minute: number): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
}
