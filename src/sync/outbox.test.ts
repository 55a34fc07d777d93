import * as decoding from 'lib0/decoding';
import { expect, test, vi } from 'vitest';
import type { Fact } from '#domain/fact.ts';
import { clientIdOf, type ClientId } from '#domain/ids.ts';
import type { NoCode } from '#protocol/codes.ts';
import { encodeAck, encodeNo } from '#protocol/doc-messages.ts';
import { LIMITS } from '#protocol/limits.ts';
import { decodeMux, encodeMux, type MuxFrame } from '#protocol/mux-frames.ts';
import { readSync } from '#protocol/sync-messages.ts';
import { decodeRuns, encodeRun } from '#protocol/update.ts';
import { virtualSeams } from '#tests/fixtures/virtual-seams.ts';
import type { Waiting } from './frames.ts';
import { LiveDocs } from './live-docs.ts';
import { MuxSocket } from './mux-socket.ts';
import { Outbox, type OutboxDisk } from './outbox.ts';

const DOC = 'day/main/2026-11-20';
const here = clientIdOf(1, 1);
const other = clientIdOf(1, 9);
const fact = (n: number): Fact => ({ kind: 'visit/ready', at: n, by: 'u-1', of: { visit: `v${n}` } });

/** What waits on disk, by document; and what the outbox did to it. */
class TestDisk implements OutboxDisk {
  readonly waiting = new Map<string, Waiting[]>();
  readonly done: string[] = [];
  placeholders = new Set<number>();

  write(client: ClientId, clock: number, count = 1, doc = DOC): void {
    const facts = Array.from({ length: count }, (_, i) => fact(clock + i));
    const run = { client, clock, length: count, bytes: encodeRun({ client, clock, facts }) };
    this.waiting.set(doc, [...(this.waiting.get(doc) ?? []), { since: 0, run }]);
  }
  waitingDocs = async () => [...this.waiting].flatMap(([doc, rows]) => (rows.length > 0 ? [doc] : []));
  waitingIn = async (doc: string) => this.waiting.get(doc) ?? [];
  waitingInAll = async (docs: readonly string[]) =>
    new Map(docs.flatMap((doc) => (this.waiting.has(doc) ? [[doc, this.waiting.get(doc)!] as const] : [])));
  acknowledgedAll = async (acks: readonly { doc: string; client: ClientId; clock: number }[]) => {
    for (const { doc, client, clock } of acks) await this.acknowledged(doc, client, clock);
  };
  acknowledged = async (doc: string, client: ClientId, clock: number) => {
    const isSent = ({ run }: Waiting): boolean => run.client === client && run.clock + run.length <= clock;
    this.waiting.set(
      doc,
      (this.waiting.get(doc) ?? []).filter((row) => !isSent(row))
    );
  };
  sendAgain = async (_doc: string, client: ClientId, clock: number) => {
    this.done.push(`again ${client} ${clock}`);
    this.waiting.set(DOC, []);
    for (let at = clock; at < 4; at++) this.write(client, at);
  };
  setAside = async (_doc: string, no: { have: number }) => {
    if (this.placeholders.has(no.have)) return false;
    this.placeholders.add(no.have);
    this.done.push(`aside ${no.have}`);
    return true;
  };
  setAllAside = async (doc: string, no: { have: number }) => {
    this.done.push(`all aside ${no.have}`);
    this.waiting.set(doc, []);
    return true;
  };
}

type Push = ConstructorParameters<typeof Outbox>[0]['push'];

