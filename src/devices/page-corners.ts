import { isOutline, type Outline } from '#domain/document/page-outline.ts';
import { slopesOf, type Pixels, type Slopes } from './page-edges.ts';
import { beyond, crossing, linesIn, type Line, type Point } from './page-lines.ts';
import { sharpened } from './page-sides.ts';

/** Opposite sides of a page that is looked at from an angle are parallel but for so much, radians: 28°. */
const SLANT = 0.49;
/** Its corners are right but for so much, radians: 35°. */
const SKEW = 0.61;
/** A corner may lie so far outside the picture, as a share of its longer side. */
const OUTSIDE = 0.02;
/** Opposite sides are so far from each other at least, as a share of the picture's shorter side. */
const APART = 0.15;
/** A page is at least this share of the picture. */
const LEAST_AREA = 0.06;
/** So much of every side is seen as an edge, and so much of all four together. */
const LEAST_SIDE = 0.35;
const LEAST_MEAN = 0.6;
/** What counts beside how well it is seen: larger is better, for a frame printed on a page is not the page. */
const FOR_SIZE = 0.55;

/** Two sides across from each other. */
interface Pair {
  readonly sides: readonly [Line, Line];
  /** Direction of the first, radians. */
  readonly angle: number;
}

/**
 * The corners of the page or card in a picture; null where no page is seen. The longest straight edges are found in a small picture; of all fours of
 * them that could be a page, the one whose sides are edges along most of their length, and which is large, is it; its sides are then laid through
 * the edges of the full picture [DOC-11].
 */
export function pageCorners(picture: Pixels): Outline | null {
  const slopes = slopesOf(picture);
  const found = bestOf(slopes, pairsOf(linesIn(slopes), slopes));
  if (!found) return null;
  const scale = picture.width / slopes.width;
  const corners = sharpened(
    picture,
    found.map(({ x, y }) => ({ x: (x + 0.5) * scale - 0.5, y: (y + 0.5) * (picture.height / slopes.height) - 0.5 })),
    scale
  );
  const shares = corners.map(({ x, y }) => ({ x: held(x / (picture.width - 1)), y: held(y / (picture.height - 1)) }));
  const outline = fromTopLeft(shares);
  return isOutline(outline) ? outline : null;
}

function pairsOf(lines: readonly Line[], { width, height }: Slopes): readonly Pair[] {
  const middle = { x: width / 2, y: height / 2 };
  const pairs: Pair[] = [];
  for (const [at, one] of lines.entries()) {
    for (const other of lines.slice(at + 1)) {
      const slant = Math.cos(one.angle - other.angle);
      if (Math.abs(slant) < Math.cos(SLANT)) continue;
      if (Math.abs(beyond(one, middle) - Math.sign(slant) * beyond(other, middle)) < APART * Math.min(width, height))
        continue;
      pairs.push({ sides: [one, other], angle: one.angle });
    }
  }
  return pairs;
}

function bestOf(slopes: Slopes, pairs: readonly Pair[]): readonly Point[] | null {
  let best: { readonly corners: readonly Point[]; readonly worth: number } | null = null;
  for (const [at, one] of pairs.entries()) {
    for (const other of pairs.slice(at + 1)) {
      if (Math.abs(Math.cos(one.angle - other.angle)) > Math.sin(SKEW)) continue;
      const corners = cornersOf(one, other, slopes);
      const share = corners && areaOf(corners) / (slopes.width * slopes.height);
      if (!corners || !share || share < LEAST_AREA || (best && 1 + FOR_SIZE * share < best.worth)) continue;
      const seen = corners.map((corner, i) => edgeShare(slopes, corner, corners[(i + 1) % 4] ?? corner));
      const [least, mean] = [Math.min(...seen), seen.reduce((sum, one_) => sum + one_, 0) / 4];
      if (least < LEAST_SIDE || mean < LEAST_MEAN) continue;
      const worth = (least + mean) / 2 + FOR_SIZE * Math.min(1, share);
      if (!best || worth > best.worth) best = { corners, worth };
    }
  }
  return best?.corners ?? null;
}

/** Clockwise; null where two sides do not cross in the picture. */
function cornersOf(
  { sides: [a, c] }: Pair,
  { sides: [b, d] }: Pair,
  { width, height }: Slopes
): readonly Point[] | null {
  const out = OUTSIDE * Math.max(width, height);
  const corners: Point[] = [];
  for (const [one, other] of [
    [a, b],
    [b, c],
    [c, d],
    [d, a]
  ] as const) {
    const point = crossing(one, other);
    if (!point || point.x < -out || point.y < -out || point.x > width + out || point.y > height + out) return null;
    corners.push(point);
  }
  return signedArea(corners) > 0 ? corners : corners.reverse();
}

const SAMPLES = 48;

/** How much of the way between two corners lies along an edge. 0 to 1. */
function edgeShare(slopes: Slopes, from: Point, to: Point): number {
  const { width, height, dx, dy, steepness, least } = slopes;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const across = { x: -(to.y - from.y) / length, y: (to.x - from.x) / length };
  let seen = 0;
  for (let sample = 1; sample < SAMPLES; sample++) {
    const share = sample / SAMPLES;
    let isSeen = false;
    for (let by = -1.5; by <= 1.5 && !isSeen; by += 0.75) {
      const x = Math.round(from.x + share * (to.x - from.x) + by * across.x);
      const y = Math.round(from.y + share * (to.y - from.y) + by * across.y);
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const at = y * width + x;
      const steep = steepness[at] ?? 0;
      if (steep < least) continue;
      const along = ((dx[at] ?? 0) * across.x + (dy[at] ?? 0) * across.y) / steep;
      isSeen = Math.abs(along) > 0.9; // 25°
    }
    seen += Number(isSeen);
  }
  return seen / (SAMPLES - 1);
}

function signedArea(corners: readonly Point[]): number {
  return corners.reduce((sum, { x, y }, at) => {
    const next = corners[(at + 1) % corners.length] ?? { x, y };
    return sum + (x * next.y - next.x * y) / 2;
  }, 0);
}

const areaOf = (corners: readonly Point[]): number => Math.abs(signedArea(corners));

/** The corner nearest to the picture's top left comes first; the others follow clockwise. */
function fromTopLeft(corners: readonly Point[]): readonly Point[] {
  const sums = corners.map(({ x, y }) => x + y);
  const first = sums.indexOf(Math.min(...sums));
  return [...corners.slice(first), ...corners.slice(0, first)];
}

const held = (share: number): number => Math.min(1, Math.max(0, share));
