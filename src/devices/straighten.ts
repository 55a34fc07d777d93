import type { Spot, Straightening } from '#domain/document/page-outline.ts';
import type { Pixels } from './page-edges.ts';

/** Height by width of what is photographed most: letter, A4, legal paper, and a card (ISO/IEC 7810 ID-1); lying, the inverse. */
const SHAPES = [11 / 8.5, Math.SQRT2, 14 / 8.5, 85.6 / 53.98].flatMap((shape) => [shape, 1 / shape]);
/** A page seen from an angle has its shape but for so much. */
const NEAR = 0.06;
/** The page within an outline, as if looked at from straight above, and turned [DOC-11]. @param most its longer side at most, pixels */
export function straightened(picture: Pixels, { outline, turns }: Straightening, most = Infinity): Pixels {
  const corners = outline.map(({ x, y }) => ({ x: x * (picture.width - 1), y: y * (picture.height - 1) }));
  const { width, height } = sizeOf(corners, most);
  const place = ontoQuad(corners);
  const data = new Uint8ClampedArray(width * height * 4);
  const isLying = turns % 2 === 1;
  const page = { data, width: isLying ? height : width, height: isLying ? width : height };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = place(width > 1 ? x / (width - 1) : 0, height > 1 ? y / (height - 1) : 0);
      copyPixel(picture, from, data, placeIn(page, width, height, x, y, turns) * 4);
    }
  }
  return page;
}

/** Where the pixel of the upright page lies in the turned one. */
function placeIn(page: Pixels, width: number, height: number, x: number, y: number, turns: number): number {
  if (turns === 1) return x * page.width + (height - 1 - y);
  if (turns === 2) return (height - 1 - y) * page.width + (width - 1 - x);
  if (turns === 3) return (width - 1 - x) * page.width + y;
  return y * page.width + x;
}

/** As large as it is seen, in the shape of paper or a card where it is near to one. */
function sizeOf(corners: readonly Spot[], most: number): { readonly width: number; readonly height: number } {
  const side = (a: number, b: number): number => {
    const [one, other] = [corners[a] ?? ZERO, corners[b] ?? ZERO];
    return Math.hypot(one.x - other.x, one.y - other.y);
  };
  const wide = (side(0, 1) + side(3, 2)) / 2;
  const high = (side(0, 3) + side(1, 2)) / 2;
  const off = (shape: number): number => Math.abs(Math.log(high / wide / shape));
  const near = SHAPES.toSorted((a, b) => off(a) - off(b))[0] ?? 1;
  const shape = off(near) <= NEAR ? near : high / wide;
  const width = Math.sqrt((wide * high) / shape);
  const scale = Math.min(1, most / Math.max(width, width * shape));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(width * shape * scale)) };
}

const ZERO: Spot = { x: 0, y: 0 };

/** From the unit square onto four corners: the one projection there is (Heckbert, Fundamentals of Texture Mapping, 1989, §2.2.3). */
export function ontoQuad(corners: readonly Spot[]): (u: number, v: number) => Spot {
  const [a, b, c, d] = [corners[0] ?? ZERO, corners[1] ?? ZERO, corners[2] ?? ZERO, corners[3] ?? ZERO];
  const sum = { x: a.x - b.x + c.x - d.x, y: a.y - b.y + c.y - d.y };
  const [one, two] = [
    { x: b.x - c.x, y: b.y - c.y },
    { x: d.x - c.x, y: d.y - c.y }
  ];
  const det = one.x * two.y - two.x * one.y;
  const g = (sum.x * two.y - two.x * sum.y) / det;
  const h = (one.x * sum.y - sum.x * one.y) / det;
  return (u, v) => {
    const w = 1 + g * u + h * v;
    return {
      x: (a.x + (b.x - a.x + g * b.x) * u + (d.x - a.x + h * d.x) * v) / w,
      y: (a.y + (b.y - a.y + g * b.y) * u + (d.y - a.y + h * d.y) * v) / w
    };
  };
}

/** Between four pixels. */
function copyPixel({ data, width, height }: Pixels, { x, y }: Spot, to: Uint8ClampedArray, at: number): void {
  const left = Math.min(width - 1, Math.max(0, x));
  const top = Math.min(height - 1, Math.max(0, y));
  const i = Math.max(0, Math.min(width - 2, Math.floor(left)));
  const j = Math.max(0, Math.min(height - 2, Math.floor(top)));
  const [u, v] = [left - i, top - j];
  const from = (j * width + i) * 4;
  const below = from + width * 4;
  for (let channel = 0; channel < 3; channel++) {
    to[at + channel] =
      (1 - v) * ((1 - u) * (data[from + channel] ?? 0) + u * (data[from + 4 + channel] ?? 0)) +
      v * ((1 - u) * (data[below + channel] ?? 0) + u * (data[below + 4 + channel] ?? 0));
  }
  to[at + 3] = 255;
}
