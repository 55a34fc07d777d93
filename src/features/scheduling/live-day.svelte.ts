import type { LocalDate, ZoneId } from '#domain/time.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { SiteId } from '#domain/ids.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { dayDoc, parseDocId, type DocId, type DocRef } from '#domain/documents.ts';
import type { VisitElsewhere } from '#domain/scheduling/elsewhere.ts';
import { heldTimes, type HeldTime } from '#domain/scheduling/slot-offer.ts';
import { visitsElsewhere } from '#station/visits-elsewhere.ts';
import { live, liveNow } from '#station/live.svelte.ts';
import type { Rows } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import { clashWords, clashesOf, onceEach, type Clash } from './clashes.ts';
import { columnsOf, shownHours, type Column, type DayRows } from './day-columns.ts';
import { onOtherDays, patientsToAsk, visitsOfAll } from '#station/other-visits.ts';
import { resourceColumns, weekColumns, weekOf, whoseWeek } from './more-columns.ts';
import type { ScheduleView } from './schedule-view.ts';
import { siteColumns, siteWeek, sitesInOrder, type DayOfSite } from './site-columns.ts';

/** A day of the schedule, or a week, as it is now, followed for as long as the calling component lives. */
export interface LiveDay {
  /** Undefined until the first answer. */
  readonly practice: Practice | undefined;
  /** Of this office's day in hand; undefined while it has not been read. */
  readonly appointments: readonly Appointment[] | undefined;
  /** Of any day that is shown. */
  appointmentsAt(site: SiteId, date: LocalDate): readonly Appointment[] | undefined;
  /** What the other offices have on such a day. */
  elsewhereAt(site: SiteId, date: LocalDate): readonly VisitElsewhere[];
  /** What of such a day is being offered to somebody. */
  heldAt(site: SiteId, date: LocalDate): readonly HeldTime[];
  /** The days that are shown, of every office that is. */
  readonly docs: readonly DayRef[];
  readonly columns: readonly Column[];
  readonly hours: { readonly from: number; readonly to: number };
  /** Conflicts, in order of time. */
  readonly clashes: readonly Clash[];
}

type DayRef = Extract<DocRef, { kind: 'day' }>;

const NO_CLASHES: readonly Clash[] = [];
const NONE_ELSEWHERE: readonly VisitElsewhere[] = [];

/** @param asked a getter: what it reads reactively starts the queries anew */
export function liveDay(station: Station, asked: () => ScheduleView): LiveDay {
  const { site } = station.device;
  // As plain values: a view that changes in something else starts no query anew, and lets go of no document.
  const date = $derived(asked().date);
  const closed = $derived(asked().closed);
  const by = $derived(asked().by);
  const days = $derived(asked().days);
  const whose = $derived(asked().whose);
  const practice = live(station, () => (rows) => rows.practice());
  const shown = $derived(daysShown(asked(), practice.value, site).join(' '));
  const refs = $derived(refsOf(shown));
  const read = live(station, () => everyDay(shown, (rows, of, day) => rows.appointments(of, day)));
  const visits = live(station, () => everyDay(shown, (rows, of, day) => rows.visits(of, day)));
  const offers = live(station, () => everyDay(shown, (rows, of, day) => rows.offers(of, day)));
  const beside = live(station, () =>
    everyDay(shown, (rows, of, day) => visitsElsewhere(rows, { site: of, date: day }))
  );
  const clock = liveNow(station, 10_000);
  // As text, so that a clock that goes on redraws nothing until an offer is over.
  const heldKey = $derived(
    JSON.stringify(offers.value?.of === shown ? offers.value.lists.map((list) => heldTimes(list, clock.value)) : [])
  );
  const held = $derived(JSON.parse(heldKey) as readonly (readonly HeldTime[])[]); // written a line above
  $effect(() => {
    const stops = shown.split(' ').map((doc) => station.open(doc));
    return () => stops.forEach((stop) => stop());
  });

  const lists = $derived(read.value?.of === shown ? read.value.lists : undefined);
  const at = (of: SiteId, day: LocalDate): number => shown.split(' ').indexOf(dayDoc(of, day));
  const today = $derived(lists?.[at(site, date)]);
  const asksOthers = $derived(practice.value && lists ? patientsToAsk(practice.value, lists.flat()).join(' ') : '');
  const others = live(station, () => {
    const ids = asksOthers === '' ? [] : asksOthers.split(' ');
    return (rows) => visitsOfAll(rows, ids);
  });
  const besideAt = (i: number): readonly VisitElsewhere[] =>
    beside.value?.of === shown ? (beside.value.lists[i] ?? NONE_ELSEWHERE) : NONE_ELSEWHERE;
  /** By day, in the order of the days. */
  const clashes = $derived.by(() => {
    const known = practice.value;
    if (!known || !lists) return undefined;
    return refs.map((ref, i) => {
      const day = { practice: known, site: ref.site, date: ref.date, appointments: lists[i] ?? [] };
      return clashesOf({ ...day, others: onOtherDays(others.value, ref.date), elsewhere: besideAt(i) });
    });
  });
  let before: readonly Column[] = [];
  const columns = $derived.by(() => {
    const known = practice.value;
    if (!known || !lists || !clashes) return before;
    const here = visits.value?.of === shown ? visits.value.lists : [];
    const each = refs.map((ref, i) => ({
      ...ref,
      rows: {
        practice: known,
        appointments: lists[i] ?? [],
        visits: here[i] ?? NO_VISITS,
        clashes: clashWords(clashes[i] ?? []),
        held: held[i] ?? NONE_HELD
      }
    }));
    return (before = columnsFor(each, { site, home: station.zone, by, days, whose, closed }, before));
  });
  // As text, so that hours that stay the same redraw nothing.
  const hoursKey = $derived.by(() => {
    const { from, to } = shownHours(columns);
    return `${from} ${to}`;
  });
  const hours = $derived.by(() => {
    const [from = 0, to = 0] = hoursKey.split(' ').map(Number);
    return { from, to };
  });
  // In a week of one provider the others' conflicts are not on the screen.
  const everyClash = $derived(clashes ? onceEach(clashes.flat()) : NO_CLASHES);
  const allClashes = $derived(days === 1 ? everyClash : shownOf(everyClash, columns));
  return {
    get practice() {
      return practice.value;
    },
    get appointments() {
      return today;
    },
    appointmentsAt: (of, day) => lists?.[at(of, day)],
    elsewhereAt: (of, day) => besideAt(at(of, day)),
    heldAt: (of, day) => held[at(of, day)] ?? NONE_HELD,
    get docs() {
      return refs;
    },
    get columns() {
      return columns;
    },
    get hours() {
      return hours;
    },
    get clashes() {
      return allClashes;
    }
  };
}

