/** A place in a picture: shares of its width and height, from its top left corner, 0 to 1. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** The four corners of a page in a picture, clockwise from the one that is its top left when the picture is held upright. */
export type Outline = readonly [Spot, Spot, Spot, Spot];

/** How often a page is turned to the right by a quarter. */
export type QuarterTurns = 0 | 1 | 2 | 3;

/** How a picture was made into a page [DOC-11]. */
export interface Straightening {
  readonly outline: Outline;
  readonly turns: QuarterTurns;
}

/** All of the picture, as it was taken. */
export const WHOLE: Outline = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 }
];

/** As their handles are called. */
export const CORNERS = ['Top left', 'Top right', 'Bottom right', 'Bottom left'] as const;

/** A page is at least this share of its picture: less is a slip of the hand. */
const LEAST_AREA = 0.01;

/** Whether four corners are a page: inside the picture, none of them dented in, and not too small. */
export function isOutline(corners: readonly Spot[]): corners is Outline {
  if (corners.length !== 4 || !corners.every(isInside)) return false;
  let twice = 0;
  for (const [at, here] of corners.entries()) {
    const next = corners[(at + 1) % 4] ?? here;
    const after = corners[(at + 2) % 4] ?? here;
    if (turnOf(here, next, after) <= 0) return false;
    twice += here.x * next.y - next.x * here.y;
  }
  return twice / 2 >= LEAST_AREA;
}

/** Whether nothing is cut off or bent. */
export function isWhole({ outline, turns }: Straightening): boolean {
  return turns === 0 && outline.every(({ x, y }, at) => x === WHOLE[at]?.x && y === WHOLE[at]?.y);
}

/** With one corner somewhere else, held inside the picture; as it was, where that would be no page any more. */
export function withCorner(outline: Outline, corner: number, { x, y }: Spot): Outline {
  const to = { x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)) };
  const moved = outline.map((spot, at) => (at === corner ? to : spot));
  return isOutline(moved) ? moved : outline;
}

export function turnedBy(turns: QuarterTurns, by: 1 | -1): QuarterTurns {
  return ((turns + by + 4) % 4) as QuarterTurns; // a remainder of four
}

function isInside({ x, y }: Spot): boolean {
  return x >= 0 && x <= 1 && y >= 0 && y <= 1;
}

/** Above zero where the way over three spots bends to the right; y points down. */
function turnOf(a: Spot, b: Spot, c: Spot): number {
  return (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
}
