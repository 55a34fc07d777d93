/** A pen's way over the field it signs in, from 0 to 1 across and down. */
export type Stroke = readonly (readonly [x: number, y: number])[];

const PEN_UP = 0xffff;
const FULL = 0xfffe;
/** Four bytes a point: 2,000 points are more than a name takes. */
export const MOST_STROKE_BYTES = 8_192;

/** Strokes as they are kept and signed: 16 bits across, 16 bits down, and the pen lifted. What does not fit is left out. */
export function bytesOfStrokes(strokes: readonly Stroke[]): Uint8Array {
  const words = strokes.flatMap((stroke) => [...stroke.flatMap(([x, y]) => [word(x), word(y)]), PEN_UP, PEN_UP]);
  const kept = words.slice(0, MOST_STROKE_BYTES / 2);
  return Uint8Array.from(kept.flatMap((one) => [one >> 8, one & 255]));
}

/** The strokes again; bytes that are none are no strokes. */
export function strokesFrom(bytes: Uint8Array): readonly Stroke[] {
  const strokes: [number, number][][] = [[]];
  for (let i = 0; i + 3 < bytes.length; i += 4) {
    const x = (bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0);
    const y = (bytes[i + 2] ?? 0) * 256 + (bytes[i + 3] ?? 0);
    if (x === PEN_UP) strokes.push([]);
    else strokes.at(-1)?.push([x / FULL, y / FULL]);
  }
  return strokes.filter((stroke) => stroke.length > 0);
}

function word(part: number): number {
  return Math.round(Math.min(1, Math.max(0, part)) * FULL);
}
