import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lanesOf } from './lanes.ts';

const span = (start: number, minutes: number) => ({ start, minutes });

test.each([
  ['nothing', [], []],
  ['one after the other', [span(540, 20), span(560, 20)], ['0/1', '0/1']],
  ['two at once', [span(540, 20), span(540, 20)], ['0/2', '1/2']],
  ['a chain shares its width', [span(540, 30), span(550, 30), span(575, 20)], ['0/2', '1/2', '0/2']],
  ['a gap ends it', [span(540, 30), span(550, 10), span(600, 20)], ['0/2', '1/2', '0/1']],
  ['three at once', [span(540, 60), span(540, 20), span(545, 10)], ['0/3', '1/3', '2/3']]
])('[SCH-3] %s', (_, spans, lanes) => {
  expect(lanesOf(spans).map(({ lane, lanes: of }) => `${lane}/${of}`)).toEqual(lanes);
});

test('[SCH-3] no two that overlap share a place', () => {
  const spans = fc
    .array(fc.record({ start: fc.integer({ min: 0, max: 200 }), minutes: fc.integer({ min: 1, max: 60 }) }))
    .map((all) => all.sort((a, b) => a.start - b.start));
  fc.assert(
    fc.property(spans, (all) => {
      const lanes = lanesOf(all);
      expect(lanes).toHaveLength(all.length);
      for (const [i, a] of all.entries())
        for (const [j, b] of all.entries()) {
          if (i >= j || a.start + a.minutes <= b.start || b.start + b.minutes <= a.start) continue;
          expect(lanes[i]!.lanes).toBe(lanes[j]!.lanes);
          expect(lanes[i]!.lane).not.toBe(lanes[j]!.lane);
        }
    })
  );
});
