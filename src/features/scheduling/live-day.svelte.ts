import type { LocalDate } from '#domain/time.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { dayDoc } from '#domain/documents.ts';
import { heldTimes, type HeldTime } from '#domain/scheduling/slot-offer.ts';
import { live, liveNow } from '#station/live.svelte.ts';
import type { Station } from '#station/station.ts';
import { clashWords, clashesOf, type Clash } from './clashes.ts';
import { columnsOf, shownHours, type Column, type DayRows } from './day-columns.ts';
import { onOtherDays, patientsToAsk, visitsOfAll } from '#station/other-visits.ts';
import { resourceColumns, weekColumns, weekOf, whoseWeek } from './more-columns.ts';
import type { ScheduleView } from './schedule-view.ts';

/** A day of the schedule, or a week, as it is now, followed for as long as the calling component lives. */
export interface LiveDay {
  /** Undefined until the first answer. */
  readonly practice: Practice | undefined;
  /** Of the day in hand; undefined while it has not been read. */
  readonly appointments: readonly Appointment[] | undefined;
  /** Of any day that is shown. */
  appointmentsOn(date: LocalDate): readonly Appointment[] | undefined;
  /** What of the day in hand is being offered to somebody. */
  readonly held: readonly HeldTime[];
  readonly columns: readonly Column[];
  readonly hours: { readonly from: number; readonly to: number };
  /** Conflicts, in order of time. */
  readonly clashes: readonly Clash[];
}

const NO_CLASHES: readonly Clash[] = [];

/** @param asked a getter: what it reads reactively starts the queries anew */
export function liveDay(station: Station, asked: () => ScheduleView): LiveDay {
  const { site } = station.device;
  // As plain values: a view that changes in something else starts no query anew, and lets go of no document.
  const date = $derived(asked().date);
  const closed = $derived(asked().closed);
  const by = $derived(asked().by);
  const days = $derived(asked().days);
  const whose = $derived(asked().whose);
  const shown = $derived(weekOf(date, days).join(' '));
  const practice = live(station, () => (rows) => rows.practice());
  const read = live(station, () => {
    const of = shown;
    return async (rows) => ({ of, lists: await Promise.all(of.split(' ').map((day) => rows.appointments(site, day))) });
  });
  const visits = live(station, () => {
    const of = shown;
    return async (rows) => ({ of, lists: await Promise.all(of.split(' ').map((day) => rows.visits(site, day))) });
  });
  const offers = live(station, () => {
    const of = shown;
    return async (rows) => ({ of, lists: await Promise.all(of.split(' ').map((day) => rows.offers(site, day))) });
  });
  const clock = liveNow(station, 10_000);
  // As text, so that a clock that goes on redraws nothing until an offer is over.
  const heldKey = $derived(
    JSON.stringify(offers.value?.of === shown ? offers.value.lists.map((list) => heldTimes(list, clock.value)) : [])
  );
  const held = $derived(JSON.parse(heldKey) as readonly (readonly HeldTime[])[]); // written a line above
  $effect(() => {
    const stops = shown.split(' ').map((day) => station.open(dayDoc(site, day)));
    return () => stops.forEach((stop) => stop());
  });

  const lists = $derived(read.value?.of === shown ? read.value.lists : undefined);
  const on = (day: LocalDate): readonly Appointment[] | undefined => lists?.[shown.split(' ').indexOf(day)];
  const today = $derived(on(date));
  const asksOthers = $derived(practice.value && lists ? patientsToAsk(practice.value, lists.flat()).join(' ') : '');
  const others = live(station, () => {
    const ids = asksOthers === '' ? [] : asksOthers.split(' ');
    return (rows) => visitsOfAll(rows, ids);
  });
  /** By day, in the order of the days. */
  const clashes = $derived.by(() => {
    const known = practice.value;
    if (!known || !lists) return undefined;
    return shown.split(' ').map((day, i) =>
      clashesOf({
        practice: known,
        site,
        date: day,
        appointments: lists[i] ?? [],
        others: onOtherDays(others.value, day)
      })
    );
  });
  let before: readonly Column[] = [];
  const columns = $derived.by(() => {
    const known = practice.value;
    if (!known || !lists || !clashes) return before;
    const here = visits.value?.of === shown ? visits.value.lists : [];
    const rowsOf = (i: number): DayRows => ({
      practice: known,
      appointments: lists[i] ?? [],
      visits: here[i] ?? NO_VISITS,
      clashes: clashWords(clashes[i] ?? []),
      held: held[i] ?? NONE_HELD
    });
    if (days === 1 && by === 'provider') return (before = columnsOf(rowsOf(0), { site, date, closed }, before));
    if (days === 1) return (before = resourceColumns(rowsOf(0), { site, date, closed }, before));
    const week = shown.split(' ').map((day, i) => ({ date: day, rows: rowsOf(i) }));
    const resource = whoseWeek(known, site, whose);
    return (before = resource ? weekColumns(week, resource, { site, closed }, before) : []);
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
  const allClashes = $derived(days === 1 ? (clashes?.flat() ?? NO_CLASHES) : shownOf(clashes?.flat() ?? [], columns));
  return {
    get practice() {
      return practice.value;
    },
    get appointments() {
      return today;
    },
    appointmentsOn: on,
    get held() {
      return held[shown.split(' ').indexOf(date)] ?? NONE_HELD;
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

const NONE_HELD: readonly HeldTime[] = [];
const NO_VISITS: DayRows['visits'] = [];

function shownOf(clashes: readonly Clash[], columns: readonly Column[]): readonly Clash[] {
  const here = new Set(columns.flatMap(({ cards }) => cards.map(({ appointment }) => appointment.appointment)));
  return clashes.filter(({ appointments }) => appointments.some(({ appointment }) => here.has(appointment)));
}
