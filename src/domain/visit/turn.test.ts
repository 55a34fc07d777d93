import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Instant } from '../time.ts';
import { byTurn, turnBefore, turnOf, whyBefore, type InLine, type TurnReason } from './turn.ts';
import type { PlaceReason } from './visit-facts.ts';

const minute = (at: number): Instant => at * 60_000;

/** @param booked minute of the appointment, null for a walk-in */
function one(visit: string, booked: number | null, arrived: number, placed?: Partial<InLine>): InLine {
  const nobody = { placedFor: null, placedAt: null, placedTurn: null };
  return {
    visit,
    startsAt: booked === null ? null : minute(booked),
    arrivedAt: minute(arrived),
    ...nobody,
    ...placed
  };
}
const placed = (why: PlaceReason, at: number, turn: number): Partial<InLine> => ({
  placedFor: why,
  placedAt: minute(at),
  placedTurn: minute(turn)
});

test.each<[string, InLine, InLine, TurnReason]>([
  [
    'the earlier appointment, however early the other came',
    one('a', 560, 558),
    one('b', 580, 500),
    { code: 'earlier-time', mine: minute(560), theirs: minute(580) }
  ],
  ['of one time, who came first', one('b', 560, 550), one('a', 560, 555), { code: 'same-time', mine: minute(560) }],
  [
    'an appointment of 9:20 before a walk-in of 9:05',
    one('a', 560, 558),
    one('b', null, 545),
    { code: 'appointment-first', mine: minute(560), arrived: minute(545) }
  ],
  [
    'a walk-in of 9:04 before it: nobody is passed for ever',
    one('b', null, 544),
    one('a', 560, 544),
    { code: 'waited-longer', arrived: minute(544), theirs: minute(560) }
  ],
  [
    'who is on time before who came ten minutes late to an earlier time',
    one('a', 565, 560),
    one('b', 560, 570),
    { code: 'next-late', minutes: 10 }
  ],
  [
    'a walk-in before who came twenty minutes late after them',
    one('w', null, 579),
    one('b', 560, 580),
    { code: 'next-late', minutes: 20 }
  ],
  [
    'of two walk-ins who came first',
    one('b', null, 540),
    one('a', null, 541),
    { code: 'came-first', arrived: minute(540) }
  ],
  [
    'clinical urgency before all',
    one('a', null, 590, placed('clinical', 591, 591)),
    one('b', 540, 530),
    { code: 'clinical', at: minute(591) }
  ],
  [
    'who was put there by a person',
    one('a', null, 590, placed('provider-asked', 592, 539)),
    one('b', 540, 530),
    { code: 'placed', for: 'provider-asked', at: minute(592) }
  ],
  [
    'before who was moved back',
    one('a', 560, 555),
    one('b', 540, 530, placed('stepped-out', 545, 561)),
    { code: 'next-placed', for: 'stepped-out', at: minute(545) }
  ],
  [
    'who would stand there anyway is explained by the rule, not by the placing',
    one('a', 540, 530, placed('agreed', 531, 539)),
    one('b', 560, 550),
    { code: 'earlier-time', mine: minute(540), theirs: minute(560) }
  ]
])('[QUE-2] [QUE-20] %s', (_, first, second, why) => {
  expect([second, first].sort(byTurn)).toEqual([first, second]);
  expect(whyBefore(first, second)).toEqual(why);
});

test('[QUE-2] within the grace of five minutes nobody is late', () => {
  expect(turnOf(one('a', 560, 565))).toBe(minute(560));
  expect(turnOf(one('a', 560, 566))).toBe(minute(566));
  expect(turnOf(one('a', 560, 575))).toBe(minute(575));
  expect(turnOf(one('a', 560, 576))).toBe(minute(576 + 15));
});

const anyLine = fc
  .array(
    fc.record({
      booked: fc.option(fc.integer({ min: 480, max: 540 })),
      arrived: fc.integer({ min: 470, max: 560 }),
      why: fc.option(fc.constantFrom<PlaceReason>('clinical', 'agreed', 'stepped-out')),
      turn: fc.integer({ min: 470, max: 560 }),
      at: fc.integer({ min: 470, max: 560 })
    }),
    { minLength: 2, maxLength: 8 }
  )
  .map((many) =>
    many.map(({ booked, arrived, why, turn, at }, index) =>
      one(`v${index}`, booked, arrived, why === null ? undefined : placed(why, at, turn))
    )
  );

test('[QUE-2] the order is one order, whatever the list was before', () => {
  fc.assert(
    fc.property(anyLine, fc.nat(), (line, seed) => {
      const sorted = line.toSorted(byTurn).map(({ visit }) => visit);
      const mixed = line.toSorted(
        (a, b) => ((a.visit.charCodeAt(1) * 7 + seed) % 5) - ((b.visit.charCodeAt(1) * 7 + seed) % 5)
      );
      expect(mixed.sort(byTurn).map(({ visit }) => visit)).toEqual(sorted);
    })
  );
});

test('[QUE-21] who is put before another stands before them, and behind all who stood before; or last', () => {
  fc.assert(
    fc.property(anyLine, fc.nat(7), (many, which) => {
      const [mover, ...rest] = many.toSorted(byTurn).reverse() as [InLine, ...InLine[]];
      const line = rest.filter(({ placedFor }) => placedFor !== 'clinical').sort(byTurn);
      const target = line[which % Math.max(1, line.length)];
      const put = (turn: Instant): InLine => ({ ...mover, ...placed('agreed', 600, 0), placedTurn: turn });
      if (target) {
        const moved = put(turnBefore(line, target.visit)!);
        expect(byTurn(moved, target)).toBeLessThan(0);
        const ahead = line.slice(0, line.indexOf(target)).filter((other) => turnOf(other) < turnOf(target));
        // Those of the same turn as the target may be passed too: a turn has no place between two that are one.
        for (const other of ahead) expect(turnOf(other)).toBeLessThanOrEqual(turnOf(moved));
      }
      const last = put(turnBefore(line, null)!);
      expect([...line, last].sort(byTurn).at(-1)).toBe(last);
    })
  );
});

test('[QUE-21] before somebody who no longer waits is nowhere; an empty line has an end', () => {
  expect(turnBefore([one('a', 560, 550)], 'v-gone')).toBeNull();
  expect(turnBefore([], null)).toBe(0);
});

test('[QUE-2] [ARR-12] how late is late is set for the visit type; where the provider sees the late they lose the minutes alone', () => {
  const late = one('a', 560, 580);
  expect(turnOf(late)).toBe(minute(595));
  expect(turnOf({ ...late, latePolicy: 'see' })).toBe(minute(580));
  expect(turnOf({ ...late, lateAccept: 20 })).toBe(minute(580));
  expect(turnOf({ ...late, grace: 20, lateAccept: 20 })).toBe(minute(560));
});
