import type { RoomId, SiteId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Instant } from '#domain/time.ts';
import type { Visit, VisitState } from '#domain/visit/visit.ts';
import type { RoomUse, Rows } from '#station/rows.ts';
import type { Station } from '#station/station.ts';

/** A room as it stands now. */
export interface RoomNow {
  readonly room: RoomId;
  readonly name: string;
  /** `free`; `taken` by someone called or in it; `left` since its patient is done, until someone says it is free. */
  readonly state: 'free' | 'taken' | 'left';
  readonly occupant: Visit | null;
  /** Since when it is so; null for a room not used today. */
  readonly since: Instant | null;
}

const INSIDE: ReadonlySet<VisitState> = new Set<VisitState>(['called', 'in-room', 'ready', 'with-provider']);

/** The site's rooms: free ones first, then those to be made ready, then the taken; each in order of name [QUE-6]. */
export function roomsNow(
  practice: Practice,
  site: SiteId,
  visits: readonly Visit[],
  uses: readonly RoomUse[]
): readonly RoomNow[] {
  const freedAt = new Map(uses.map((use) => [use.room, use.freedAt]));
  const lastIn = new Map<RoomId, Visit>();
  for (const visit of visits) {
    if (visit.room === null) continue;
    const before = lastIn.get(visit.room);
    // Who is inside comes before who has left; among equals the later.
    if (!before || rank(visit) > rank(before)) lastIn.set(visit.room, visit);
  }
  return [...practice.rooms.values()]
    .filter((room) => room.site === site)
    .map(({ room, name }) => roomNow(room, name, lastIn.get(room), freedAt.get(room) ?? null))
    .sort((a, b) => ORDER[a.state] - ORDER[b.state] || byName.compare(a.name, b.name));
}

const ORDER = { free: 0, left: 1, taken: 2 } as const;
/** `Room 2` before `Room 10`. */
const byName = new Intl.Collator('en', { numeric: true });

function rank(visit: Visit): number {
  return (INSIDE.has(visit.state) ? Number.MAX_SAFE_INTEGER / 2 : 0) + visit.since;
}

function roomNow(room: RoomId, name: string, visit: Visit | undefined, freedAt: Instant | null): RoomNow {
  if (visit && INSIDE.has(visit.state) && (freedAt === null || freedAt < (visit.calledAt ?? visit.since)))
    return { room, name, state: 'taken', occupant: visit, since: visit.calledAt ?? visit.since };
  if (visit && (freedAt === null || freedAt < visit.since))
    return { room, name, state: 'left', occupant: null, since: visit.since };
  return { room, name, state: 'free', occupant: null, since: freedAt };
}

/** The same, asked once, for a command. */
export async function roomsOf(station: Station): Promise<readonly RoomNow[]> {
  return await roomsQuery(station)(station.rows);
}

/** The same as a query to follow. */
export function roomsQuery(station: Station): (rows: Rows) => Promise<readonly RoomNow[]> {
  const { site } = station.device;
  const date = station.today();
  return async (rows) => {
    const [practice, visits, uses] = await Promise.all([
      rows.practice(),
      rows.visits(site, date),
      rows.rooms(site, date)
    ]);
    return roomsNow(practice, site, visits, uses);
  };
}
