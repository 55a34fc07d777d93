import type { Slopes } from './page-edges.ts';

/** A straight edge: the points p with p · (cos angle, sin angle) = away. */
export interface Line {
  /** Radians. */
  readonly angle: number;
  /** Pixels from the top left corner. */
  readonly away: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line's direction says nothing of which side is lighter: a card may be both lighter and darker than its table. */
const DEGREES = 180;
/** An edge's own direction is that of its line but for so much, degrees. */
const SPREAD = 5;
/** Lines nearer to each other than this are one: degrees, and pixels. */
const SAME = { degrees: 4, pixels: 6 };
const MOST_LINES = 44;
/** A line lies over so many edge pixels at least, as a share of the picture's shorter side. */
const LEAST_VOTES = 0.12;

/** The longest straight edges of a picture, found by vote (Hough's transform, by the direction of each edge). */
export function linesIn(slopes: Slopes): readonly Line[] {
  const { width, height } = slopes;
  const reach = Math.ceil(Math.hypot(width, height));
  const rows = 2 * reach + 1;
  const votes = votesOf(slopes, reach, rows);
  const least = LEAST_VOTES * Math.min(width, height);
  const lines: Line[] = [];
  while (lines.length < MOST_LINES) {
    let best = 0;
    for (let at = 1; at < votes.length; at++) if ((votes[at] ?? 0) > (votes[best] ?? 0)) best = at;
    if ((votes[best] ?? 0) < least) break;
    const degree = Math.floor(best / rows);
    const row = best % rows;
    lines.push({ angle: (degree * Math.PI) / 180, away: row - reach });
    for (let by = -SAME.degrees; by <= SAME.degrees; by++) {
      const [near, isAround] = placed(degree + by);
      const middle = isAround ? rows - 1 - row : row;
      const from = near * rows;
      votes.fill(0, from + Math.max(0, middle - SAME.pixels), from + Math.min(rows, middle + SAME.pixels + 1));
    }
  }
  return lines;
}

function votesOf(slopes: Slopes, reach: number, rows: number): Float32Array {
  const { width, height, dx, dy } = slopes;
  const cos = Array.from({ length: DEGREES }, (_, degree) => Math.cos((degree * Math.PI) / 180));
  const sin = Array.from({ length: DEGREES }, (_, degree) => Math.sin((degree * Math.PI) / 180));
  const votes = new Float32Array(DEGREES * rows);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      if (!isRidge(slopes, at)) continue;
      const middle = Math.round((Math.atan2(dy[at] ?? 0, dx[at] ?? 0) * 180) / Math.PI);
      for (let by = -SPREAD; by <= SPREAD; by++) {
        const [degree] = placed(middle + by);
        const away = x * (cos[degree] ?? 0) + y * (sin[degree] ?? 0);
        const low = Math.floor(away);
        const index = degree * rows + low + reach;
        // Shared between the two nearest, so that a line between them is not half as strong.
        votes[index] = (votes[index] ?? 0) + 1 - (away - low);
        votes[index + 1] = (votes[index + 1] ?? 0) + away - low;
      }
    }
  }
  return votes;
}

/** A direction as one of the half circle; whether it was turned around to get there, so that `away` has the other sign. */
function placed(degree: number): readonly [number, boolean] {
  const around = (degree + 4 * DEGREES) % (2 * DEGREES);
  return [around % DEGREES, (degree < 0 || degree >= DEGREES) && around >= DEGREES];
}

/** Whether a pixel is an edge, and no neighbour across the edge is steeper. */
export function isRidge({ width, dx, dy, steepness, least }: Slopes, at: number): boolean {
  const here = steepness[at] ?? 0;
  if (here < least) return false;
  const [gx, gy] = [(dx[at] ?? 0) / here, (dy[at] ?? 0) / here];
  const step = (Math.abs(gx) > 0.38 ? Math.sign(gx) : 0) + (Math.abs(gy) > 0.38 ? Math.sign(gy) : 0) * width; // sin 22.5°
  return here >= (steepness[at + step] ?? 0) && here >= (steepness[at - step] ?? 0);
}

/** Where two lines cross; null where they do not. */
export function crossing(a: Line, b: Line): Point | null {
  const det = Math.sin(b.angle - a.angle);
  if (Math.abs(det) < 0.1) return null;
  return {
    x: (a.away * Math.sin(b.angle) - b.away * Math.sin(a.angle)) / det,
    y: (b.away * Math.cos(a.angle) - a.away * Math.cos(b.angle)) / det
  };
}

/** How far a point lies beyond a line, in the direction of its angle, pixels. */
export function beyond({ angle, away }: Line, { x, y }: Point): number {
  return x * Math.cos(angle) + y * Math.sin(angle) - away;
}
