import { instantAt, localDateOf, minuteOfDayOf, plusDays, type Instant, type LocalDate, type ZoneId } from '../time.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * A VTIMEZONE (RFC 5545 §3.6.5) of a zone as this platform knows it, for the years a calendar speaks of: each change of the clock with its day, and
 * what held before the first. No rule of when it changes: a reader of it needs none for these years, and lawmakers keep none for later ones.
 */
export function zoneLines(zone: ZoneId, from: LocalDate, to: LocalDate): readonly string[] {
  const changes = changesOf(zone, from, to);
  const first = offsetAt(instantAt(from, 0, zone), zone);
  const parts = changes.map(({ at, before, after }) => part(localText(at, before), before, after));
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${zone}`,
    ...part('19700101T000000', first, first),
    ...parts.flat(),
    'END:VTIMEZONE'
  ];
}

interface Change {
  readonly at: Instant;
  /** Minutes east of Greenwich. */
  readonly before: number;
  readonly after: number;
}

/** Found by the day and then by the minute: nobody says when they are. */
function changesOf(zone: ZoneId, from: LocalDate, to: LocalDate): readonly Change[] {
  const changes: Change[] = [];
  const end = instantAt(to, 0, zone);
  for (let at = instantAt(from, 0, zone); at < end; at += DAY_MS) {
    const [before, after] = [offsetAt(at, zone), offsetAt(at + DAY_MS, zone)];
    if (before === after) continue;
    let [low, high] = [at, at + DAY_MS];
    while (high - low > MINUTE_MS) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
      if (offsetAt(middle, zone) === before) low = middle;
      else high = middle;
    }
    changes.push({ at: high, before, after });
  }
  return changes;
}

function part(start: string, before: number, after: number): string[] {
  const name = after > before ? 'DAYLIGHT' : 'STANDARD';
  return [
    `BEGIN:${name}`,
    `DTSTART:${start}`,
    `TZOFFSETFROM:${offset(before)}`,
    `TZOFFSETTO:${offset(after)}`,
    `END:${name}`
  ];
}

function offsetAt(at: Instant, zone: ZoneId): number {
  const wall = Date.parse(`${localDateOf(at, zone)}T00:00:00Z`) + minuteOfDayOf(at, zone) * MINUTE_MS;
  return Math.round((wall - Math.floor(at / MINUTE_MS) * MINUTE_MS) / MINUTE_MS);
}

/** On the clock that showed until then. */
function localText(at: Instant, east: number): string {
  return new Date(at + east * MINUTE_MS).toISOString().slice(0, 19).replace(/[-:]/g, '');
}

function offset(minutes: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}${two(Math.abs(minutes) % 60)}`;
}

/** A wall clock's day and minute as a value of DTSTART; the minutes of a day may run on into the next. */
export function wallText(date: LocalDate, minute: number): string {
  const day = plusDays(date, Math.floor(minute / 1440));
  const rest = minute % 1440;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${day.replaceAll('-', '')}T${two(rest / 60)}${two(rest % 60)}00`;
}
