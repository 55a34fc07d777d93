import { getContext, setContext } from 'svelte';
import { WHOLE_SITE } from '#domain/board/board.ts';
import { dayDoc } from '#domain/documents.ts';
import type { PractitionerId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { Lease } from '#domain/scheduling/lease.ts';
import { instantAt, minuteOfDayOf, type Instant, type LocalDate, type Minutes } from '#domain/time.ts';
import { USUAL_LIMITS } from '#domain/visit/flow-limits.ts';
import { windowOf } from '#domain/visit/arrival-window.ts';
import { twoVisitsOf, type TwoVisits } from '#domain/visit/two-visits.ts';
import type { Visit } from '#domain/visit/visit.ts';
import { useStation } from '#station/context.ts';
import { live, liveNow } from '#station/live.svelte.ts';
import type { RoomUse, Rows } from '#station/rows.ts';
import type * as otherVisits from '#station/other-visits.ts';
import type * as elsewhere from '#station/visits-elsewhere.ts';
import type { Station } from '#station/station.ts';
import { afterPaint } from '#ui/after-paint.ts';
import type * as conflicts from './conflicts.ts';
import type { ConflictCard } from './conflicts.ts';
import { lateNow } from './late-now.ts';
import { roomsNow, type RoomNow } from './rooms.ts';
import { keepingSame, todayOf, type TodayRows } from './today.ts';

/** Today at this desk, read once for the shell's counts and the screen's lists. */
export interface DeskDay {
  readonly now: Instant;
  readonly date: LocalDate;
  readonly practice: Practice | undefined;
  readonly appointments: readonly Appointment[];
  readonly visits: readonly Visit[];
  /** Undefined until the first answer. Unchanged lines are the same objects as before [QUE-4]. */
  readonly rows: TodayRows | undefined;
  readonly conflicts: readonly ConflictCard[];
  readonly rooms: readonly RoomNow[];
  /** Who is on the day's list twice [ARR-18]. */
  readonly twice: readonly TwoVisits[];
  /** How late each practitioner runs, of those who do. */
  readonly late: ReadonlyMap<PractitionerId, Minutes>;
  /** Minutes past their turn that nine in ten were called within in the last weeks; null while nobody knows [WAIT-10]. */
  readonly past: Minutes | null;
  /** Kiosk submissions that nobody has dealt with, whether this desk can open them or not. */
  readonly atKiosk: number;
}

const CONTEXT = Symbol('desk-day');

/** Follows today for as long as the calling component lives, over midnight too, and holds its document live. */
export function provideDeskDay(): DeskDay {
  const station = useStation();
  const { site } = station.device;
  const now = liveNow(station);
  const date = $derived.by(() => {
    void now.value; // asked again with each tick: midnight brings the next day
    return station.today();
  });
  const day = live(station, () => dayQuery(station, date));
  $effect(() => station.open(dayDoc(site, date)));

  let last: TodayRows | undefined;
  const rows = $derived.by(() => {
    if (!day.value) return undefined;
    last = keepingSame(last, todayOf({ ...day.value, site, zone: station.zone }));
    return last;
  });
  const rooms = $derived(day.value ? roomsNow(day.value.practice, site, day.value.visits, day.value.uses) : []);
  const late = $derived.by(() => {
    const { appointments = [], visits = [], practice } = day.value ?? {};
    const limits = practice?.flow ?? USUAL_LIMITS;
    return lateNow({ appointments, visits, date, zone: station.zone, now: now.value, limits });
  });
  const twice = $derived.by(() => {
    if (!day.value) return [];
    const { visits, appointments, practice } = day.value;
    const from = ({ visitType, at }: Appointment): Instant =>
      instantAt(date, at.start, station.zone) -
      windowOf(practice.arrivals, visitType, at.practitioner).earliest * 60_000;
    return twoVisitsOf(visits, appointments, from);
  });
  // What fits next is counted from the five-minute line that follows.
  const line = $derived(Math.ceil(minuteOfDayOf(now.value, station.zone) / 5) * 5);
  // As text, so that a day that goes on asks for other days only when it is about somebody else.
  const found = conflictsSoon(() => day.value !== undefined);
  const asked = $derived(
    day.value && found.by ? found.by.patientsToAsk(day.value.practice, day.value.appointments).join(' ') : ''
  );
  const others = live(station, () => {
    const [ids, by] = [asked === '' ? [] : asked.split(' '), found.by];
    return async (rows) => (by ? await by.visitsOfAll(rows, ids) : undefined);
  });
  const beside = live(station, () => {
    const [today, by] = [{ site, date }, found.by];
    return async (rows) => (by ? await by.visitsElsewhere(rows, today) : undefined);
  });
  const past = live(station, () => {
    const [on, isReady] = [date, found.by !== null];
    return async (rows) => (isReady ? ((await rows.board(site, WHOLE_SITE, on))?.judged?.pastTurn ?? null) : null);
  });
  const conflicts = $derived.by(() => {
    if (!day.value || !found.by) return [];
    return found.by.conflictCards({
      ...day.value,
      others: found.by.onOtherDays(others.value, date),
      elsewhere: beside.value ?? [],
      site,
      now: line
    });
  });

  return setContext<DeskDay>(CONTEXT, {
    get now() {
      return now.value;
    },
    get date() {
      return date;
    },
    get practice() {
      return day.value?.practice;
    },
    get appointments() {
      return day.value?.appointments ?? [];
    },
    get visits() {
      return day.value?.visits ?? [];
    },
    get rows() {
      return rows;
    },
    get conflicts() {
      return conflicts;
    },
    get rooms() {
      return rooms;
    },
    get twice() {
      return twice;
    },
    get late() {
      return late;
    },
    get past() {
      return past.value ?? null;
    },
    get atKiosk() {
      return day.value?.atKiosk ?? 0;
    }
  });
}

export function useDeskDay(): DeskDay {
  return getContext<DeskDay>(CONTEXT);
}

type FindConflicts = typeof conflicts & typeof otherVisits & typeof elsewhere;

/** What conflicts are found by, fetched once the day is on screen: it takes as much as the day itself. */
function conflictsSoon(isShown: () => boolean): { readonly by: FindConflicts | null } {
  let by = $state.raw<FindConflicts | null>(null);
  const isWanted = $derived(isShown() && by === null);
  $effect(() => {
    if (!isWanted) return;
    return afterPaint(() => {
      const parts = Promise.all([
        import('./conflicts.ts'),
        import('#station/other-visits.ts'),
        import('#station/visits-elsewhere.ts')
      ]);
      // Without a network, and not in the cache yet: the next page has it.
      parts.then(([one, other, third]) => (by = { ...one, ...other, ...third })).catch(() => undefined);
    });
  });
  return {
    get by() {
      return by;
    }
  };
}

interface DayRead {
  readonly date: LocalDate;
  readonly practice: Practice;
  readonly appointments: readonly Appointment[];
  readonly visits: readonly Visit[];
  readonly uses: readonly RoomUse[];
  readonly leases: readonly Lease[];
  readonly atKiosk: number;
}

function dayQuery({ device: { site } }: Station, date: LocalDate): (rows: Rows) => Promise<DayRead> {
  return async (rows) => {
    const [practice, appointments, visits, submissions, handled, uses, leases] = await Promise.all([
      rows.practice(),
      rows.appointments(site, date),
      rows.visits(site, date),
      rows.submissions(date),
      rows.handled(site, date),
      rows.rooms(site, date),
      rows.leases(site, date)
    ]);
    const atKiosk = submissions.filter(
      (one) => !handled.some(({ submission }) => submission === one.submission)
    ).length;
    return { date, practice, appointments, visits, uses, leases, atKiosk };
  };
}
