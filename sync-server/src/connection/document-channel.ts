import * as decoding from 'lib0/decoding';
import type { DocId } from '#domain/documents.ts';
import { deviceOf, type DeviceNo } from '#domain/ids.ts';
import { CLOSE, type NoCode } from '#protocol/codes.ts';
import { encodeAck, encodeNo, MESSAGE } from '#protocol/doc-messages.ts';
import { decodeHave, encodeHave, type Have } from '#protocol/run-bytes.ts';
import { encodeStep1, encodeUpdate, readSync } from '#protocol/sync-messages.ts';
import type { Answer, Gate, Manner, SentFrame } from '../gate/gate.ts';
import { say } from '../gate/say.ts';
import { JournalFault, type Journal } from '../journal/journal.ts';
import { EMPTY_UPDATE, type Answers } from './answers.ts';
import { encodeAwareness, ownPresence, type Presence } from './awareness.ts';
import type { DayBudget } from './day-budget.ts';
import type { Hub } from './hub.ts';
import type { News } from './news.ts';
import type { Peer } from './peer.ts';

/** What channels stand on. */
export interface Exchange {
  readonly journal: Journal;
  readonly gate: Gate;
  readonly hub: Hub;
  readonly answers: Answers;
  /** How much each device may append in a day; none is no bound. */
  readonly budget?: DayBudget;
  /** Writes down which device was given which document. */
  readonly served?: {
    document(device: DeviceNo, doc: DocId): void;
    denied(device: DeviceNo, why: string, refs: readonly `document:${string}`[]): void;
  };
  /** Counts a frame that was refused before the gate. */
  readonly onRefused: (code: NoCode) => void;
  /** A bug or a disk that cannot be read: told, never the end of the server. */
  readonly onFault: (error: unknown) => void;
}

/**
 * One device's view of one document: y-websocket's messages, with our acks. The same on a plain socket and on a channel of a
 * multiplexed one [CON-3].
 *
 * [Note: behind] A live row must never come before the ones it stands on, and must not pile up for a reader that does not read. So
 * while a step 1 is being answered, or the reader is slow, live rows are not sent; they are read from the journal when it has caught up.
 */
export class DocumentChannel {
  readonly doc: DocId;
  presence: Presence | null = null;
  readonly #peer: Peer;
  readonly #exchange: Exchange;
  readonly #send: (message: Uint8Array) => void;
  /** Rows up to here were sent, or were there before the device said what it has; null before its step 1. */
  #sentSeq: number | null = null;
  /** The newest row that was not sent because the reader was behind. */
  #skippedSeq = 0;
  #behind = false;
  /** Counts answers and catch-ups: a newer one ends an older one. */
  #turn = 0;
  #closed = false;
  /** Updates that wait for the end of the piece they came in. */
  #came: SentFrame[] = [];

  constructor(doc: DocId, peer: Peer, exchange: Exchange, send: (message: Uint8Array) => void) {
    this.doc = doc;
    this.#peer = peer;
    this.#exchange = exchange;
    this.#send = send;
  }

