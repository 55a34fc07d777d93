import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectFoldLaws, recordedFacts, voidOf } from '#tests/fixtures/fold-laws.ts';
import { byTime, factId, isVoid, standing, type Fact, type Recorded } from './fact.ts';

const anyFact = fc.record({ kind: fc.constantFrom('a/b', 'c/d'), of: fc.constant({}) });
const said = (client: number, clock: number, at: number, fact: Partial<Fact> = {}): Recorded => {
  return { client, clock, fact: { kind: 'a/b', by: 'u', of: {}, ...fact, at } };
};

test('[FACT-1] stamp, then writer, then place in the log', () => {
  const inOrder = [said(2, 0, 5), said(1, 0, 6), said(1, 1, 6), said(3, 0, 6)];
  expect(inOrder.toReversed().sort(byTime)).toEqual(inOrder);
  fc.assert(
    fc.property(recordedFacts(anyFact), (facts) => {
      for (const a of facts) for (const b of facts) expect(Math.sign(byTime(a, b))).toBe(-Math.sign(byTime(b, a)) + 0);
    }),
    { numRuns: 50 }
  );
});

test('[FACT-2] [FACT-3] [FACT-4] what stands is the same in any order, without what was taken back', () => {
  expectFoldLaws((facts) => standing(facts).filter(({ fact }) => fact.kind !== 'newer/kind'), anyFact);
});

test('[FACT-3] taking back is final: a taking back cannot be taken back', () => {
  const fact = said(1, 0, 5);
  const back = voidOf(factId(fact), 0);
  expect(standing([fact, back, voidOf(factId(back), 1)])).toEqual([]);
  expect(standing([fact, voidOf(factId(back), 1)])).toEqual([fact]);
});

test.each([
  ['no payload', null],
  ['a text', 'x'],
  ['no name', {}],
  ['a number', { fact: 7 }]
])('a taking back of nothing takes nothing back: %s', (_, of) => {
  const fact = said(1, 0, 5);
  const back = said(2, 0, 6, { kind: 'fact/voided', of });
  expect(isVoid(back.fact)).toBe(false);
  expect(standing([back, fact])).toEqual([fact, back]);
});
