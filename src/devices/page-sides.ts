import type { Pixels } from './page-edges.ts';
import { crossing, type Line, type Point } from './page-lines.ts';

/** So many places of a side are looked at. */
const SAMPLES = 64;
/** The ends of a side are left out: round corners, and what lies over them. */
const ENDS = 0.06;
/** Fewer places than this share say nothing: the side stays as it was found. */
const ENOUGH = 0.4;

/** A page's corners, its sides laid through the edges of the full picture. @param scale pixels of it for one of where they were found */
export function sharpened(picture: Pixels, corners: readonly Point[], scale: number): readonly Point[] {
  const sides = corners.map((corner, at) => sideThrough(picture, corner, corners[(at + 1) % 4] ?? corner, scale));
  return corners.map((corner, at) => {
    const [before, after] = [sides[(at + 3) % 4], sides[at]];
    const point = before && after && crossing(before, after);
    // Sides that were laid through something else do not move a corner far.
    return point && Math.hypot(point.x - corner.x, point.y - corner.y) < 6 * scale + 4 ? point : corner;
  });
}

function sideThrough(picture: Pixels, from: Point, to: Point, scale: number): Line {
  const length = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y));
  const across = { x: -(to.y - from.y) / length, y: (to.x - from.x) / length };
  const points: Point[] = [];
  const reach = Math.ceil(2.5 * scale) + 2;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const share = ENDS + ((1 - 2 * ENDS) * sample) / (SAMPLES - 1);
    const middle = { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
    const by = steepest(picture, middle, across, reach);
    if (by !== null) points.push({ x: middle.x + by * across.x, y: middle.y + by * across.y });
  }
  const laid = points.length >= SAMPLES * ENOUGH ? lineThrough(points) : null;
  return laid ?? lineOf(from, across);
}

/** Where, within reach of a point, the picture changes most; null where it hardly does. */
function steepest(picture: Pixels, middle: Point, across: Point, reach: number): number | null {
  const levels: number[] = [];
  for (let by = -reach - 1; by <= reach + 1; by++)
    levels.push(levelAt(picture, middle.x + by * across.x, middle.y + by * across.y));
  const rises = levels.slice(2).map((level, at) => Math.abs(level - (levels[at] ?? level)));
  let best = 0;
  for (const [at, rise] of rises.entries()) if (rise > (rises[best] ?? 0)) best = at;
  const [before, here, after] = [rises[best - 1] ?? 0, rises[best] ?? 0, rises[best + 1] ?? 0];
  if (here < 4) return null; // two levels a pixel: less than a camera's noise
  const bow = before - 2 * here + after;
  return best - reach + (bow < 0 ? (before - after) / (2 * bow) : 0);
}

/** The line through points, without those that lie off it: least squares across the line, three times. */
function lineThrough(points: readonly Point[]): Line | null {
  let kept = points;
  let line: Line | null = null;
  for (let round = 0; round < 3 && kept.length >= 8; round++) {
    const laid = leastSquares(kept);
    const off = kept.map(({ x, y }) => Math.abs(x * Math.cos(laid.angle) + y * Math.sin(laid.angle) - laid.away));
    const limit = Math.max(0.5, 2.5 * (off.toSorted((a, b) => a - b)[off.length >> 1] ?? 0));
    kept = kept.filter((_, at) => (off[at] ?? 0) <= limit);
    line = laid;
  }
  return kept.length >= 8 ? leastSquares(kept) : line;
}

function leastSquares(points: readonly Point[]): Line {
  const mean = { x: 0, y: 0 };
  for (const { x, y } of points) [mean.x, mean.y] = [mean.x + x / points.length, mean.y + y / points.length];
  let [xx, xy, yy] = [0, 0, 0];
  for (const { x, y } of points) {
    const [u, v] = [x - mean.x, y - mean.y];
    [xx, xy, yy] = [xx + u * u, xy + u * v, yy + v * v];
  }
  const along = 0.5 * Math.atan2(2 * xy, xx - yy);
  return lineOf(mean, { x: -Math.sin(along), y: Math.cos(along) });
}

function lineOf(through: Point, across: Point): Line {
  return { angle: Math.atan2(across.y, across.x), away: through.x * across.x + through.y * across.y };
}

/** How light it is between pixels, 0 to 255 (ITU-R BT.601). */
function levelAt({ data, width, height }: Pixels, x: number, y: number): number {
  const left = Math.min(width - 1.001, Math.max(0, x));
  const top = Math.min(height - 1.001, Math.max(0, y));
  const [i, j] = [Math.floor(left), Math.floor(top)];
  const [u, v] = [left - i, top - j];
  const at = (column: number, row: number): number => {
    const from = (Math.min(height - 1, row) * width + Math.min(width - 1, column)) * 4;
    return 0.299 * (data[from] ?? 0) + 0.587 * (data[from + 1] ?? 0) + 0.114 * (data[from + 2] ?? 0);
  };
  return (1 - v) * ((1 - u) * at(i, j) + u * at(i + 1, j)) + v * ((1 - u) * at(i, j + 1) + u * at(i + 1, j + 1));
}
