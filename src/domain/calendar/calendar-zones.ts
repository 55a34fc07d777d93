import { instantAt, type Instant, type ZoneId } from '../time.ts';
import type { ContentLine } from './content-lines.ts';
import { dateOfFloating, DAY_MS, minuteOfFloating, type FloatingMs } from './floating.ts';
import { ruleFrom } from './recurrence-rule.ts';
import { instancesOf } from './recurrence.ts';

/** What a file's times are told in: a zone of this machine, or one the file describes itself. */
export type CalendarZone =
  | { readonly kind: 'known'; readonly zone: ZoneId }
  | { readonly kind: 'described'; readonly changes: readonly Change[] };

interface Change {
  readonly from: FloatingMs;
  readonly offsetBeforeMs: number;
  readonly offsetMs: number;
  readonly rule: string | null;
}

/** Microsoft's names of zones, as its calendars write them (Unicode CLDR, windowsZones). The ones met in the Americas and Europe. */
const WINDOWS: Readonly<Record<string, ZoneId>> = {
  'Eastern Standard Time': 'America/New_York',
  'Central Standard Time': 'America/Chicago',
  'Mountain Standard Time': 'America/Denver',
  'US Mountain Standard Time': 'America/Phoenix',
  'Pacific Standard Time': 'America/Los_Angeles',
  'Alaskan Standard Time': 'America/Anchorage',
  'Hawaiian Standard Time': 'Pacific/Honolulu',
  'Atlantic Standard Time': 'America/Halifax',
  'GMT Standard Time': 'Europe/London',
  'Greenwich Standard Time': 'Atlantic/Reykjavik',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Central Europe Standard Time': 'Europe/Budapest',
  'Central European Standard Time': 'Europe/Warsaw',
  'Romance Standard Time': 'Europe/Paris',
  'E. Europe Standard Time': 'Europe/Chisinau',
  'FLE Standard Time': 'Europe/Kyiv',
  'GTB Standard Time': 'Europe/Bucharest',
  'Russian Standard Time': 'Europe/Moscow',
  'India Standard Time': 'Asia/Kolkata',
  'China Standard Time': 'Asia/Shanghai',
  'Tokyo Standard Time': 'Asia/Tokyo',
  'AUS Eastern Standard Time': 'Australia/Sydney',
  'New Zealand Standard Time': 'Pacific/Auckland',
  UTC: 'UTC'
};

/** A zone by the name a file gives it: one of this machine's, a vendor's path that ends in one, or Microsoft's name; null when it is none. */
export function zoneNamed(name: string): ZoneId | null {
  const plain = name.trim();
  if (WINDOWS[plain]) return WINDOWS[plain];
  const parts = plain.split('/').filter(Boolean);
  for (let take = Math.min(3, parts.length); take > 0; take--) {
    const tail = parts.slice(-take).join('/');
    if ((take > 1 || parts.length === 1) && isZone(tail)) return tail;
  }
  return null;
}

const known = new Map<string, boolean>();

function isZone(name: string): boolean {
  // An offset such as `+05:00` is a name to some engines and not to others.
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/.test(name) || name.length > 64) return false;
  let answer = known.get(name);
  if (answer === undefined) {
    try {
      new Intl.DateTimeFormat('en-US', { timeZone: name });
      answer = true;
    } catch {
      answer = false;
    }
    if (known.size < 1_000) known.set(name, answer);
  }
  return answer;
}

/** A VTIMEZONE by its own words; null when they are not enough to go by. @param parts its STANDARD and DAYLIGHT parts' lines */
export function zoneDescribed(parts: readonly (readonly ContentLine[])[]): CalendarZone | null {
  const changes = parts.flatMap((lines): Change[] => {
    const said = (name: string): string | undefined => lines.find((line) => line.name === name)?.value.trim();
    const from = floatingFrom(said('DTSTART') ?? '');
    const [before, offset] = [offsetFrom(said('TZOFFSETFROM') ?? ''), offsetFrom(said('TZOFFSETTO') ?? '')];
    if (from === null || before === null || offset === null) return [];
    return [{ from, offsetBeforeMs: before, offsetMs: offset, rule: said('RRULE') ?? null }];
  });
  return changes.length > 0 ? { kind: 'described', changes } : null;
}

/** The moment a wall clock of the zone shows this. */
export function instantIn(zone: CalendarZone, at: FloatingMs): Instant {
  if (zone.kind === 'known') {
    // Seconds and less are no part of a schedule, but of a file.
    return instantAt(dateOfFloating(at), minuteOfFloating(at), zone.zone) + (at - Math.floor(at / 60_000) * 60_000);
  }
  let latest: { from: FloatingMs; offsetMs: number } | null = null;
  for (const change of zone.changes) {
    const from = lastBefore(change, at);
    if (from !== null && (latest === null || from > latest.from)) latest = { from, offsetMs: change.offsetMs };
  }
  const first = zone.changes.reduce((a, b) => (a.from <= b.from ? a : b));
  return at - (latest?.offsetMs ?? first.offsetBeforeMs);
}

/** The last time this change took place at or before a moment of the zone's wall clock. */
function lastBefore({ from, rule }: Change, at: FloatingMs): FloatingMs | null {
  if (from > at) return null;
  const read = rule === null ? null : ruleFrom(rule);
  if (!read?.ok || read.value.freq !== 'YEARLY') return from;
  let last = from;
  for (const instance of instancesOf(read.value, from)) {
    if (instance > at) break;
    last = instance;
  }
  return last;
}

/** `20261120` or `20261120T090000`, Z left out; null when it is no moment. */
export function floatingFrom(text: string): FloatingMs | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z?)?$/.exec(text.trim());
  if (!match) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0'] = match;
  const date = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(date) || new Date(date).getUTCDate() !== Number(day)) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  return date + (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000;
}

function offsetFrom(text: string): number | null {
  const match = /^([+-])(\d{2})(\d{2})(\d{2})?$/.exec(text);
  if (!match) return null;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return seconds * 1000 > DAY_MS ? null : (match[1] === '-' ? -1 : 1) * seconds * 1000;
}
