import { encodeRun, decodeRuns } from '#protocol/update.ts';
import { deviceOf, clientIdOf, type ClientId } from '#domain/ids.ts';
import { stampAt } from '#domain/time.ts';
import { WebSocket } from 'ws';
import type { Dialect } from './dialects.ts';

/** The device number of seat 0. */
export const FIRST_SEAT = 3;

export const writerOf = (seat: number): ClientId => clientIdOf(FIRST_SEAT + seat, 1);

/** One connection to one document, counting what it hears. The work is the same for every server. */
export class BenchClient {
  /** Called once for each fact heard live. */
  onFact: (client: ClientId, clock: number) => void = () => {};
  /** Facts heard, live or at the first answer, each once. */
  readonly heard = new Map<ClientId, number>();
  readonly writer: ClientId;
  bytesIn = 0;
  /** Of updates and answers, without what frames them. */
  updateBytes = 0;
  /** Counts bytes and looks no further: for crowds, whose own decoding would be the thing measured. */
  onlyCounts = false;
  #clock = 0;
  #socket: WebSocket;
  #dialect: Dialect;
  #doc: string;
  #synced: () => void = () => {};
  readonly synced = new Promise<void>((resolve) => (this.#synced = resolve));

  constructor(dialect: Dialect, doc: string, seat: number, vector: Uint8Array = new Uint8Array([0])) {
    this.#dialect = dialect;
    this.#doc = doc;
    this.writer = writerOf(seat);
    const { url, protocols } = dialect.address(doc, seat);
    this.#socket = new WebSocket(url, [...protocols], { perMessageDeflate: false });
    this.#socket.binaryType = 'nodebuffer';
    this.#socket.on('open', () => dialect.hello(doc, vector).forEach((frame) => this.#socket.send(frame)));
    this.#socket.on('message', (frame: Buffer) => this.#hear(frame));
    this.#socket.on('error', () => {});
  }

  /** The next fact of this writer, about 100 bytes on the wire. Returns its clock. */
  write(): number {
    const clock = this.#clock++;
    this.#socket.send(this.#dialect.update(this.#doc, factUpdate(this.writer, clock, 1)));
    return clock;
  }

  /** Sends an update made elsewhere. */
  send(update: Uint8Array): void {
    this.#socket.send(this.#dialect.update(this.#doc, update));
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.readyState === WebSocket.CLOSED) return resolve();
      this.#socket.once('close', () => resolve());
      this.#socket.close();
    });
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #hear(frame: Buffer): void {
    this.bytesIn += frame.length;
    const heard = this.#dialect.hear(frame);
    if (heard.type !== 'step2' && heard.type !== 'update') return;
    this.updateBytes += heard.update.length;
    if (this.onlyCounts) return;
    for (const { client, clock, facts } of decodeRuns(heard.update)) {
      const end = clock + facts.length;
      for (let at = Math.max(clock, this.heard.get(client) ?? 0); at < end; at++) this.onFact(client, at);
      this.heard.set(client, Math.max(end, this.heard.get(client) ?? 0));
    }
    if (heard.type === 'step2') this.#synced();
  }
}

/** An update with `count` facts of a waiting room. */
export function factUpdate(client: ClientId, clock: number, count: number): Uint8Array {
  const facts = Array.from({ length: count }, (_, i) => ({
    kind: 'visit/called',
    at: stampAt(1_795_000_000_000 + clock + i),
    by: `device:${deviceOf(client)}`,
    of: { visit: `v-${(clock + i).toString(36).padStart(12, '0')}`, room: 'room-1' }
  }));
  return encodeRun({ client, clock, facts });
}

/** A day that exists in each clinic: the how-manieth room of the benchmark. */
export function room(index: number): string {
  const date = new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10);
  return `day/main/${date}`;
}
