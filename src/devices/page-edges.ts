/** Pixels as a canvas gives them: four bytes each, red, green, blue, alpha. */
export interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** How a picture changes at each of its pixels. */
export interface Slopes {
  readonly width: number;
  readonly height: number;
  /** Towards the lighter, in levels a pixel, of the colour that changes most. */
  readonly dx: Float32Array;
  readonly dy: Float32Array;
  readonly steepness: Float32Array;
  /** Steeper than this is an edge. */
  readonly least: number;
}

/** The longer side of the picture in which edges are looked for, pixels: letters are grey there, and the rim of a page is sharp. */
const SIDE = 360;
/** An edge is so much steeper than half of all pixels … */
const OVER_MEDIAN = 3.5;
/** … and at least so steep: what a camera's noise is not, levels a pixel. */
const LEAST = 3;

/** Edges of a picture, made smaller first. */
export function slopesOf(picture: Pixels): Slopes {
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const width = Math.max(8, Math.round(picture.width * scale));
  const height = Math.max(8, Math.round(picture.height * scale));
  const [dx, dy, steepness] = [0, 1, 2].map(() => new Float32Array(width * height)) as [Float32Array, Float32Array, Float32Array]; // prettier-ignore
  for (let channel = 0; channel < 3; channel++) {
    const levels = blurred(smaller(picture, channel, width, height), width, height);
    for (let y = 1; y < height - 1; y++) {
      for (let x = 1; x < width - 1; x++) {
        const at = y * width + x;
        const [gx, gy] = slopeAt(levels, width, at);
        const steep = Math.hypot(gx, gy);
        if (steep > (steepness[at] ?? 0)) [dx[at], dy[at], steepness[at]] = [gx, gy, steep];
      }
    }
  }
  return { width, height, dx, dy, steepness, least: Math.max(LEAST, OVER_MEDIAN * medianOf(steepness)) };
}

/** Sobel's, in levels a pixel. */
function slopeAt(levels: Float32Array, width: number, at: number): readonly [number, number] {
  const of = (by: number): number => levels[at + by] ?? 0;
  const east = of(1 - width) + 2 * of(1) + of(1 + width);
  const west = of(-1 - width) + 2 * of(-1) + of(-1 + width);
  const south = of(width - 1) + 2 * of(width) + of(width + 1);
  const north = of(-width - 1) + 2 * of(-width) + of(-width + 1);
  return [(east - west) / 8, (south - north) / 8];
}

/** One colour of a picture, each pixel the mean of those it stands for. */
function smaller({ data, width: from, height: high }: Pixels, channel: number, width: number, height: number) {
  const levels = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const [top, end] = [Math.floor((y * high) / height), Math.max(1, Math.floor(((y + 1) * high) / height))];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.floor((x * from) / width), Math.max(1, Math.floor(((x + 1) * from) / width))];
      let sum = 0;
      for (let j = top; j < end; j++) for (let i = left; i < right; i++) sum += data[(j * from + i) * 4 + channel] ?? 0;
      levels[y * width + x] = sum / Math.max(1, (end - top) * (right - left));
    }
  }
  return levels;
}

/** By 1 2 1 in both directions. */
function blurred(levels: Float32Array, width: number, height: number): Float32Array {
  const along = new Float32Array(levels);
  for (let at = 1; at < levels.length - 1; at++)
    along[at] = ((levels[at - 1] ?? 0) + 2 * (levels[at] ?? 0) + (levels[at + 1] ?? 0)) / 4;
  const both = new Float32Array(along);
  for (let at = width; at < width * (height - 1); at++)
    both[at] = ((along[at - width] ?? 0) + 2 * (along[at] ?? 0) + (along[at + width] ?? 0)) / 4;
  return both;
}

function medianOf(values: Float32Array): number {
  const some = values.filter((_, at) => at % 7 === 0).sort();
  return some[some.length >> 1] ?? 0;
}