async function opened(sends = (_client: ClientId): boolean => true, push: Push = async () => null) {
  const seams = virtualSeams();
  const disk = new TestDisk();
  const mux = new MuxSocket({
    url: 'wss://clinic/sync',
    token: 't',
    build: 'b',
    limits: LIMITS.desk,
    seams,
    welcome: async () => undefined,
    beat: () => undefined,
    link: (link) => (link === 'live' ? outbox.start() : outbox.stop())
  });
  const live = new LiveDocs({
    mux,
    seams,
    updatesOf: async () => [],
    merge: async () => false,
    answered: () => undefined,
    refused: () => undefined,
    ready: () => undefined,
    gone: (doc) => outbox.channelGone(doc)
  });
  const held: (string | null)[] = [];
  const outbox = new Outbox({
    mux,
    live: () => live,
    disk,
    seams,
    sends,
    push,
    held: (no) => held.push(no && no.code)
  });
  mux.start();
  const connect = async (): Promise<void> => {
    seams.sockets.at(-1)!.accept();
    seams.sockets.at(-1)!.receive(encodeMux({ type: 'welcome', epoch: 'e', now: 1, schema: 1, minSchema: 1 }));
    await seams.pass(0);
  };
  let read = 0;
  /** What came since the last look, updates as `client.from-to`. */
  const arrived = (): string[] => {
    const frames = seams.sockets.flatMap(({ sent }) => sent).map((frame) => decodeMux(frame));
    const news = frames.slice(read);
    read = frames.length;
    return news.flatMap((frame) => (frame.type === 'message' ? named(frame) : []));
  };
  const channel = (): number => {
    const frames = seams.sockets.at(-1)!.sent.map((frame) => decodeMux(frame));
    return frames.findLast((frame): frame is MuxFrame & { type: 'open' } => frame.type === 'open')?.channel ?? 0;
  };
  const say = async (bytes: Uint8Array): Promise<void> => {
    seams.sockets.at(-1)!.receive(encodeMux({ type: 'message', channel: channel(), bytes }));
    await seams.pass(0);
  };
  const ack = (clock: number, client = here) => say(encodeAck({ client, clock, seq: 1 }));
  const no = (code: NoCode, have: number, client = here) => say(encodeNo({ code, client, have, say: 'no' }));
  const noTo = (code: NoCode, have: number, at: number) => say(encodeNo({ code, client: here, have, at, say: 'no' }));
  /** Time passes on a connection that is alive. */
  const beatsFor = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 4_000) {
      seams.sockets.at(-1)!.receive(encodeMux({ type: 'beat', now: 1, seq: 1 }));
      await seams.pass(Math.min(left, 4_000));
    }
  };
  return { seams, disk, live, outbox, held, connect, arrived, ack, no, noTo, beatsFor };
}

function named({ bytes }: { bytes: Uint8Array }): string[] {
  const input = decoding.createDecoder(bytes);
  decoding.readVarUint(input);
  const message = readSync(input);
  if (message.type === 'step1') return [];
  return decodeRuns(message.update).map(
    ({ client, clock, facts }) => `${client - clientIdOf(1, 0)}.${clock}-${clock + facts.length}`
  );
}

test('[SYN-40] sends what waits when the link is live, and what is written then, one frame at a time', async () => {
  const { disk, outbox, connect, arrived, ack } = await opened();
  disk.write(here, 0);
  disk.write(here, 1);
  await connect();
  expect(arrived()).toEqual(['1.0-2']);

  disk.write(here, 2);
  outbox.wake(DOC);
  disk.write(here, 3);
  outbox.wake(DOC);
  expect(arrived()).toEqual([]);
  await ack(2);
  expect(arrived()).toEqual(['1.2-4']);
  await ack(4);
  expect(await disk.waitingDocs()).toEqual([]);
});

test('[SYN-41] an ack that is lost with its connection is asked for again', async () => {
  const { seams, disk, connect, arrived, ack } = await opened();
  disk.write(here, 0);
  await connect();
  expect(arrived()).toEqual(['1.0-1']);
  seams.sockets.at(-1)!.end();
  await seams.pass(1_000);
  await connect();
  expect(arrived()).toEqual(['1.0-1']);
  await ack(1);
  expect(await disk.waitingDocs()).toEqual([]);
});

test('[SYN-41] an answer that can not be heard any more, because its document was closed, is asked for at once', async () => {
  const { live, disk, outbox, seams, connect, arrived, ack } = await opened();
  await connect();
  const close = live.open(DOC);
  await vi.waitFor(() => expect(live.channelOf(DOC)).not.toBeNull());
  disk.write(here, 0);
  outbox.wake(DOC);
  await seams.pass(0);
  expect(arrived()).toEqual(['1.0-1']);

  close();
  await seams.pass(0);

  expect(arrived()).toEqual(['1.0-1']);
  await ack(1);
  expect(await disk.waitingDocs()).toEqual([]);
});

