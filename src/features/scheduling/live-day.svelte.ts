import type { LocalDate } from '#domain/time.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { dayDoc } from '#domain/documents.ts';
import { live } from '#station/live.svelte.ts';
import type { Station } from '#station/station.ts';
import { clashWords, clashesOf, type Clash } from './clashes.ts';
import { columnsOf, shownHours, type Column } from './day-columns.ts';

/** A day of the schedule as it is now, followed for as long as the calling component lives. */
export interface LiveDay {
  /** Undefined until the first answer. */
  readonly practice: Practice | undefined;
  /** Undefined while the day that is asked for has not been read. */
  readonly appointments: readonly Appointment[] | undefined;
  readonly columns: readonly Column[];
  readonly hours: { readonly from: number; readonly to: number };
  /** Conflicts, in order of time. */
  readonly clashes: readonly Clash[];
}

const NO_CLASHES: readonly Clash[] = [];

/** @param asked a getter: what it reads reactively starts the queries anew */
export function liveDay(station: Station, asked: () => { date: LocalDate; closed: boolean }): LiveDay {
  const { site } = station.device;
  // As plain values: a view that changes in something else starts no query anew, and lets go of no document.
  const date = $derived(asked().date);
  const closed = $derived(asked().closed);
  const practice = live(station, () => (rows) => rows.practice());
  const appointments = live(station, () => {
    const day = date;
    return async (rows) => ({ day, list: await rows.appointments(site, day) });
  });
  const visits = live(station, () => {
    const day = date;
    return async (rows) => ({ day, list: await rows.visits(site, day) });
  });
  $effect(() => station.open(dayDoc(site, date)));

  const today = $derived(appointments.value?.day === date ? appointments.value.list : undefined);
  const clashes = $derived(
    practice.value && today ? clashesOf({ practice: practice.value, site, date, appointments: today }) : NO_CLASHES
  );
  let before: readonly Column[] = [];
  const columns = $derived.by(() => {
    if (!practice.value || !today) return before;
    const here = visits.value?.day === date ? visits.value.list : [];
    const rows = { practice: practice.value, appointments: today, visits: here, clashes: clashWords(clashes) };
    return (before = columnsOf(rows, { site, date, closed }, before));
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
  return {
    get practice() {
      return practice.value;
    },
    get appointments() {
      return today;
    },
    get columns() {
      return columns;
    },
    get hours() {
      return hours;
    },
    get clashes() {
      return clashes;
    }
  };
}
