import type { MinuteOfDay } from '#domain/time.ts';
import type { Sight } from './draw-order.svelte.ts';
import { GRID_MINUTES } from './place.ts';

/** Columns are no narrower, pixels. */
export const COLUMN_PX = 128;
/** Beside them, where the hours stand, and above them, where their names do; pixels. */
export const GUTTER_PX = 52;
export const HEAD_PX = 32;

/**
 * What of the grid will be on the screen. A day that is opened stands where the grid is scrolled to; the first one at its beginning, or today around
 * this minute, for which the line of the present scrolls.
 * @param grid undefined before there is one; what it stands in scrolls
 * @param count of columns
 */
export function inSight(
  grid: HTMLElement | undefined,
  { count, from, cell, now }: { count: number; from: MinuteOfDay; cell: number; now: MinuteOfDay | null }
): Sight {
  const frame = grid?.parentElement?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight);
  const at = grid?.getBoundingClientRect() ?? frame;
  const wide = frame.width - GUTTER_PX;
  const column = Math.max(COLUMN_PX, wide / count);
  const minutes = ((frame.height - HEAD_PX) / cell) * GRID_MINUTES;
  const off = Math.max(0, frame.left - at.left);
  const top = from + (Math.max(0, frame.top - at.top) / cell) * GRID_MINUTES;
  const middle = now === null ? top + minutes / 2 : now;
  const start = Math.min(top, middle - minutes / 2);
  return {
    first: Math.floor(off / column),
    last: Math.floor((off + wide) / column),
    from: start,
    to: Math.max(top, middle - minutes / 2) + minutes
  };
}