  /** Says hello as y-websocket's server does: what we have, and who is here. */
  open(): void {
    const { hub, journal } = this.#exchange;
    hub.join(this);
    this.#run(async () => {
      const have = await journal.clocks(this.doc);
      this.send(encodeStep1(encodeHave(have)));
      this.#sendPresences();
    });
  }

  close(): void {
    this.#closed = true;
    this.#exchange.hub.leave(this);
  }

  send(message: Uint8Array): void {
    if (!this.#closed) this.#send(message);
  }

  /** A message of this document from the device. Bytes that are none are answered, and counted against it. */
  receive(bytes: Uint8Array): void {
    let message: () => Promise<void> | void;
    try {
      message = this.#read(bytes);
    } catch {
      this.refuse('E_DECODE');
      this.#peer.strike(CLOSE.badFrame);
      return;
    }
    this.#run(message);
  }

  refuse(code: NoCode): void {
    this.#exchange.onRefused(code);
    this.send(encodeNo({ code, client: 0, have: 0, say: say(code) }));
  }

  /** Rows that were just committed. */
  deliver(news: News): void {
    // Before step 1 there is nothing to keep up with: the answer to it will have the rows.
    if (this.#sentSeq === null || news.lastSeq <= this.#sentSeq) return;
    if (this.#behind || this.#peer.isSlow()) {
      this.#skippedSeq = news.lastSeq;
      if (!this.#behind) this.#run(() => this.#catchUp(++this.#turn));
      return;
    }
    // A row that it has already may be among them; again it does no harm.
    this.#sentSeq = news.lastSeq;
    const message = news.for(this);
    if (message) this.send(message);
  }

  /** What fails here is not the device's doing: it is told to try again. */
  #run(work: () => Promise<void> | void): void {
    const failed = (error: unknown): void => {
      if (error instanceof JournalFault && error.code === 'damaged') return this.#askAgain();
      this.#exchange.onFault(error);
      this.refuse('E_INTERNAL');
    };
    try {
      void work()?.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  /** The document is damaged here: nothing of it is shown, and whoever wrote what is damaged is asked for it [JRN-12]. */
  #askAgain(): void {
    this.refuse('E_DAMAGED');
    for (const { client, clock } of this.#exchange.journal.damaged(this.doc)) {
      if (deviceOf(client) !== this.#peer.device.deviceNo) continue;
      this.send(encodeNo({ code: 'E_GAP', client, have: clock, say: say('E_GAP') }));
    }
  }

  /** Decodes all of a message before any of it counts. @throws on bytes that are none */
  #read(bytes: Uint8Array): () => Promise<void> | void {
    const input = decoding.createDecoder(bytes);
    switch (decoding.readVarUint(input)) {
      case MESSAGE.sync: {
        const sync = readSync(input);
        if (sync.type === 'step1') {
          const have = decodeHave(sync.have);
          return () => this.#answer(have);
        }
        return () => this.#take(sync.update, sync.type === 'step2' ? 'catch-up' : 'change');
      }
      case MESSAGE.awareness: {
        const body = decoding.readVarUint8Array(input);
        return () => this.#hear(body);
      }
      case MESSAGE.queryAwareness:
        return () => this.#sendPresences();
      default:
        throw new RangeError('unknown message');
    }
  }

  /** Step 2: everything the device lacks, in parts, the last of them as the answer it waits for. */
  async #answer(have: Have): Promise<void> {
    this.#exchange.served?.document(this.#peer.device.deviceNo, this.doc);
    const turn = ++this.#turn;
    this.#behind = true;
    this.#sentSeq = this.#exchange.journal.head();
    for (const message of await this.#exchange.answers.to(this.doc, have)) {
      if (this.#peer.isSlow()) await this.#peer.room();
      if (this.#closed || turn !== this.#turn) return;
      this.send(message);
    }
    await this.#catchUp(turn);
  }

  /** Updates that come in one piece of the stream go to the gate together: what follows on is one row, one ack [GATE-9]. */
  #take(update: Uint8Array, manner: Manner): void {
    if (update.length === EMPTY_UPDATE.length && update[0] === 0 && update[1] === 0) return; // nothing to say
    const { budget } = this.#exchange;
    const { device, schema } = this.#peer;
    if (budget && !budget.take(device, update.length)) return this.refuse('E_RATE');
    this.#came.push({ device, schema, doc: this.doc, update, manner, origin: this });
    if (this.#came.length === 1) queueMicrotask(() => this.#run(() => this.#takeAll()));
  }

  async #takeAll(): Promise<void> {
    const frames = this.#came;
    this.#came = [];
    for (const answer of await this.#exchange.gate.takeAll(frames)) this.#tell(answer);
  }

  #tell(answer: Answer): void {
    if (answer.type === 'ack') {
      this.send(encodeAck(answer));
      return;
    }
    this.send(encodeNo(answer));
    if (answer.code === 'E_DUP') this.#peer.close(CLOSE.duplicateDevice, 'this device was copied');
    if (answer.code === 'E_RATE') this.#peer.close(CLOSE.rate, 'too much was refused');
    if (answer.code === 'E_VERB' && this.#peer.device.role === 'board') this.#peer.strike(CLOSE.revoked);
  }

  #hear(body: Uint8Array): void {
    const { hub } = this.#exchange;
    const { device, awareness } = this.#peer;
    if (device.role !== 'desk' && device.role !== 'room') {
      this.refuse('E_VERB');
      this.#peer.strike(CLOSE.badFrame);
      return;
    }
    const own = ownPresence(body, device.deviceNo, hub.presences(this.doc));
    if (own === null || !awareness.take()) return;
    if (typeof own === 'string') {
      this.refuse(own);
      return;
    }
    if (this.presence && this.presence.client !== own.client) {
      this.refuse('E_FOREIGN');
      return;
    }
    if (this.presence && own.clock < this.presence.clock) return;
    this.presence = own.state === 'null' ? null : own;
    hub.setPresence(this, own);
  }

  #sendPresences(): void {
    const { role } = this.#peer.device;
    const others = [...this.#exchange.hub.presences(this.doc).values()];
    if (others.length > 0 && (role === 'desk' || role === 'room')) this.send(encodeAwareness(others));
  }

  /** Sends the rows that were committed meanwhile, from the journal, no faster than the device reads. */
  async #catchUp(turn: number): Promise<void> {
    this.#behind = true;
    while (this.#skippedSeq > (this.#sentSeq ?? 0)) {
      await this.#peer.room();
      const rows = await this.#exchange.journal.readSince(this.doc, this.#sentSeq ?? 0);
      if (rows.length === 0) break;
      for (const row of rows) {
        await this.#peer.room();
        if (this.#closed || turn !== this.#turn) return;
        this.#sentSeq = row.seq;
        this.send(encodeUpdate(row.update));
      }
    }
    if (turn === this.#turn) this.#behind = false;
  }
}
