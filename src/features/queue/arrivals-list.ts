import type { Instant } from '#domain/time.ts';
import type { TodayRow, TodayRows } from './today.ts';

/** How a clerk wants the arrivals [ARR-16]. `arrivals`: who is here and not checked in first, then by the time of the appointment. */
export type ArrivalSort = 'arrivals' | 'waiting' | 'name' | 'provider' | 'time';

export const SORT_WORDS: Readonly<Record<ArrivalSort, string>> = {
  arrivals: 'To check in first',
  waiting: 'Waiting longest',
  name: 'By name',
  provider: 'By provider',
  time: 'By time'
};

export const SORTS = Object.keys(SORT_WORDS) as readonly ArrivalSort[]; // the record has these keys and no others

/** What somebody told a kiosk, as the list needs it: whose line it is, the arrivals' slice knows. */
export interface AtKiosk {
  readonly id: string;
  /** When it came. */
  readonly at: Instant;
  readonly family: string;
  readonly given: string;
  readonly isUrgent: boolean;
}

/** One line of the list of arrivals. */
export type Arrival =
  | { readonly kind: 'visit'; readonly id: string; readonly row: TodayRow }
  | { readonly kind: 'kiosk'; readonly id: string; readonly told: AtKiosk };

/**
 * Everyone the front desk has still to do with, in one list: who is expected, who waits, who is in the house and not checked in, and what kiosks were told and
 * nobody has matched yet [ARR-15]. In the order that was asked for [ARR-16]; what is urgent stands before all [ARR-10].
 */
export function arrivalsOf(rows: TodayRows, kiosk: readonly AtKiosk[], sort: ArrivalSort): readonly Arrival[] {
  const open = [...rows.rooms, ...rows['check-out']].filter(({ checkedIn }) => !checkedIn);
  const visits = [...rows.waiting, ...open, ...rows.expected];
  const all: Arrival[] = [
    ...kiosk.map((told): Arrival => ({ kind: 'kiosk', id: told.id, told })),
    ...visits.map((row): Arrival => ({ kind: 'visit', id: row.visit, row }))
  ];
  const keyed = all.map((arrival) => ({ arrival, key: keyOf(arrival) }));
  const order = ORDERS[sort];
  keyed.sort(({ key: a }, { key: b }) => b.urgent - a.urgent || order(a, b) || a.time - b.time || byId(a.id, b.id));
  return keyed.map(({ arrival }) => arrival);
}

/** The day of one provider, and walk-ins, who are nobody's yet. */
export function onlyOf(rows: TodayRows, practitioner: string): TodayRows {
  const own = (lines: readonly TodayRow[]): readonly TodayRow[] =>
    lines.filter((row) => row.practitioner === practitioner || row.practitioner === null);
  return {
    expected: own(rows.expected),
    waiting: own(rows.waiting),
    rooms: own(rows.rooms),
    'check-out': own(rows['check-out']),
    done: own(rows.done)
  };
}

/** The order that one key more asks for. */
export function nextSort(sort: ArrivalSort): ArrivalSort {
  return SORTS[(SORTS.indexOf(sort) + 1) % SORTS.length] ?? 'arrivals';
}

/** How many stand at the desk's door: here and not checked in. */
export function toCheckIn(rows: TodayRows, kiosk: readonly unknown[]): number {
  const here = [...rows.waiting, ...rows.rooms, ...rows['check-out']];
  return kiosk.length + here.filter(({ checkedIn }) => !checkedIn).length;
}

interface Key {
  readonly id: string;
  readonly urgent: 0 | 1;
  /** 0 here and not checked in, 1 everyone else. */
  readonly rank: 0 | 1;
  /** Of the appointment; of who has none, of the arrival. */
  readonly time: Instant;
  readonly arrived: Instant;
  readonly name: string;
  readonly provider: string;
}

function keyOf(arrival: Arrival): Key {
  const { id } = arrival;
  if (arrival.kind === 'kiosk') {
    const { at, isUrgent, family, given } = arrival.told;
    const name = nameKey(family, given);
    return { id, urgent: isUrgent ? 1 : 0, rank: 0, time: at, arrived: at, name, provider: LAST };
  }
  const { row } = arrival;
  return {
    id,
    urgent: row.placedFor === 'clinical' ? 1 : 0,
    rank: row.arrivedAt !== null && !row.checkedIn ? 0 : 1,
    time: row.startsAt ?? row.arrivedAt ?? row.since,
    arrived: row.arrivedAt ?? Infinity,
    name: nameKey(row.family, row.given),
    provider: row.called === '' ? LAST : row.called.toLowerCase()
  };
}

/** After every name. */
const LAST = '\uffff';

const ORDERS: Readonly<Record<ArrivalSort, (a: Key, b: Key) => number>> = {
  arrivals: (a, b) => a.rank - b.rank,
  waiting: (a, b) => byNumber(a.arrived, b.arrived),
  name: (a, b) => byId(a.name, b.name),
  provider: (a, b) => byId(a.provider, b.provider),
  time: () => 0
};

function nameKey(family: string, given: string): string {
  // No name at all stands last, where somebody looks for who is left.
  return `${family} ${given}`.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim() || LAST;
}

function byId(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Two who are not here yet are equal: infinity less infinity is no number. */
function byNumber(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
