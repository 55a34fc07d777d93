import type { Grid } from '#domain/scheduling/grid.ts';
import type { DayHours } from '#domain/practice/practice-facts.ts';
import type { Minutes } from '#domain/time.ts';
import { GRID_MINUTES } from './place.ts';

/** Minutes a row: what the lines of the grid are apart, and how far a key moves. */
export const ROW_MINUTES: readonly Grid[] = [5, 10, 15];

/** Height of a row, pixels: at least a line of text. */
const ROW_PX: Readonly<Record<Grid, number>> = { 5: 20, 10: 22, 15: 26 };
/** Card heights, pixels, from which a second and a third line of text fit. */
const TWO_LINES_PX = 31;
const THREE_LINES_PX = 46;

/** Height of five minutes, pixels. */
export function cellPx(row: Grid): number {
  return (ROW_PX[row] * GRID_MINUTES) / row;
}

/** How many lines of text a card has room for. */
export function linesIn(minutes: Minutes, row: Grid): 1 | 2 | 3 {
  const height = Math.ceil(minutes / GRID_MINUTES) * cellPx(row);
  return height < TWO_LINES_PX ? 1 : height < THREE_LINES_PX ? 2 : 3;
}

const SHUT = 'light-dark(#e4dfd1a6,#0b0a09a6)';

/** The parts of the shown hours outside opening hours, as one background. @param open in order of time */
export function shutBands(open: DayHours, hours: { readonly from: number; readonly to: number }, row: Grid): string {
  const px = (minute: number): string => {
    const within = Math.min(hours.to, Math.max(hours.from, minute));
    return `${((within - hours.from) / GRID_MINUTES) * cellPx(row)}px`;
  };
  const clear = open.map(({ from, to }) => `${SHUT} ${px(from)},#0000 ${px(from)} ${px(to)},${SHUT} ${px(to)}`);
  return `linear-gradient(${clear.length === 0 ? `${SHUT},${SHUT}` : clear.join(',')})`;
}
