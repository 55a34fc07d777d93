import type { MinuteOfDay } from '#domain/time.ts';
import type { Sight } from './draw-order.svelte.ts';
import { GRID_MINUTES } from './place.ts';

/** Columns are no narrower, pixels. */
const COLUMN_PX = 128;

/**
 * What of the grid will be on the screen. A day that is opened stands where the grid is scrolled to; the first one at its beginning, or today around
 * this minute, for which the line of the present scrolls.
 * @param grid undefined before there is one
 */
export function inSight(
  grid: HTMLElement | undefined,
  { from, cell, now }: { from: MinuteOfDay; cell: number; now: MinuteOfDay | null }
): Sight {
  const minutes = (innerHeight / cell) * GRID_MINUTES;
  const at = grid?.getBoundingClientRect();
  const count = Math.ceil((innerWidth - Math.max(0, at?.left ?? 0)) / COLUMN_PX);
  const first = at && at.left < 0 ? Math.floor(-at.left / COLUMN_PX) : 0;
  const top = at && at.top < 0 ? from + (-at.top / cell) * GRID_MINUTES : from;
  const middle = now === null ? top + minutes / 2 : now;
  const start = Math.min(top, middle - minutes / 2);
  return {
    first,
    last: first + count,
    from: start,
    to: Math.max(top, middle - minutes / 2) + minutes
  };
}
