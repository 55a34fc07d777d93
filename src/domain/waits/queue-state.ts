import { localDateOf, minuteOfDayOf, weekdayOf, type Instant, type Minutes, type ZoneId } from '../time.ts';
import type { QueueView } from './estimators.ts';
import { byTurnOf, type Waiting } from './passage.ts';

/** What has happened in one queue, and what of it says something about the waits to come. */
export interface QueueState {
  readonly waiting: ReadonlyMap<string, Waiting>;
  arrive(who: Waiting): void;
  /** Minutes they waited; null for who did not wait here. */
  start(id: string, at: Instant): Minutes | null;
  end(id: string, at: Instant): void;
  leave(id: string): void;
  viewFor(own: Waiting, now: Instant): QueueView;
}

const MINUTE = 60_000;
const SERVED_KEPT = 60;
/** Starts of late by which is counted how many are served at one time. */
const SERVERS_FROM = 30;
const DURATIONS_KEPT = 80;
/** Durations of one type that say enough of it; below, those of all types count. */
const DURATIONS_ENOUGH = 8;
const HISTORY_MS = 56 * 24 * 60 * MINUTE;
/** Those ahead beyond this are one place in line for the history. */
const LAST_PLACE = 6;

/** @param zone of the clinic: weekday and hour are the clinic's. */
export function queueState(zone: ZoneId): QueueState {
  const waiting = new Map<string, Waiting>();
  const places = new Map<string, string>();
  const inService = new Map<string, { readonly startedAt: Instant; readonly type: string }>();
  const served: { arrivedAt: Instant; startedAt: Instant; together: number }[] = [];
  const durations = new Map<string, Minutes[]>();
  const history = waitHistory();

  const viewFor = (own: Waiting, now: Instant): QueueView => {
    const ahead = aheadOf(own, waiting.values());
    return {
      now,
      own,
      ahead,
      inService: [...inService.values()],
      served,
      servers: Math.max(1, inService.size, ...served.slice(-SERVERS_FROM).map(({ together }) => together)),
      durations: (type) => durationsOf(durations, type),
      waitsLikeThis: () => history.at(placeIn(own, ahead.length, zone), now)
    };
  };

  return {
    waiting,
    viewFor,
    arrive: (who) => {
      waiting.set(who.id, who);
      places.set(who.id, placeIn(who, aheadOf(who, waiting.values()).length, zone));
    },
    start: (id, at) => {
      const who = waiting.get(id);
      if (!who) return null;
      waiting.delete(id);
      inService.set(id, { startedAt: at, type: who.type });
      keep(served, { arrivedAt: who.arrivedAt, startedAt: at, together: inService.size }, SERVED_KEPT);
      const waited = Math.max(0, at - who.arrivedAt) / MINUTE;
      history.add(places.get(id) ?? '', who.arrivedAt, waited);
      places.delete(id);
      return waited;
    },
    end: (id, at) => {
      const service = inService.get(id);
      if (!service) return;
      inService.delete(id);
      const took = durations.get(service.type) ?? [];
      keep(took, Math.max(0, at - service.startedAt) / MINUTE, DURATIONS_KEPT);
      durations.set(service.type, took);
    },
    leave: (id) => {
      waiting.delete(id);
      inService.delete(id); // a call that was taken back served nobody
      places.delete(id);
    }
  };
}

/** Waits of the last eight weeks by weekday, hour and place in line. */
function waitHistory() {
  const cells = new Map<string, { readonly at: Instant; readonly waited: Minutes }[]>();
  return {
    add: (place: string, at: Instant, waited: Minutes): void => {
      const cell = cells.get(place) ?? [];
      cell.push({ at, waited });
      while (cell[0] && at - cell[0].at > HISTORY_MS) cell.shift();
      cells.set(place, cell);
    },
    at: (place: string, now: Instant): readonly Minutes[] =>
      (cells.get(place) ?? []).filter(({ at }) => now - at < HISTORY_MS).map(({ waited }) => waited)
  };
}

/** Those whose turn comes before, the next one first. */
function aheadOf(own: Waiting, all: Iterable<Waiting>): readonly Waiting[] {
  return [...all].filter((other) => other.id !== own.id && byTurnOf(other, own) < 0).sort(byTurnOf);
}

function durationsOf(durations: ReadonlyMap<string, readonly Minutes[]>, type: string): readonly Minutes[] {
  const own = durations.get(type) ?? [];
  return own.length >= DURATIONS_ENOUGH ? own : [...durations.values()].flat();
}

/** Weekday, hour and place in line: the cell of the history a wait belongs to. */
function placeIn({ arrivedAt }: Waiting, ahead: number, zone: ZoneId): string {
  const hour = Math.floor(minuteOfDayOf(arrivedAt, zone) / 60);
  return `${weekdayOf(localDateOf(arrivedAt, zone))}/${hour}/${Math.min(ahead, LAST_PLACE)}`;
}

function keep<T>(list: T[], value: T, most: number): void {
  list.push(value);
  if (list.length > most) list.shift();
}
