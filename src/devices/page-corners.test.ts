import { expect, test } from 'vitest';
import type { Outline } from '#domain/document/page-outline.ts';
import { HEIGHT, photographed, WIDTH, type Photographed } from '#tests/fixtures/photographed.ts';
import { pageCorners } from './page-corners.ts';
import type { Pixels } from './page-edges.ts';
import { straightened } from './straighten.ts';

const TABLES = ['dark', 'light', 'wood'] as const;
const CASES: readonly Photographed[] = TABLES.flatMap((table) =>
  [-15, -8, 0, 7, 15].flatMap((turned, at) => [
    { turned, leaning: (at % 3) * 0.14, table, kind: 'page', seed: at + 1 } as const,
    ...(at === 1 || at === 4 ? [{ turned, leaning: 0.2, table, kind: 'card', seed: at + 40 } as const] : [])
  ])
);

/** How far the corner that was found worst lies from where it is, as a share of the picture's longer side. */
function worstOff(found: Outline | null, truth: Outline): number {
  if (!found) return Infinity;
  const off = found.map(({ x, y }, at) =>
    Math.hypot(x - (truth[at]?.x ?? 0), ((y - (truth[at]?.y ?? 0)) * HEIGHT) / WIDTH)
  );
  return Math.max(...off);
}

test('[DOC-11] corners of pages and cards are found to 0.2 %: turned by -15° to 15°, leaning, on dark, light and wooden tables', () => {
  const off = CASES.map((one) => {
    const { picture, truth } = photographed(one);
    return { ...one, off: worstOff(pageCorners(picture), truth) };
  });
  expect(off.filter((one) => one.off > 0.002)).toEqual([]);
});

const plain = (level: number, width: number, height: number): Pixels => ({
  data: new Uint8ClampedArray(width * height * 4).fill(level),
  width,
  height
});

test.each([
  ['an empty table', plain(90, 200, 150)],
  ['a black picture', plain(0, 64, 64)],
  ['a picture of one pixel', plain(255, 1, 1)],
  ['a line of pixels', plain(255, 300, 1)]
])('[DOC-11] in %s no page is found', (_, picture) => {
  expect(pageCorners(picture)).toBeNull();
});

test('[DOC-11] a card looked at from an angle becomes a card from above, in its shape, turned as asked', () => {
  const { picture, truth } = photographed({ turned: 12, leaning: 0.2, table: 'wood', kind: 'card', seed: 7 });
  // Its band of blue lies along the upper edge.
  const bandAt = [
    [0.5, 0.1],
    [0.9, 0.5],
    [0.5, 0.9],
    [0.1, 0.5]
  ] as const;
  for (const [turns, band] of bandAt.entries()) {
    const card = straightened(picture, { outline: truth, turns: turns as 0 | 1 | 2 | 3 });
    const [long, short] = turns % 2 === 0 ? [card.width, card.height] : [card.height, card.width];
    expect(long / short).toBeCloseTo(85.6 / 53.98, 1);
    const isBlue = ([x, y]: readonly [number, number]): boolean => {
      const at = (Math.round(y * (card.height - 1)) * card.width + Math.round(x * (card.width - 1))) * 4;
      return (card.data[at + 2] ?? 0) > (card.data[at] ?? 0) + 60;
    };
    expect(bandAt.map(isBlue)).toEqual(bandAt.map((one) => one === band));
  }
});
