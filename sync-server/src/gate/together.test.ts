import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Fact } from '#domain/fact.ts';
import { clientIdOf } from '#domain/ids.ts';
import { decodeRuns, encodeRun } from '#protocol/update.ts';
import { openDatabase } from '../journal/schema.ts';
import type { Row } from '../journal/journal.ts';
import { SqliteJournal } from '../journal/sqlite-journal.ts';
import { Gate, type SentFrame } from './gate.ts';

const DAY = 'day/main/2026-11-20';
const DESK = clientIdOf(5, 0);
const OTHER_TAB = clientIdOf(5, 1);
const device = { deviceNo: 5, role: 'desk', site: 'main' } as const;
const origin = {};

const fact = (n: number): Fact => ({ kind: 'visit/ready', at: n, by: 'u-1', of: { visit: `v-${n}` } });
const bad = { ...fact(1), of: { visit: 7 } } as unknown as Fact;

function sent(client: number, clock: number, facts: readonly Fact[]): SentFrame {
  return { device, doc: DAY, origin, manner: 'change', update: encodeRun({ client, clock, facts }) };
}

let journal: SqliteJournal;
let gate: Gate;
let rows: Row[];
let isFull: boolean;

beforeEach(() => {
  journal = new SqliteJournal(openDatabase(':memory:'), { now: () => 1_000, onFatal: () => undefined });
  rows = [];
  isFull = false;
  journal.onCommit((committed) => rows.push(...committed));
  gate = new Gate({ journal, isReadOnly: () => isFull });
});
afterEach(() => journal.close());

const kept = (): unknown[] =>
  rows.map(({ client, clock, count, update }) => ({ client, clock, count, is: decodeRuns(update) }));

test('[GATE-9] updates that follow on are one row and have one ack', async () => {
  const answers = await gate.takeAll([
    sent(DESK, 0, [fact(1)]),
    sent(DESK, 1, [fact(2), fact(3)]),
    sent(DESK, 3, [fact(4)])
  ]);

  expect(answers).toEqual([{ type: 'ack', client: DESK, clock: 4, seq: 1 }]);
  const facts = [1, 2, 3, 4].map(fact);
  expect(kept()).toEqual([{ client: DESK, clock: 0, count: 4, is: [{ client: DESK, clock: 0, facts }] }]);
  expect(rows[0]?.update).toEqual(encodeRun({ client: DESK, clock: 0, facts }));
  expect(rows[0]?.origin).toBe(origin);
});

test('[GATE-9] each writer has its own row, whatever came between', async () => {
  const answers = await gate.takeAll([
    sent(DESK, 0, [fact(1)]),
    sent(OTHER_TAB, 0, [fact(2)]),
    sent(DESK, 1, [fact(3)])
  ]);

  expect(answers.map((answer) => answer.type)).toEqual(['ack', 'ack', 'ack']);
  expect(rows.map(({ client, clock }) => [client, clock])).toEqual([
    [DESK, 0],
    [OTHER_TAB, 0],
    [DESK, 1]
  ]);
});

test('[GATE-6] [GATE-9] a bad update among good ones is refused alone, and what follows on it is a gap', async () => {
  const answers = await gate.takeAll([
    sent(DESK, 0, [fact(1)]),
    sent(DESK, 1, [fact(2), bad]),
    sent(DESK, 3, [fact(4)])
  ]);

  expect(answers).toEqual([
    { type: 'ack', client: DESK, clock: 1, seq: 1 },
    expect.objectContaining({ type: 'no', code: 'E_SCHEMA', have: 1 }),
    expect.objectContaining({ type: 'no', code: 'E_GAP', have: 1 })
  ]);
  expect(kept()).toHaveLength(1);
});

test('[GATE-5] [GATE-9] of updates of which some are there already, those are acked again and the rest is kept', async () => {
  await gate.take(sent(DESK, 0, [fact(1), fact(2)]));
  const answers = await gate.takeAll([sent(DESK, 0, [fact(1)]), sent(DESK, 1, [fact(2)]), sent(DESK, 2, [fact(3)])]);

  expect(answers.map((answer) => answer.type === 'ack' && answer.clock)).toEqual([1, 2, 3]);
  expect(rows.map(({ clock, count }) => [clock, count])).toEqual([
    [0, 2],
    [2, 1]
  ]);
});

test('[GATE-5] [GATE-9] of updates of which one says something else than what is there, that one is refused', async () => {
  await gate.take(sent(DESK, 0, [fact(1), fact(2)]));
  const answers = await gate.takeAll([sent(DESK, 0, [fact(1)]), sent(DESK, 1, [fact(9)])]);

  expect(answers).toEqual([
    { type: 'ack', client: DESK, clock: 1, seq: 1 },
    expect.objectContaining({ type: 'no', code: 'E_DUP', have: 1 })
  ]);
});

test('[GATE-9] no row grows beyond what is read and mended whole', async () => {
  const long = { ...fact(1), of: { visit: 'v-1', note: 'a'.repeat(19_000) } };
  const frames = Array.from({ length: 8 }, (_, i) => sent(DESK, i, [long]));

  const answers = await gate.takeAll(frames);

  expect(answers.map((answer) => answer.type === 'ack' && answer.clock)).toEqual([3, 6, 8]);
  expect(rows.map(({ count }) => count)).toEqual([3, 3, 2]);
});

test('[DSK-1] [GATE-9] on a full disk each update is told to come again', async () => {
  isFull = true;
  const answers = await gate.takeAll([sent(DESK, 0, [fact(1)]), sent(DESK, 1, [fact(2)])]);

  expect(answers).toEqual([
    expect.objectContaining({ type: 'no', code: 'E_DISK', have: 0 }),
    expect.objectContaining({ type: 'no', code: 'E_DISK', have: 1 })
  ]);
});
