import { expect, test } from 'vitest';
import { providerIdle } from './occupations.ts';
import type { Segment } from './plan-facts.ts';

const at = { practitioner: 'p-kim', start: 540, minutes: 60 };
const provider = (offset: number, minutes: number): Segment => ({ kind: 'practitioner', any: [], offset, minutes });
const room: Segment = { kind: 'room', any: ['r-1'], offset: 0, minutes: 60 };

test.each<[string, readonly Segment[] | undefined, readonly [number, number][]]>([
  ['no segments', undefined, []],
  ['empty segments', [], []],
  ['all of it', [room, provider(0, 60)], []],
  ['the last part', [room, provider(40, 20)], [[540, 580]]],
  [
    'the middle',
    [provider(20, 20)],
    [
      [540, 560],
      [580, 600]
    ]
  ],
  ['twice, in any order', [provider(40, 20), provider(0, 10)], [[550, 580]]],
  ['parts that overlap', [provider(0, 30), provider(10, 10)], [[570, 600]]],
  ['longer than the visit', [provider(30, 600)], [[540, 570]]],
  ['another provider only', [{ ...provider(0, 60), any: ['p-vey'] }], [[540, 600]]]
])('[SCH-12] where the provider is free meanwhile: %s', (_, segments, spans) => {
  const visit = { appointment: 'a', at, ...(segments ? { segments } : {}) };
  expect(providerIdle(visit).map(({ from, to }) => [from, to])).toEqual(spans);
});
