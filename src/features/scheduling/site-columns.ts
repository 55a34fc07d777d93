import type { SiteId } from '#domain/ids.ts';
import type { DayHours } from '#domain/practice/practice-facts.ts';
import { officesOn } from '#domain/practice/offices.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { blocksOn, isFor } from '#domain/scheduling/blocks.ts';
import { joinedHours, spanOf } from '#domain/scheduling/grid.ts';
import {
  instantAt,
  localDateOf,
  minuteOfDayOf,
  weekdayOf,
  type Instant,
  type LocalDate,
  type ZoneId
} from '#domain/time.ts';
import { dayText, minutesText } from '#ui/format.ts';
import { kept, laidOut, shown, type Column, type ColumnParts, type DayAsked, type DayRows } from './day-columns.ts';

/** An office's day, with what is on it. */
export interface DayOfSite {
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly rows: DayRows;
}

/** The day by office: a column each, in which all its providers' visits stand side by side where they overlap [SCH-21]. */
export function siteColumns(
  days: readonly DayOfSite[],
  home: ZoneId,
  closed: boolean,
  before: readonly Column[]
): readonly Column[] {
  const columns = days.map(({ site, date, rows }) => {
    const office = rows.practice.sites.get(site);
    const apart = office ? clockApart(office.zone, home, date) : '';
    const parts = siteParts(rows, { site, date, closed });
    return laidOut({ ...parts, title: [parts.title, apart].filter(Boolean).join(', ') }, rows, before);
  });
  return kept(columns, before);
}

/** The week of one office: a column a day [SCH-21]. */
export function siteWeek(days: readonly DayOfSite[], closed: boolean, before: readonly Column[]): readonly Column[] {
  const columns = days.map(({ site, date, rows }) =>
    laidOut({ ...siteParts(rows, { site, date, closed }), key: date, title: dayText(date) }, rows, before)
  );
  return kept(columns, before);
}

/** Offices of a day in the order they stand in, the desk's own first; of any day without one. */
export function sitesInOrder(practice: Practice, own: SiteId, date?: LocalDate): readonly SiteId[] {
  const sites = date === undefined ? [...practice.sites.values()] : officesOn(practice, date);
  const others = sites.map(({ site }) => site).filter((site) => site !== own);
  return [own, ...others];
}

function siteParts(rows: DayRows, asked: DayAsked): ColumnParts {
  const { practice, held = [] } = rows;
  const { site, date } = asked;
  const resource = { kind: 'site', id: site } as const;
  return {
    key: `site:${site}`,
    site,
    date,
    title: practice.sites.get(site)?.name ?? 'Unknown office',
    hue: null,
    faint: false,
    practitioner: undefined,
    resource,
    open: officeHours(practice, site, date),
    items: shown(rows, asked).map((appointment) => ({ appointment, span: spanOf(appointment.at) })),
    blocks: blocksOn(practice.plan, date).filter(({ block }) => isFor(block, resource, site)),
    held
  };
}

/** The office's stated hours; where none are, those in which anybody works there. */
function officeHours(practice: Practice, site: SiteId, date: LocalDate): DayHours {
  const weekday = weekdayOf(date);
  const stated = practice.plan.siteHours.get(site)?.[weekday];
  if (stated) return stated;
  return joinedHours([...practice.practitioners.values()].flatMap((one) => one.hours.get(site)?.[weekday] ?? []));
}

/** `1 h ahead`, where an office's clock is not the one this desk goes by; empty where it is. As it is at that day's noon. */
function clockApart(zone: ZoneId, home: ZoneId, date: LocalDate): string {
  const noon = instantAt(date, 720, zone);
  const days = localDateOf(noon, home) < date ? -1 : localDateOf(noon, home) > date ? 1 : 0;
  const apart = 720 - (minuteOfDayOf(noon, home) + days * 1440);
  return apart === 0 ? '' : `${minutesText(Math.abs(apart))} ${apart > 0 ? 'ahead' : 'behind'}`;
}

/** Where the line of the present stands: across all columns, or in one. */
export interface NowMark {
  readonly minute: number;
  readonly column: number | null;
}

/** Each column goes by its own office's clock; where all agree it is one line [SCH-21]. */
export function nowMarks(
  columns: readonly Column[],
  now: Instant,
  practice: Practice | undefined,
  home: ZoneId
): readonly NowMark[] {
  const marks = columns.flatMap(({ site, date }, column) => {
    const zone = practice?.sites.get(site)?.zone ?? home;
    return localDateOf(now, zone) === date ? [{ minute: minuteOfDayOf(now, zone), column }] : [];
  });
  const [first] = marks;
  if (!first) return [];
  const isOne = marks.length === columns.length && marks.every(({ minute }) => minute === first.minute);
  return isOne && columns.length > 0 ? [{ minute: first.minute, column: null }] : marks;
}
