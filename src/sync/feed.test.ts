import { expect, test } from 'vitest';
import { encodeRecord, EPOCH_HEADER, HEAD_HEADER, type FeedRecord } from '#protocol/feed.ts';
import { virtualSeams } from '#tests/fixtures/virtual-seams.ts';
import { firstSyncOf, type FeedState } from './feed-state.ts';
import { Feed, type FeedDisk, type FeedUpdate } from './feed.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const change = (seq: number): FeedRecord => ({ type: 'change', seq, doc: 'practice', update: bytes(seq % 250) });
const packed = (...docs: string[]): FeedRecord => ({
  type: 'packed',
  docs: docs.map((doc) => ({ doc, update: bytes(1) }))
});
const end = (next: number, more = false): FeedRecord => ({ type: 'end', next, more });

interface Answer {
  readonly records: readonly FeedRecord[];
  readonly status?: number;
  readonly epoch?: string | null;
  readonly garbage?: boolean;
  readonly head?: number;
  /** The stream breaks off after this many bytes. */
  readonly cutAt?: number;
}

function following(answers: Answer[], state: FeedState = { epoch: 'e1', cursor: 0, first: null }) {
  const asked: string[] = [];
  const merged: number[][] = [];
  const failed: unknown[] = [];
  const seams = {
    ...virtualSeams(),
    fetch: async (url: string, init: RequestInit) => {
      asked.push(url);
      const answer = answers.shift();
      if (!answer)
        return await new Promise<Response>((_, no) =>
          init.signal?.addEventListener('abort', () => no(new Error('called off')))
        );
      return responseOf(answer);
    }
  };
  let held = state;
  const disk: FeedDisk & { full: boolean } = {
    full: false,
    state: async () => held,
    merge: async (updates: readonly FeedUpdate[], next) => {
      if (disk.full) throw new Error('full');
      merged.push(updates.map(({ update }) => update[0] ?? -1));
      held = next;
    },
    storePacked: async (docs, next) => {
      merged.push(docs.map(({ doc }) => doc.length));
      held = next;
    },
    newEpoch: async (epoch) => {
      held = { epoch, cursor: null, first: null };
    }
  };
  const feed = new Feed({
    origin: 'https://clinic',
    token: 'secret',
    disk,
    seams,
    failed: (error) => failed.push(error)
  });
  const life = new AbortController();
  void feed.run(life.signal);
  return { seams, asked, merged, failed, feed, disk, state: () => held, stop: () => life.abort() };
}

function responseOf({ records, status = 200, epoch = 'e1', head = 0, cutAt, garbage }: Answer): Response {
  const whole = garbage ? Buffer.from('\u0001\u0063') : Buffer.concat(records.map((record) => encodeRecord(record)));
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      // In pieces of seven bytes, as a network might.
      const last = cutAt ?? whole.length;
      for (let at = 0; at < last; at += 7) stream.enqueue(new Uint8Array(whole.subarray(at, Math.min(at + 7, last))));
      stream.close();
    }
  });
  return new Response(body, {
    status,
    headers: { ...(epoch && { [EPOCH_HEADER]: epoch }), [HEAD_HEADER]: String(head) }
  });
}

/** Streams take turns of the event loop, not time. */
const until = async (is: () => boolean): Promise<void> => await expect.poll(is, { interval: 1 }).toBe(true);

test('[SYN-50] follows the journal in its order; the cursor moves with what it covers', async () => {
  const { asked, merged, state, stop } = following([
    { records: [change(1), change(2), end(5, true)] },
    { records: [change(9), end(9)] }
  ]);
  await until(() => state().cursor === 9);
  expect(asked.slice(0, 2)).toEqual(['https://clinic/sync/changes?since=0', 'https://clinic/sync/changes?since=5']);
  expect(asked.join()).not.toContain('secret');
  expect(merged).toEqual([[1, 2], [9]]);
  stop();
});

test('[SYN-51] what came before a cut counts, and it goes on from there', async () => {
  const many = Array.from({ length: 150 }, (_, i) => change(i + 1));
  const { asked, seams, state, stop } = following([{ records: many, cutAt: 2_000 }, { records: [end(200)] }]);
  await until(() => (state().cursor ?? 0) >= 100);
  expect(state().cursor).toBe(100);
  await until(() => asked.length === 1);
  await seams.pass(2_000);
  await until(() => state().cursor === 200);
  expect(asked[1]).toBe('https://clinic/sync/changes?since=100');
  stop();
});

test('[SYN-52] a first sync that was cut goes on where it was, and follows from the first answer’s head', async () => {
  const fresh: FeedState = { epoch: 'e1', cursor: null, first: null };
  const { asked, seams, state, stop } = following(
    [
      { records: [packed('day/main/2026-11-20', 'patient/8aaaaaaaaaaaaaaa')], head: 40 },
      { records: [packed('patient/z', 'practice'), end(90)], head: 90 }
    ],
    fresh
  );
  await until(() => state().first?.after === 'patient/8aaaaaaaaaaaaaaa');
  await seams.pass(2_000);
  await until(() => state().cursor === 40);
  expect(asked.slice(0, 2)).toEqual([
    'https://clinic/sync/bootstrap?after=',
    'https://clinic/sync/bootstrap?after=patient%2F8aaaaaaaaaaaaaaa'
  ]);
  stop();
});

