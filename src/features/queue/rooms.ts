import type { RoomId, SiteId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Instant } from '#domain/time.ts';
import { NOTHING_SAID, roomStanding, type RoomStanding } from '#domain/visit/room.ts';
import type { BlockReason } from '#domain/visit/visit-facts.ts';
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
  /** Since when the turnover runs; null while it does not [ROOM-11]. */
  readonly leftAt: Instant | null;
  readonly blockedFor: BlockReason | null;
}

/** What a desk may say of a room that nobody is in. */
export type RoomAct =
  { readonly act: 'free' } | { readonly act: 'clean' } | { readonly act: 'block'; readonly reason: BlockReason };

/** The site's rooms: free ones first, then those to be made ready, the taken, the blocked; each in order of name [QUE-6]. */
export function roomsNow(
  practice: Practice,
  site: SiteId,
  visits: readonly Visit[],
  uses: readonly RoomUse[]
): readonly RoomNow[] {
  const said = new Map(uses.map((use) => [use.room, use]));
  return [...practice.rooms.values()]
    .filter((room) => room.site === site)
    .map(({ room, name }) => {
      const standing = roomStanding(visits, room, said.get(room) ?? NOTHING_SAID);
      const { state, visit, since, leftAt, blockedFor } = standing;
      return { room, name, state, occupant: state === 'taken' ? visit : null, since, leftAt, blockedFor };
    })
    .sort((a, b) => ORDER[a.state] - ORDER[b.state] || byName.compare(a.name, b.name));
}

const ORDER = { free: 0, cleaning: 1, left: 2, taken: 3, blocked: 4 } as const;
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
