import type { Instant } from '#domain/time.ts';

/** How long one language, or one page of codes, stays. Long enough to read, short enough to wait for. */
export const TURN_MS = 10_000;

/** Whose turn it is among `count`. */
export function turnOf(count: number, now: Instant): number {
  return count > 0 ? Math.floor(now / TURN_MS) % count : 0;
}

/** The part of a long list that is shown now, and how many stand outside it. Parts are of one length, as far as it goes: nobody stands alone on the last. */
export function pageOf<T>(
  list: readonly T[],
  size: number,
  now: Instant
): { readonly page: readonly T[]; readonly others: number } {
  const pages = Math.ceil(list.length / size);
  const length = Math.ceil(list.length / Math.max(1, pages));
  const turn = turnOf(pages, now);
  const page = list.slice(turn * length, (turn + 1) * length);
  return { page, others: list.length - page.length };
}

/** Pixels around the middle: a step each minute, back where it began after eight. */
const SHIFTS = [
  [0, 0],
  [6, 3],
  [10, 0],
  [6, -3],
  [0, -6],
  [-6, -3],
  [-10, 0],
  [-6, 3]
] as const;

/** Where the picture stands now, so that no edge burns into the screen [BRD-7]. */
export function burnInShift(now: Instant): readonly [x: number, y: number] {
  return SHIFTS[Math.floor(now / 60_000) % SHIFTS.length] ?? [0, 0];
}
