import { standing, type Recorded } from '../fact.ts';
import type { RoomId } from '../ids.ts';
import { instantOf, type Instant } from '../time.ts';
import type { VisitFact } from './visit-facts.ts';
import type { Visit, VisitState } from './visit.ts';

/** When a room was last freed, from its facts of the day; null when it was not, or that was taken back. */
export function freedAtFrom(facts: Iterable<Recorded>): Instant | null {
  let freedAt: Instant | null = null;
  for (const { fact } of standing(facts)) {
    if ((fact as VisitFact).kind === 'room/freed') freedAt = instantOf(fact.at);
  }
  return freedAt;
}

/** A room as it stands now. */
export interface RoomStanding {
  /** `free`; `taken` by someone called or in it; `left` since its patient is done, until someone says it is free. */
  readonly state: 'free' | 'taken' | 'left';
  /** Who is in it, or who left it last; null when it is free. */
  readonly visit: Visit | null;
  /** Others who were called here too and are still shown inside: two desks at once, or a call nobody took back. */
  readonly others: readonly Visit[];
  /** Since when it is so; null for a room not used today. */
  readonly since: Instant | null;
}

const INSIDE: ReadonlySet<VisitState> = new Set<VisitState>(['called', 'in-room', 'ready', 'with-provider']);

/**
 * How a room stands, from the day's visits [ROOM-4]. A patient holds it from the call on; when the visit is done nobody else
 * may have it before a person has said that it is free.
 * @param freedAt the room's last `room/freed`
 */
export function roomStanding(visits: readonly Visit[], room: RoomId, freedAt: Instant | null): RoomStanding {
  const since = (visit: Visit): Instant => (INSIDE.has(visit.state) ? (visit.calledAt ?? visit.since) : visit.since);
  const [inside, gone] = [[] as Visit[], [] as Visit[]];
  for (const visit of visits) {
    if (visit.room !== room || (freedAt !== null && since(visit) <= freedAt)) continue;
    (INSIDE.has(visit.state) ? inside : gone).push(visit);
  }
  const byLatest = (a: Visit, b: Visit): number => b.since - a.since || (a.visit < b.visit ? -1 : 1);
  const [visit, ...others] = inside.sort(byLatest);
  if (visit) return { state: 'taken', visit, others, since: since(visit) };
  const [last] = gone.sort(byLatest);
  return last
    ? { state: 'left', visit: last, others: [], since: last.since }
    : { state: 'free', visit: null, others: [], since: freedAt };
}