test('[SYN-42] a server that says nothing, or not now, is asked again ever more slowly, at least once a minute', async () => {
  const { seams, disk, connect, arrived, ack, no, beatsFor } = await opened();
  disk.write(here, 0);
  await connect();
  arrived();
  await beatsFor(19_000);
  expect(arrived()).toEqual([]);
  await beatsFor(3_500);
  expect(arrived()).toEqual(['1.0-1']);

  const waits: number[] = [];
  for (let i = 0; i < 14; i++) {
    await no('E_DISK', 0);
    const from = seams.elapsed();
    while (arrived().length === 0) await beatsFor(100);
    waits.push(seams.elapsed() - from);
  }
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(waits[10]).toBeLessThanOrEqual(8_000);
  expect(waits.at(-1)).toBeLessThanOrEqual(60_200);
  await ack(1);
  expect(disk.done).toEqual([]);
  expect(await disk.waitingDocs()).toEqual([]);
});

test('[SYN-43] a final no to several commands finds out which one, sets it aside, and sends the rest', async () => {
  const { disk, connect, arrived, ack, no } = await opened();
  for (let clock = 0; clock < 3; clock++) disk.write(here, clock);
  await connect();
  expect(arrived()).toEqual(['1.0-3']);

  await no('E_CARD', 0);
  expect(arrived()).toEqual(['1.0-1']);
  await ack(1);
  expect(arrived()).toEqual(['1.1-3']);
  await no('E_CARD', 1);
  expect(arrived()).toEqual(['1.1-2']);
  await no('E_CARD', 1);
  expect(disk.done).toEqual(['aside 1']);
  // Now with the placeholder in its place.
  expect(arrived()).toEqual(['1.1-2']);
  await ack(2);
  expect(arrived()).toEqual(['1.2-3']);
});

test('[SYN-28] one bad command among a thousand is found in few frames, and what follows it goes in large ones again', async () => {
  const { disk, connect, arrived, ack, no } = await opened();
  const bad = 700;
  for (let clock = 0; clock < 1_000; clock++) disk.write(here, clock);
  await connect();
  let frames = 0;
  for (let [sent] = arrived(); sent; [sent] = arrived()) {
    frames++;
    const [from, to] = sent.slice('1.'.length).split('-').map(Number) as [number, number];
    if (disk.placeholders.has(bad) || bad < from || bad >= to) await ack(to);
    else await no('E_CARD', from);
  }
  expect(disk.done).toEqual([`aside ${bad}`]);
  expect(await disk.waitingDocs()).toEqual([]);
  expect(frames).toBeLessThan(60);
});

test('[SYN-28] a no that names its fact sets that command aside at once, and no other, however often it comes', async () => {
  const { disk, connect, arrived, ack, noTo, beatsFor } = await opened();
  for (let clock = 0; clock < 6; clock += 2) disk.write(here, clock, 2);
  await connect();
  expect(arrived()).toEqual(['1.0-6']);

  await noTo('E_CARD', 0, 3);
  await noTo('E_CARD', 0, 3);
  await noTo('E_CARD', 0, 99);

  expect(disk.done).toEqual(['aside 2']);
  expect(arrived()).toEqual(['1.0-6']);
  // Nothing else comes: it is the placeholder that is refused.
  await beatsFor(24_000);
  expect(arrived()).toEqual(['1.0-6']);
  await noTo('E_CARD', 0, 3);
  expect(disk.done).toEqual(['aside 2', 'all aside 2']);
  await ack(6);
});

test('[SYN-43] a no to what was sent before sets nothing aside', async () => {
  const { disk, connect, arrived, ack, noTo } = await opened();
  disk.write(here, 4);
  await connect();
  expect(arrived()).toEqual(['1.4-5']);
  await noTo('E_CARD', 0, 2);
  expect(disk.done).toEqual([]);
  await ack(5);
  expect(await disk.waitingDocs()).toEqual([]);
});

