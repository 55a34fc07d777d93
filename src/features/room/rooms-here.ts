import type { RoomId, SiteId } from '#domain/ids.ts';
import type { Rows } from '#station/rows.ts';

/** A room to choose, with the waiting area it belongs to. */
export interface RoomChoice {
  readonly room: RoomId;
  readonly name: string;
  readonly areaName: string;
}

const byName = new Intl.Collator('en', { numeric: true }).compare;

/** The rooms of this tablet's site, `Room 2` before `Room 10`. */
export async function roomsHere(rows: Rows, site: SiteId): Promise<readonly RoomChoice[]> {
  const practice = await rows.practice();
  return [...practice.rooms.values()]
    .filter((room) => room.site === site)
    .map(({ room, name, area }) => ({ room, name, areaName: practice.areas.get(area)?.name ?? '' }))
    .sort((a, b) => byName(a.areaName, b.areaName) || byName(a.name, b.name));
}
