import * as decoding from 'lib0/decoding';
import { expect, test } from 'vitest';
import type { Fact } from '#domain/fact.ts';
import { clientIdOf, deviceOf } from '#domain/ids.ts';
import { readSync } from '#protocol/sync-messages.ts';
import { decodeRuns, encodeRun } from '#protocol/update.ts';
import type { Row } from '../journal/journal.ts';
import { News } from './news.ts';

const DESK = clientIdOf(5, 0);
const ROOM = clientIdOf(6, 0);
const fact = (n: number): Fact => ({ kind: 'visit/ready', at: n, by: 'u-1', of: { visit: `v-${n}` } });

function row(seq: number, client: number, clock: number, origin?: object): Row {
  const update = encodeRun({ client, clock, facts: [fact(clock)] });
  const doc = 'day/main/2026-11-20';
  return { seq, at: 1, doc, device: deviceOf(client), client, clock, count: 1, update, ...(origin && { origin }) };
}

function told(message: Uint8Array | null): unknown {
  if (!message) return null;
  const input = decoding.createDecoder(message);
  expect(decoding.readVarUint(input)).toBe(0);
  const sync = readSync(input);
  return (
    sync.type === 'update' && decodeRuns(sync.update).map(({ client, clock, facts }) => [client, clock, facts.length])
  );
}

const desk = {};
const room = {};
const reader = {};

test('[CON-12] who wrote none of it gets one message, the same for all; a writer gets what the others wrote', () => {
  const news = new News([row(1, DESK, 0, desk), row(2, ROOM, 4, room), row(3, DESK, 1, desk)]);

  expect(told(news.for(reader))).toEqual([
    [ROOM, 4, 1],
    [DESK, 0, 2]
  ]);
  expect(news.for({})).toBe(news.for(reader));
  expect(told(news.for(desk))).toEqual([[ROOM, 4, 1]]);
  expect(told(news.for(room))).toEqual([[DESK, 0, 2]]);
  expect([news.firstSeq, news.lastSeq]).toEqual([1, 3]);
});

test('[CON-12] of facts that one writer sent over two connections none comes without those before it', () => {
  const news = new News([row(1, DESK, 0, desk), row(2, DESK, 1, room), row(3, DESK, 2, desk)]);

  expect(told(news.for(desk))).toEqual([[DESK, 0, 3]]);
});

test('[CON-12] who wrote all of it is told nothing, and a single row goes as it lies in the journal', () => {
  const only = row(1, DESK, 0, desk);
  const news = new News([only]);

  expect(news.for(desk)).toBeNull();
  const message = news.for(reader);
  expect(Buffer.from(message ?? []).subarray(-only.update.length)).toEqual(Buffer.from(only.update));
});
