import { err, ok, type Result } from '../result.ts';
import {
  localDateOf,
  minuteOfDayOf,
  type Instant,
  type LocalDate,
  type MinuteOfDay,
  type Minutes,
  type ZoneId
} from '../time.ts';
import { floatingFrom, instantIn, zoneDescribed, zoneNamed, type CalendarZone } from './calendar-zones.ts';
import { contentLines, textValue, type ContentLine } from './content-lines.ts';
import { dateOfFloating, minuteOfFloating, type FloatingMs } from './floating.ts';
import { ruleFrom } from './recurrence-rule.ts';

/** One event of somebody else's calendar, on the wall clock of the office that reads it. */
export interface CalendarEvent {
  readonly uid: string;
  readonly summary: string;
  readonly date: LocalDate;
  /** 0 for a whole day. */
  readonly start: MinuteOfDay;
  readonly minutes: Minutes;
  readonly allDay: boolean;
  /** RRULE, as it holds on this wall clock. */
  readonly rule: string | null;
  readonly except: readonly LocalDate[];
  readonly also: readonly LocalDate[];
  /** The instance of a recurring event (same uid) that this one stands for. */
  readonly instead: LocalDate | null;
  readonly cancelled: boolean;
  /** Marked as free time: it takes nobody's. */
  readonly free: boolean;
}

/** What could not be taken, and why. No name in it: the line in the file says which. */
export interface NotTaken {
  readonly line: number;
  readonly say: string;
}

export interface ReadCalendar {
  readonly events: readonly CalendarEvent[];
  readonly notTaken: readonly NotTaken[];
}

export type CalendarRefusal = { readonly code: 'calendar/unreadable'; readonly say: string };

const LARGEST = 5_000_000;
const MOST_EVENTS = 10_000;
/** Longer than a leave can be on the schedule. */
const LONGEST_MINUTES = 366 * 1440;

interface Part {
  readonly name: string;
  readonly line: number;
  readonly lines: ContentLine[];
  readonly parts: Part[];
}

/**
 * Reads a calendar file (iCalendar, RFC 5545) for an office in `zone` [CAL-3]: every event is taken, or not taken with words why; a file that is
 * none is refused in words. Never throws.
 */
export function readCalendar(text: string, zone: ZoneId): Result<ReadCalendar, CalendarRefusal> {
  if (text.length > LARGEST) return refused('This file is larger than a calendar can be here (5 MB).');
  const { lines, broken } = contentLines(text);
  const notTaken: NotTaken[] = broken.slice(0, 100).map((line) => ({ line, say: 'This line cannot be read.' }));
  const root = partsOf(lines, notTaken);
  const whole = root.parts.filter(({ name }) => name === 'VCALENDAR');
  // An event by itself, as mail programs hand it on, is taken as a calendar of one.
  const calendars = whole.length === 0 && eventsIn(root).length > 0 ? [root] : whole;
  if (calendars.length === 0) return refused('This file is no calendar.');
  const events: CalendarEvent[] = [];
  for (const calendar of calendars) {
    const zones = zonesOf(calendar);
    for (const part of eventsIn(calendar)) {
      if (events.length >= MOST_EVENTS) return refused('This calendar has more than 10,000 events.');
      const event = eventFrom(part, zone, zones);
      if (event.ok) events.push(event.value);
      else notTaken.push({ line: part.line, say: event.error });
    }
  }
  return ok({ events, notTaken });
}

/** The file as parts within parts. An end without its beginning, or the other way round, is told and let pass. */
function partsOf(lines: readonly ContentLine[], notTaken: NotTaken[]): Part {
  const root: Part = { name: '', line: 0, lines: [], parts: [] };
  const open: Part[] = [root];
  for (const line of lines) {
    const top = open.at(-1) ?? root;
    if (line.name === 'BEGIN') {
      const part: Part = { name: line.value.trim().toUpperCase(), line: line.no, lines: [], parts: [] };
      top.parts.push(part);
      if (open.length < 20) open.push(part);
    } else if (line.name === 'END') {
      const at = open.findLastIndex(({ name }) => name === line.value.trim().toUpperCase());
      if (at > 0) open.length = at;
      else notTaken.push({ line: line.no, say: 'Something ends here that never began.' });
    } else top.lines.push(line);
  }
  return root;
}

function eventsIn(part: Part): Part[] {
  return part.parts.flatMap((one) => (one.name === 'VEVENT' ? [one] : eventsIn(one)));
}

function zonesOf(calendar: Part): ReadonlyMap<string, CalendarZone> {
  const zones = new Map<string, CalendarZone>();
  for (const { name, lines, parts } of calendar.parts) {
    const id = lines.find((line) => line.name === 'TZID')?.value.trim();
    const described = name === 'VTIMEZONE' ? zoneDescribed(parts.map((part) => part.lines)) : null;
    if (id !== undefined && described) zones.set(id, described);
  }
  return zones;
}