test('[SYN-53] a server of another life is met with a new start', async () => {
  const { asked, state, stop } = following([
    { records: [change(1), end(1)], epoch: 'e2' },
    { records: [packed('practice'), end(3)], epoch: 'e2', head: 3 }
  ]);
  await until(() => state().cursor === 3);
  expect(state()).toEqual({ epoch: 'e2', cursor: 3, first: null });
  expect(asked[1]).toBe('https://clinic/sync/bootstrap?after=');
  stop();
});

test('[SYN-54] waits for news and asks at once when it comes; without, it asks after a while', async () => {
  const { asked, feed, seams, state, stop } = following([
    { records: [end(5)] },
    { records: [change(6), end(6)] },
    { records: [end(6)] }
  ]);
  await until(() => state().cursor === 5);
  feed.news(6);
  await until(() => state().cursor === 6);
  expect(asked).toHaveLength(2);
  await until(() => asked.length === 2);
  await seams.pass(31_000);
  await until(() => asked.length === 3);
  stop();
});

test.each<[string, Answer]>([
  ['an error page', { records: [], status: 502 }],
  ['bytes that are no records', { records: [change(1)], cutAt: 3 }],
  ['a page that is not the server’s', { records: [end(9)], epoch: null }],
  ['records of no kind', { records: [], garbage: true }],
  ['an end that is missing', { records: [change(1)] }]
])('[SYN-55] %s is waited out, and is no fault of this device', async (_name, answer) => {
  const { seams, failed, state, stop, asked } = following([answer, { records: [end(7)] }]);
  await until(() => asked.length === 1);
  await until(() => true);
  for (let i = 0; i < 20 && state().cursor !== 7; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    await seams.pass(500);
  }
  await until(() => state().cursor === 7);
  expect(failed.filter((error) => error !== null)).toEqual([]);
  stop();
});

test('[SYN-56] a full disk is told, and the cursor stays where it was', async () => {
  const { seams, disk, failed, state, stop } = following([
    { records: [change(1), end(1)] },
    { records: [change(1), end(1)] }
  ]);
  disk.full = true;
  await until(() => failed.length === 1);
  expect(state().cursor).toBe(0);
  disk.full = false;
  await seams.pass(2_000);
  await until(() => state().cursor === 1);
  await until(() => failed.at(-1) === null);
  stop();
});

test('[SYN-57] how far a first sync has come is told by the last document’s place', () => {
  const at = (after: string) => firstSyncOf({ cursor: null, first: { since: 1, after } });
  expect(firstSyncOf(undefined)).toBe(0);
  expect(firstSyncOf({ cursor: 7, first: null })).toBeNull();
  expect([at('day/main/2026-11-20'), at('practice')]).toEqual([0, 1]);
  expect(at('patient/8aaa')).toBeCloseTo(0.23, 1);
  expect(at('patient/zzzz')).toBeLessThanOrEqual(1);
});

test('[SYN-57] a first sync that is stopped asks for nothing, and goes on from where it was', async () => {
  const start: FeedState = { epoch: 'e1', cursor: null, first: null };
  const cut = encodeRecord(packed('patient/a', 'patient/b')).length;
  const { seams, feed, asked, merged, state, stop } = following(
    [
      { records: [packed('patient/a', 'patient/b')], head: 9, cutAt: cut },
      { records: [packed('patient/c'), end(0)] },
      { records: [end(9)] }
    ],
    start
  );
  feed.hold(true);
  feed.hold(true);
  await until(() => asked.length === 0);
  feed.hold(false);
  await until(() => merged.length === 1);
  feed.hold(true);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked).toEqual(['https://clinic/sync/bootstrap?after=']);
  expect(state()).toEqual({ epoch: 'e1', cursor: null, first: { since: 9, after: 'patient/b' } });

  await seams.pass(2_000);
  expect(asked).toHaveLength(1);
  feed.hold(false);
  await until(() => state().cursor === 9);
  expect(asked[1]).toBe('https://clinic/sync/bootstrap?after=patient%2Fb');
  stop();
});

test('[SYN-57] a hold cuts a stream that says nothing, and leaves a feed that follows alone', async () => {
  const first = following([], { epoch: 'e1', cursor: null, first: null });
  await until(() => first.asked.length === 1);
  first.feed.hold(true);
  first.feed.hold(false);
  await until(() => first.asked.length === 2);
  expect(first.failed).toEqual([]);
  first.stop();

  const later = following([{ records: [change(1), end(1)] }]);
  later.feed.hold(true);
  await until(() => later.state().cursor === 1);
  later.stop();
});
