import * as decoding from 'lib0/decoding';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientIdOf } from '#domain/ids.ts';
import { readSync } from '#protocol/sync-messages.ts';
import { decodeRuns, encodeRun } from '#protocol/update.ts';
import { openDatabase } from '../journal/schema.ts';
import { SqliteJournal } from '../journal/sqlite-journal.ts';
import { Answers } from './answers.ts';

const DAY = 'day/main/2026-11-20';
const DESK = clientIdOf(5, 0);
const NONE = new Map<number, number>();

let journal: SqliteJournal;
let answers: Answers;

beforeEach(() => {
  journal = new SqliteJournal(openDatabase(':memory:'), { now: () => 1_000, onFatal: () => undefined });
  answers = new Answers(journal);
});
afterEach(() => journal.close());

/** Adds facts of about a kilobyte each. */
async function write(clock: number, count: number): Promise<void> {
  const of = { visit: 'v-1', note: 'a'.repeat(1_000) };
  const facts = Array.from({ length: count }, (_, i) => ({ kind: 'visit/ready', at: clock + i, by: 'u-1', of }));
  const update = encodeRun({ client: DESK, clock, facts });
  await journal.append({ doc: DAY, device: 5, client: DESK, clock, count, update });
}

function told(messages: readonly Uint8Array[]): { types: string[]; clocks: number[] } {
  const syncs = messages.map((message) => {
    const input = decoding.createDecoder(message);
    decoding.readVarUint(input);
    const sync = readSync(input);
    if (sync.type === 'step1') throw new Error('no answer');
    return sync;
  });
  const clocks = syncs.flatMap(({ update }) =>
    decodeRuns(update).flatMap(({ clock, facts }) => facts.map((_, i) => clock + i))
  );
  return { types: syncs.map(({ type }) => type), clocks };
}

test('[CON-14] who asks the same gets the same messages; who has some of it gets the rest', async () => {
  await write(0, 50);

  const first = await answers.to(DAY, NONE);

  expect(told(first).types).toEqual(['update', 'update', 'update', 'step2']);
  expect(told(first).clocks).toEqual(Array.from({ length: 50 }, (_, i) => i));
  expect(await answers.to(DAY, NONE)).toBe(first);
  expect(told(await answers.to(DAY, new Map([[DESK, 48]]))).clocks).toEqual([48, 49]);
});

test('[CON-14] an answer is never older than the document', async () => {
  await write(0, 50);
  await answers.to(DAY, NONE);

  await write(50, 1);

  expect(told(await answers.to(DAY, NONE)).clocks.at(-1)).toBe(50);
});

test('[CON-14] a document that is not there, or all of which is known, is answered with nothing', async () => {
  await write(0, 1);
  expect(told(await answers.to('day/main/1999-01-01', NONE))).toEqual({ types: ['step2'], clocks: [] });
  expect(told(await answers.to(DAY, new Map([[DESK, 1]])))).toEqual({ types: ['step2'], clocks: [] });
});

test('[CON-14] a short answer is put together each time, and no more is kept than there is room for', async () => {
  await write(0, 2);
  expect(await answers.to(DAY, NONE)).not.toBe(await answers.to(DAY, NONE));

  await write(2, 9_000);
  expect(await answers.to(DAY, NONE)).not.toBe(await answers.to(DAY, NONE));
});