/** The documents of the days that a view shows. By office, those of every office; the desk's own while it is not known which there are. */
function daysShown(view: ScheduleView, practice: Practice | undefined, own: SiteId): readonly DocId[] {
  if (view.days === 1 && view.by === 'site')
    return (practice ? sitesInOrder(practice, own, view.date) : [own]).map((site) => dayDoc(site, view.date));
  const whose = view.days > 1 && practice ? whoseWeek(practice, own, view.whose) : null;
  const site = whose?.kind === 'site' ? whose.id : own;
  return weekOf(view.date, view.days).map((date) => dayDoc(site, date));
}

function refsOf(shown: string): readonly DayRef[] {
  return shown.split(' ').flatMap((doc) => {
    const ref = parseDocId(doc);
    return ref?.kind === 'day' ? [ref] : [];
  });
}

/** A query of each day that is shown, with which days they were: an answer of other days is passed over. */
function everyDay<T>(shown: string, query: (rows: Rows, site: SiteId, date: LocalDate) => Promise<T>) {
  return async (rows: Rows) => ({
    of: shown,
    lists: await Promise.all(refsOf(shown).map(({ site, date }) => query(rows, site, date)))
  });
}

interface ColumnsAsked extends Pick<ScheduleView, 'by' | 'days' | 'whose' | 'closed'> {
  readonly site: SiteId;
  /** The clock this desk goes by. */
  readonly home: ZoneId;
}

function columnsFor(
  each: readonly DayOfSite[],
  { site, home, by, days, whose, closed }: ColumnsAsked,
  before: readonly Column[]
): readonly Column[] {
  const [first] = each;
  if (!first) return before;
  if (days === 1) {
    if (by === 'site') return siteColumns(each, home, closed, before);
    const { rows, date } = first;
    return (by === 'provider' ? columnsOf : resourceColumns)(rows, { site, date, closed }, before);
  }
  const resource = whoseWeek(first.rows.practice, site, whose);
  if (resource?.kind === 'site') return siteWeek(each, closed, before);
  return resource ? weekColumns(each, resource, { site, closed }, before) : [];
}

const NONE_HELD: readonly HeldTime[] = [];
const NO_VISITS: DayRows['visits'] = [];

function shownOf(clashes: readonly Clash[], columns: readonly Column[]): readonly Clash[] {
  const here = new Set(columns.flatMap(({ cards }) => cards.map(({ appointment }) => appointment.appointment)));
  return clashes.filter(({ appointments }) => appointments.some(({ appointment }) => here.has(appointment)));
}
