import { standing, type Recorded } from '../fact.ts';
import type { RoomId } from '../ids.ts';
import { instantOf, type Instant } from '../time.ts';
import type { BlockReason, VisitFact } from './visit-facts.ts';
import type { Visit, VisitState } from './visit.ts';

/** What was said of a room today, each the last time; null where it was not, or that was taken back [FLOW-7]. */
export interface RoomSaid {
  readonly freedAt: Instant | null;
  /** When somebody last began to make it ready. */
  readonly cleaningAt: Instant | null;
  readonly blockedAt: Instant | null;
  /** Why, of the last block. */
  readonly blockedFor: BlockReason | null;
}

export const NOTHING_SAID: RoomSaid = { freedAt: null, cleaningAt: null, blockedAt: null, blockedFor: null };

/** What was said of a room, from its facts of the day. */
export function roomSaidFrom(facts: Iterable<Recorded>): RoomSaid {
  let said = NOTHING_SAID;
  for (const { fact: any } of standing(facts)) {
    const fact = any as VisitFact; // an unknown kind from a newer version is passed over
    const at = instantOf(fact.at);
    if (fact.kind === 'room/freed') said = { ...said, freedAt: at };
    else if (fact.kind === 'room/cleaning') said = { ...said, cleaningAt: at };
    else if (fact.kind === 'room/blocked') said = { ...said, blockedAt: at, blockedFor: fact.of.reason };
  }
  return said;
}

/** A room as it stands now. */
export interface RoomStanding {
  /**
   * `free`; `taken` by someone called or in it; `left` since its patient is done, until someone says it is free; `cleaning` while
   * someone makes it ready; `blocked` until someone says it is free.
   */
  readonly state: 'free' | 'taken' | 'left' | 'cleaning' | 'blocked';
  /** Who is in it, or who left it last; null when it is free. */
  readonly visit: Visit | null;
  /** Others who were called here too and are still shown inside: two desks at once, or a call nobody took back. */
  readonly others: readonly Visit[];
  /** Since when it is so; null for a room not used today. */
  readonly since: Instant | null;
  /** Since when nobody has been in it and nobody has said that it is free: the turnover runs from here [ROOM-11]. */
  readonly leftAt: Instant | null;
  /** Why it is blocked; null when it is not, or not yet because someone is inside. */
  readonly blockedFor: BlockReason | null;
}

const INSIDE: ReadonlySet<VisitState> = new Set<VisitState>(['called', 'in-room', 'ready', 'with-provider']);

/**
 * How a room stands, from the day's visits [ROOM-4]. A patient holds it from the call on; when the visit is done nobody else
 * may have it before a person has said that it is free. Who is inside is shown before all that was said of the room.
 */
export function roomStanding(visits: readonly Visit[], room: RoomId, said: RoomSaid): RoomStanding {
  const { freedAt, cleaningAt, blockedAt, blockedFor } = said;
  const since = (visit: Visit): Instant => (INSIDE.has(visit.state) ? (visit.calledAt ?? visit.since) : visit.since);
  const [inside, gone] = [[] as Visit[], [] as Visit[]];
  for (const visit of visits) {
    if (visit.room !== room || (freedAt !== null && since(visit) <= freedAt)) continue;
    (INSIDE.has(visit.state) ? inside : gone).push(visit);
  }
  const byLatest = (a: Visit, b: Visit): number => b.since - a.since || (a.visit < b.visit ? -1 : 1);
  const [visit, ...others] = inside.sort(byLatest);
  const [last = null] = gone.sort(byLatest);
  const leftAt = last?.since ?? null;
  const empty = { visit: last, others: [], leftAt, blockedFor: null };
  const isAfter = (at: Instant | null, than: Instant | null): at is Instant =>
    at !== null && (than === null || at > than);

  if (visit) return { state: 'taken', visit, others, since: since(visit), leftAt: null, blockedFor: null };
  if (isAfter(blockedAt, freedAt)) return { ...empty, state: 'blocked', since: blockedAt, blockedFor };
  if (isAfter(cleaningAt, freedAt) && isAfter(cleaningAt, leftAt))
    return { ...empty, state: 'cleaning', since: cleaningAt, leftAt: leftAt ?? cleaningAt };
  return last ? { ...empty, state: 'left', since: last.since } : { ...empty, state: 'free', since: freedAt };
}
