import * as decoding from 'lib0/decoding';
import { afterEach, expect, test } from 'vitest';
import type { Fact } from '#domain/fact.ts';
import { clientIdOf, type ClientId } from '#domain/ids.ts';
import { encodeAck } from '#protocol/doc-messages.ts';
import { LIMITS } from '#protocol/limits.ts';
import { decodeMux, encodeMux, type MuxFrame } from '#protocol/mux-frames.ts';
import { decodeHave } from '#protocol/run-bytes.ts';
import { encodeStep1, encodeStep2, encodeUpdate, readSync } from '#protocol/sync-messages.ts';
import { encodeRun } from '#protocol/update.ts';
import { virtualSeams } from '#tests/fixtures/virtual-seams.ts';
import { LiveDocs } from './live-docs.ts';
import { MuxSocket } from './mux-socket.ts';

const DOC = 'day/main/2026-11-20';
const there = clientIdOf(2, 0);
const fact = (n: number): Fact => ({ kind: 'visit/ready', at: n, by: 'u-1', of: { visit: `v${n}` } });
const run = (client: ClientId, clock: number): Uint8Array => encodeRun({ client, clock, facts: [fact(clock)] });

const opened: LiveDocs[] = [];
afterEach(() => {
  for (const live of opened.splice(0)) live.stop();
});

interface TestDisk {
  readonly updates: Uint8Array[];
  merge(update: Uint8Array): Promise<boolean>;
  mergeAll?(updates: readonly Uint8Array[]): Promise<boolean>;
}

async function tab(disk: TestDisk) {
  const seams = virtualSeams();
  const told: string[] = [];
  const mux = new MuxSocket({
    url: 'wss://clinic/sync',
    token: 't',
    build: 'b',
    limits: LIMITS.desk,
    seams,
    welcome: async () => undefined,
    beat: () => live.beat(),
    link: (link) => link === 'live' && live.linkIsLive()
  });
  const live = new LiveDocs({
    mux,
    seams,
    updatesOf: async () => disk.updates,
    merge: async (_doc, updates) => {
      if (disk.mergeAll) return await disk.mergeAll(updates);
      let hasGap = false;
      for (const update of updates) hasGap = (await disk.merge(update)) || hasGap;
      return hasGap;
    },
    answered: (_doc, answer) => told.push(answer.type),
    refused: (_doc, { code }) => told.push(code),
    ready: () => told.push('ready'),
    gone: () => undefined
  });
  opened.push(live);
  mux.start();
  const connect = async (): Promise<void> => {
    seams.sockets.at(-1)!.accept();
    seams.sockets.at(-1)!.receive(encodeMux({ type: 'welcome', epoch: 'e', now: 1, schema: 1, minSchema: 1 }));
    await seams.pass(0);
  };
  const frames = (): MuxFrame[] => seams.sockets.at(-1)!.sent.map((frame) => decodeMux(frame));
  const channel = (): number => frames().findLast((frame) => frame.type === 'open')?.channel ?? 0;
  /** What the tab asked for: the state vectors of its step 1s on the present connection. */
  const asked = (): Record<number, number>[] =>
    frames().flatMap((frame) => {
      if (frame.type !== 'message') return [];
      const input = decoding.createDecoder(frame.bytes);
      decoding.readVarUint(input);
      const message = readSync(input);
      return message.type === 'step1' ? [Object.fromEntries(decodeHave(message.have))] : ['pushed' as never];
    });
  const say = async (bytes: Uint8Array): Promise<void> => {
    seams.sockets.at(-1)!.receive(encodeMux({ type: 'message', channel: channel(), bytes }));
    await seams.pass(0);
  };
  return { seams, live, told, connect, frames, asked, say };
}

test('[SYN-60] asks for what the disk lacks, whenever the link comes, and pushes nothing past the outbox', async () => {
  const { seams, live, told, connect, asked, say } = await tab({ updates: [run(there, 0)], merge: async () => false });
  live.open(DOC);
  await connect();
  await expect.poll(asked).toEqual([{ [there]: 1 }]);
  expect(told).toEqual(['ready']);

  live.apply(DOC, run(clientIdOf(1, 1), 0));
  await say(encodeStep1(Uint8Array.of(0)));
  expect(asked()).toEqual([{ [there]: 1 }]);

  seams.sockets.at(-1)!.end();
  await seams.pass(1_000);
  await connect();
  await expect.poll(asked).toEqual([{ [there]: 1, [clientIdOf(1, 1)]: 1 }]);
});