test('[SYN-44] when the placeholder is refused as well, all of that client is set aside', async () => {
  const { disk, connect, no } = await opened();
  disk.write(here, 0);
  disk.write(here, 1);
  await connect();
  for (let i = 0; i < 3; i++) await no('E_VERB', 0);
  expect(disk.done).toEqual(['aside 0', 'all aside 0']);
});

test('[SYN-45] a document this device may not even read sets all aside at once', async () => {
  const { disk, connect, no } = await opened();
  disk.write(here, 0);
  disk.write(here, 1);
  await connect();
  await no('E_ROLE', 0, 0);
  expect(disk.done).toEqual(['all aside 0']);
});

test('[SYN-46] a gap is filled from where the server is', async () => {
  const { disk, connect, arrived, ack, no } = await opened();
  disk.write(here, 3);
  await connect();
  expect(arrived()).toEqual(['1.3-4']);
  await no('E_GAP', 1);
  expect(disk.done).toEqual([`again ${here} 1`]);
  expect(arrived()).toEqual(['1.1-4']);
  await ack(4);
  expect(await disk.waitingDocs()).toEqual([]);
});

test('[SYN-47] each tab sends its own; another tab’s waits for who leads', async () => {
  let leads = false;
  const { seams, disk, outbox, connect, arrived } = await opened((client) => leads || client === here);
  disk.write(other, 0);
  await connect();
  expect(arrived()).toEqual([]);
  leads = true;
  await outbox.sweep();
  await seams.pass(0);
  expect(arrived()).toEqual(['9.0-1']);
});

test('[SYN-68] what waits in many documents goes many at a time; what of it is refused, or is more, goes as ever', async () => {
  const pushed: string[] = [];
  const { seams, disk, connect, arrived, no } = await opened(undefined, async (parts) => {
    pushed.push(...parts.map(({ doc }) => doc));
    return parts.map(({ doc, update }) => {
      const [run] = decodeRuns(update);
      const { client, clock } = run!;
      return doc === 'patient/p7'
        ? { type: 'no', code: 'E_CARD', client, have: 0, say: 'no' }
        : { type: 'ack', client, clock: clock + run!.facts.length, seq: 1 };
    });
  });
  for (let i = 0; i < 1_200; i++) disk.write(here, 0, 1, `patient/p${i}`);
  await connect();
  await vi.waitFor(async () => {
    await seams.pass(10);
    expect(pushed).toHaveLength(1_200);
  });
  await seams.pass(10);

  expect(new Set(pushed).size).toBe(1_200);
  expect(await disk.waitingDocs()).toEqual(['patient/p7']);
  expect(arrived()).toEqual(['1.0-1']);
  await no('E_CARD', 0);
  expect(disk.done).toEqual(['aside 0']);
});

test('[SYN-68] a server that does not know of it gets them one by one', async () => {
  const { seams, disk, connect, arrived } = await opened();
  for (let i = 0; i < 60; i++) disk.write(here, 0, 1, `patient/p${i}`);
  await connect();
  await seams.pass(100);
  expect(arrived()).toHaveLength(4);
});

test('[SYN-48] one stuck document does not hold up the others', async () => {
  const { seams, disk, connect, arrived } = await opened();
  for (let i = 0; i < 3; i++) disk.write(here, 0, 1, `patient/p${i}`);
  await connect();
  await seams.pass(100);
  expect(arrived()).toHaveLength(3);
});

test('[SYN-49] what is not taken for now is told with its cause; a final no and a gap are no such thing', async () => {
  const { disk, held, connect, ack, no, beatsFor } = await opened();
  disk.write(here, 0);
  disk.write(here, 1);
  await connect();
  await no('E_DISK', 0);
  await beatsFor(3_000);
  await beatsFor(21_000);
  expect(held).toEqual(['E_DISK', null]);
  await beatsFor(6_000);
  await no('E_CARD', 1);
  await ack(1);
  expect(held).toEqual(['E_DISK', null]);
});