function eventFrom(part: Part, home: ZoneId, zones: ReadonlyMap<string, CalendarZone>): Result<CalendarEvent, string> {
  const line = (name: string): ContentLine | undefined => part.lines.find((one) => one.name === name);
  const times = timeReader(home, zones);
  const begin = line('DTSTART');
  if (!begin) return err('It does not say when it begins.');
  const start = times(begin, begin.value);
  if (typeof start === 'string') return err(start);
  const minutes = lengthOf(start, line('DTEND'), line('DURATION'), times);
  if (typeof minutes === 'string') return err(minutes);
  if (minutes > LONGEST_MINUTES) return err('It is longer than a year.');
  const rule = ruleOf(part, start);
  if (!rule.ok) return rule;
  const dates = (name: string): LocalDate[] | string => {
    const found = part.lines
      .filter((one) => one.name === name)
      .flatMap((one) => one.value.split(',').map((value) => ({ one, value })));
    const read = found
      .filter(({ value }) => value.trim() !== '')
      .map(({ one, value }) => times(one, value.split('/')[0] ?? ''));
    const wrong = read.find((one) => typeof one === 'string');
    return typeof wrong === 'string' ? wrong : read.flatMap((one) => (typeof one === 'string' ? [] : [one.date]));
  };
  const [except, also] = [dates('EXDATE'), dates('RDATE')];
  if (typeof except === 'string') return err(`A left-out day: ${except}`);
  if (typeof also === 'string') return err(`A further day: ${also}`);
  const instance = line('RECURRENCE-ID');
  const instead = instance ? times(instance, instance.value) : null;
  if (typeof instead === 'string') return err(`The instance it stands for: ${instead}`);
  return ok({
    uid: (line('UID')?.value ?? '').trim().slice(0, 500),
    summary: textValue(line('SUMMARY')?.value ?? '')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 200),
    date: start.date,
    start: start.minute,
    minutes,
    allDay: start.allDay,
    rule: rule.value,
    except,
    also,
    instead: instead?.date ?? null,
    cancelled: line('STATUS')?.value.trim().toUpperCase() === 'CANCELLED',
    free: line('TRANSP')?.value.trim().toUpperCase() === 'TRANSPARENT'
  });
}

interface Moment {
  readonly date: LocalDate;
  readonly minute: MinuteOfDay;
  readonly allDay: boolean;
  /** Where both are moments of some zone, how far apart two are. */
  readonly instant: Instant | null;
  readonly floating: FloatingMs;
  /** The office's wall clock shows the same as the file's, all year. */
  readonly isHome: boolean;
}
type ReadTime = (line: ContentLine, value: string) => Moment | string;

function timeReader(home: ZoneId, zones: ReadonlyMap<string, CalendarZone>): ReadTime {
  return ({ params }, raw) => {
    const value = raw.trim();
    const at = floatingFrom(value);
    if (at === null) return 'Its time is no time of a calendar.';
    if (!value.includes('T')) {
      return { date: dateOfFloating(at), minute: 0, allDay: true, instant: null, floating: at, isHome: true };
    }
    const id = params.get('TZID');
    const known: ZoneId | null = value.endsWith('Z') ? 'UTC' : id === undefined ? home : zoneNamed(id);
    const zone = known === null ? zones.get(id ?? '') : ({ kind: 'known', zone: known } as const);
    if (!zone) return 'Its time zone is not known.';
    const instant = instantIn(zone, at);
    const isHome = known === home;
    if (isHome)
      return { date: dateOfFloating(at), minute: minuteOfFloating(at), allDay: false, instant, floating: at, isHome };
    return {
      date: localDateOf(instant, home),
      minute: minuteOfDayOf(instant, home),
      allDay: false,
      instant,
      floating: at,
      isHome
    };
  };
}

/** Minutes, or what is wrong. What says no end is a whole day or no time at all (RFC 5545 §3.6.1); no time is shown as five minutes. */
function lengthOf(
  start: Moment,
  end: ContentLine | undefined,
  duration: ContentLine | undefined,
  times: ReadTime
): Minutes | string {
  if (end) {
    const to = times(end, end.value);
    if (typeof to === 'string') return to;
    const between =
      start.instant !== null && to.instant !== null ? to.instant - start.instant : to.floating - start.floating;
    const minutes = Math.ceil(between / 60_000);
    if (minutes < 0) return 'It ends before it begins.';
    return Math.max(minutes, start.allDay ? 1440 : 5);
  }
  if (duration) return durationFrom(duration.value) ?? 'Its length cannot be read.';
  return start.allDay ? 1440 : 5;
}

function durationFrom(text: string): Minutes | null {
  const match = /^\+?P(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?)$/.exec(
    text.trim()
  );
  if (!match) return null;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return Math.max(5, Math.ceil((weeks * 7 + days) * 1440 + hours * 60 + minutes + seconds / 60));
}

function ruleOf(part: Part, start: Moment): Result<string | null, string> {
  const rules = part.lines.filter(({ name }) => name === 'RRULE');
  if (part.lines.some(({ name }) => name === 'EXRULE')) return err('It leaves days out by a rule of their own.');
  const [first] = rules;
  if (!first) return ok(null);
  if (rules.length > 1) return err('It recurs by more than one rule.');
  const read = ruleFrom(first.value);
  if (!read.ok) return err(read.error.say);
  if (/^(?:SECOND|MINUTE|HOUR)LY$/.test(read.value.freq)) return err('It recurs more than once a day.');
  if (!start.isHome) return err('It recurs in another time zone.');
  return ok(first.value.trim().replace(/;$/, '').slice(0, 500));
}

function refused(say: string): Result<never, CalendarRefusal> {
  return err({ code: 'calendar/unreadable', say });
}