test('[SYN-61] an update is on disk before anything else sees it; where the disk fails it is asked for again', async () => {
  const stored: Uint8Array[] = [];
  let isFull = true;
  const disk = {
    updates: [],
    merge: async (update: Uint8Array) => {
      if (isFull) throw new Error('full');
      stored.push(update);
      return false;
    }
  };
  const { live, connect, asked, frames, say } = await tab(disk);
  live.open(DOC);
  await connect();
  await expect.poll(asked).toHaveLength(1);

  await say(encodeStep2(run(there, 0)));
  await expect.poll(() => asked().length).toBeGreaterThan(1);
  expect(frames().filter(({ type }) => type === 'close')).toHaveLength(1);
  expect(asked().at(-1)).toEqual({});

  isFull = false;
  await say(encodeStep2(run(there, 0)));
  await say(encodeUpdate(run(there, 1)));
  expect(stored).toEqual([run(there, 0), run(there, 1)]);
});

test('[SYN-62] our own answers are taken out before y-websocket sees them', async () => {
  const { live, told, connect, asked, say } = await tab({ updates: [], merge: async () => false });
  live.open(DOC);
  await connect();
  await expect.poll(asked).toHaveLength(1);
  await say(encodeAck({ client: clientIdOf(1, 1), clock: 3, seq: 9 }));
  expect(told).toEqual(['ready', 'ack']);
});

test('[SYN-63] a document that is refused is not asked for again and again', async () => {
  const { seams, live, told, connect, frames } = await tab({ updates: [], merge: async () => false });
  live.open(DOC);
  await connect();
  await expect.poll(() => frames().some(({ type }) => type === 'open')).toBe(true);
  seams.sockets.at(-1)!.receive(encodeMux({ type: 'refused', channel: 1, code: 'E_ROLE', say: 'no' }));
  await new Promise((resolve) => setTimeout(resolve, 500)); // y-websocket tries again after 100 ms of its own time
  expect(frames().filter(({ type }) => type === 'open')).toHaveLength(1);
  expect(told).toContain('E_ROLE');

  seams.sockets.at(-1)!.end();
  await seams.pass(1_000);
  await connect();
  await expect.poll(() => frames().filter(({ type }) => type === 'open').length).toBe(1);
});

test('[SYN-64] with a gap on disk the document is asked for from where the disk is', async () => {
  const { live, connect, asked, say } = await tab({ updates: [run(there, 0)], merge: async () => true });
  live.open(DOC);
  await connect();
  await expect.poll(asked).toHaveLength(1);
  await say(encodeStep2(Uint8Array.of(0, 0)));
  await say(encodeUpdate(run(there, 4)));
  await expect.poll(asked).toEqual([{ [there]: 1 }, { [there]: 1 }]);
});

test('[SYN-67] a live document begins with what the disk has; a disk that fails is asked again', async () => {
  let isFailing = true;
  const disk = {
    get updates(): Uint8Array[] {
      if (isFailing) throw new Error('closed');
      return [run(there, 0)];
    },
    merge: async () => false
  };
  const { seams, live, connect, asked } = await tab(disk);
  live.open(DOC);
  await connect();
  await seams.pass(1_000);
  expect(asked()).toEqual([]);

  isFailing = false;
  await seams.pass(2_000);

  await expect.poll(asked).toEqual([{ [there]: 1 }]);
});

test('[SYN-65] a document is live for as long as somebody shows it', async () => {
  const { live, connect, frames } = await tab({ updates: [], merge: async () => false });
  const [one, two] = [live.open(DOC), live.open(DOC)];
  await connect();
  await expect.poll(() => live.channelOf(DOC) !== null).toBe(true);
  one();
  one();
  expect(live.channelOf(DOC)).not.toBeNull();
  two();
  expect(live.channelOf(DOC)).toBeNull();
  expect(
    frames()
      .filter(({ type }) => type === 'open' || type === 'close')
      .map(({ type }) => type)
  ).toEqual(['open', 'close']);
});

test('[SYN-66] a document that comes in parts is stored whole; on a slow line, as far as it has come', async () => {
  const stored: number[] = [];
  const disk = {
    updates: [],
    mergeAll: async (updates: readonly Uint8Array[]) => {
      stored.push(updates.length);
      return false;
    },
    merge: async () => false
  };
  const { seams, live, connect, asked, say } = await tab(disk);
  live.open(DOC);
  await connect();
  await expect.poll(asked).toHaveLength(1);

  await say(encodeUpdate(run(there, 0)));
  await say(encodeUpdate(run(there, 1)));
  expect(stored).toEqual([]);
  await seams.pass(3_000);
  expect(stored).toEqual([2]);
  await say(encodeUpdate(run(there, 2)));
  await say(encodeStep2(run(there, 3)));
  await say(encodeUpdate(run(there, 4)));
  expect(stored).toEqual([2, 1, 1, 1]);

  seams.sockets.at(-1)!.end();
  await seams.pass(1_000);
  await connect();
  await expect.poll(asked).toHaveLength(1);
  await say(encodeUpdate(run(there, 5)));
  await say(encodeStep2(run(there, 6)));
  expect(stored).toEqual([2, 1, 1, 1, 2]);
});
