import type { RoomId, SiteId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Instant } from '#domain/time.ts';
import { roomStanding, type RoomStanding } from '#domain/visit/room.ts';
import type { Visit } from '#domain/visit/visit.ts';
import type { RoomUse, Rows } from '#station/rows.ts';
import type { Station } from '#station/station.ts';

/** A room as it stands now. */
export interface RoomNow {
  readonly room: RoomId;
  readonly name: string;
  readonly state: RoomStanding['state'];
  readonly occupant: Visit | null;
  /** Since when it is so; null for a room not used today. */
  readonly since: Instant | null;
}

/** The site's rooms: free ones first, then those to be made ready, then the taken; each in order of name [QUE-6]. */
export function roomsNow(
  practice: Practice,
  site: SiteId,
  visits: readonly Visit[],
  uses: readonly RoomUse[]
): readonly RoomNow[] {
  const freedAt = new Map(uses.map((use) => [use.room, use.freedAt]));
  return [...practice.rooms.values()]
    .filter((room) => room.site === site)
    .map(({ room, name }) => {
      const { state, visit, since } = roomStanding(visits, room, freedAt.get(room) ?? null);
      return { room, name, state, occupant: state === 'taken' ? visit : null, since };
    })
    .sort((a, b) => ORDER[a.state] - ORDER[b.state] || byName.compare(a.name, b.name));
}

const ORDER = { free: 0, left: 1, taken: 2 } as const;
/** `Room 2` before `Room 10`. */
const byName = new Intl.Collator('en', { numeric: true });

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
