import { describe, expect, test } from 'vitest';
import { clientIdOf } from '../ids.ts';
import { fill, noCells, type Cells } from './cells.ts';
import { dealLeases, leaseFor, leasesOf, resolve, type SlotPromise } from './lease.ts';

const DATE = '2026-11-23';
const open = (...spans: readonly [number, number][]): Cells => {
  const cells = noCells();
  for (const [from, to] of spans) fill(cells, from, to);
  return cells;
};
const deal = (over: Partial<Parameters<typeof dealLeases>[0]> = {}) =>
  dealLeases({
    date: DATE,
    free: new Map([['p-kim', open([540, 720], [780, 1020])]]),
    devices: [3, 1, 2],
    piece: 20,
    until: 1_000_000,
    ...over
  });

describe('[LEASE-1] dealing', () => {
  test('round the desks, every fifth piece to nobody, no time to two', () => {
    const leases = deal();
    const minutes = (device: number) =>
      leases.filter((lease) => lease.device === device).reduce((sum, { span }) => sum + span.to - span.from, 0);
    expect([minutes(1), minutes(2), minutes(3)]).toEqual([140, 100, 120]);
    const taken = leases.flatMap(({ span }) => Array.from({ length: span.to - span.from }, (_, i) => span.from + i));
    expect(new Set(taken).size).toBe(taken.length);
    expect(taken.length).toBe(420 - 3 * 20);
    expect(deal({ devices: [2, 3, 1] })).toEqual(leases);
  });
  test('one desk has it all but the common part, in few leases', () => {
    expect(deal({ devices: [1] }).map(({ span }) => span)).toEqual([
      { from: 540, to: 620 },
      { from: 640, to: 720 },
      { from: 780, to: 860 },
      { from: 880, to: 960 },
      { from: 980, to: 1020 }
    ]);
  });
  test.each([
    ['no desk', { devices: [] }],
    ['no length', { piece: 0 }],
    ['nothing free', { free: new Map([['p-kim', noCells()]]) }],
    ['no provider', { free: new Map() }],
    ['nothing long enough', { free: new Map([['p-kim', open([540, 555])]]) }]
  ])('%s: nothing is dealt', (_, over) => expect(deal(over)).toEqual([]));
});

describe('[LEASE-2] spending', () => {
  const leases = deal({ devices: [1] });
  const at = (start: number, minutes = 20, practitioner = 'p-kim') => ({ practitioner, start, minutes });
  test.each([
    ['within', at(550), 1, 999_999, true],
    ['another desk’s', at(550), 2, 999_999, false],
    ['over its end', at(610), 1, 999_999, false],
    ['in the common part', at(620), 1, 999_999, false],
    ['another provider', at(550, 20, 'p-moss'), 1, 999_999, false],
    ['when it is over', at(550), 1, 1_000_000, false]
  ] as const)('%s', (_, place, device, now, good) => {
    expect(leaseFor(leases, device, DATE, place, now) !== null).toBe(good);
  });
  test('another day', () => expect(leaseFor(leases, 1, '2026-11-24', at(550), 0)).toBeNull());
});

test('[LEASE-3] of two leases that overlap the one granted first counts, in whatever order they came', () => {
  const granted = (lease: string, from: number, clock: number, practitioner = 'p-kim') => ({
    client: clientIdOf(1, 0),
    clock,
    fact: {
      kind: 'lease/granted',
      at: clock,
      by: 'device:1',
      of: { lease, device: 1, practitioner, date: DATE, span: { from, to: from + 40 }, until: 9 }
    }
  });
  const facts = [
    granted('l-1', 600, 1),
    granted('l-2', 620, 2),
    granted('l-3', 640, 3),
    granted('l-4', 600, 4, 'p-moss')
  ];
  expect(leasesOf(facts).map(({ lease }) => lease)).toEqual(['l-1', 'l-3', 'l-4']);
  expect(leasesOf(facts.toReversed())).toEqual(leasesOf(facts));
});

describe('[LEASE-4] who keeps a time that was promised twice', () => {
  const promise = (appointment: string, over: Partial<SlotPromise> = {}): SlotPromise => ({
    appointment,
    at: { practitioner: 'p-kim', start: 600, minutes: 20 },
    standing: 'provisional',
    urgency: 3,
    promised: 100,
    writer: clientIdOf(1, 0),
    ...over
  });
  test.each([
    ['what was promised on a lease', promise('a', { standing: 'leased', promised: 900 }), promise('b', { urgency: 1 })],
    ['the more urgent', promise('a', { urgency: 1, promised: 900 }), promise('b')],
    ['the earlier promise', promise('a', { promised: 99 }), promise('b')],
    ['the lower device', promise('a', { writer: clientIdOf(1, 9) }), promise('b', { writer: clientIdOf(2, 0) })],
    ['the lower id, where all else is one', promise('a'), promise('b')]
  ])('%s stands', (_, first, second) => {
    expect(resolve([first, second])).toEqual([{ stands: 'a', yields: 'b' }]);
    expect(resolve([second, first])).toEqual([{ stands: 'a', yields: 'b' }]);
  });
  test('one that has yielded takes nobody else’s time', () => {
    const long = promise('b', { at: { practitioner: 'p-kim', start: 610, minutes: 40 } });
    const after = promise('c', { at: { practitioner: 'p-kim', start: 630, minutes: 20 }, promised: 200 });
    expect(resolve([after, long, promise('a', { urgency: 1 })])).toEqual([{ stands: 'a', yields: 'b' }]);
  });
  test('what the server knew of yields to a lease only', () => {
    const told = promise('b', { standing: 'told', urgency: 1, promised: 1 });
    expect(resolve([told, promise('a', { standing: 'leased' })])).toEqual([{ stands: 'a', yields: 'b' }]);
    expect(resolve([promise('a', { urgency: 1 }), told])).toEqual([{ stands: 'b', yields: 'a' }]);
    expect(resolve([told, promise('a', { standing: 'told' })])).toEqual([]);
  });
  test('two that are both leased are nobody’s to take: they stand, and are a conflict', () => {
    expect(resolve([promise('a', { standing: 'leased' }), promise('b', { standing: 'leased' })])).toEqual([]);
  });
  test('other providers, and ends that touch, have nothing to do with each other', () => {
    const other = promise('b', { at: { practitioner: 'p-moss', start: 600, minutes: 20 } });
    const next = promise('c', { at: { practitioner: 'p-kim', start: 620, minutes: 20 } });
    expect(resolve([promise('a'), other, next])).toEqual([]);
  });
});
