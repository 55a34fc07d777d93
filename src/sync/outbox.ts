import type { DocId } from '#domain/documents.ts';
import type { ClientId } from '#domain/ids.ts';
import { RETRYABLE, type NoCode } from '#protocol/codes.ts';
import type { Ack, No } from '#protocol/doc-messages.ts';
import type { PushPart } from '#protocol/push.ts';
import { BorrowedChannel } from './borrowed-channel.ts';
import { nextFrame, type Frame, type Waiting } from './frames.ts';
import type { LiveDocs } from './live-docs.ts';
import type { MuxSocket } from './mux-socket.ts';
import { bodies } from './push.ts';
import { backOffMs, pause, type Seams } from './seams.ts';

/** What the outbox asks of the disk. */
export interface OutboxDisk {
  waitingDocs(): Promise<readonly DocId[]>;
  waitingIn(doc: DocId): Promise<readonly Waiting[]>;
  waitingInAll(docs: readonly DocId[]): Promise<ReadonlyMap<DocId, readonly Waiting[]>>;
  acknowledged(doc: DocId, client: ClientId, clock: number): Promise<void>;
  acknowledgedAll(acks: readonly Acknowledged[]): Promise<void>;
  /** The server lacks this client's facts from `clock` on. */
  sendAgain(doc: DocId, client: ClientId, clock: number): Promise<void>;
  /** Keeps one refused command for a person and lets the rest go on. False when nothing waits there. */
  setAside(doc: DocId, no: No): Promise<boolean>;
  /** The same for everything of that client in the document. */
  setAllAside(doc: DocId, no: No): Promise<boolean>;
}

interface Acknowledged {
  readonly doc: DocId;
  readonly client: ClientId;
  readonly clock: number;
}

export interface OutboxOptions {
  readonly mux: MuxSocket;
  readonly live: () => LiveDocs;
  readonly disk: OutboxDisk;
  readonly seams: Seams;
  /** Whether this tab sends for that client: its own always, the device's others when it leads. */
  sends(client: ClientId, since: number): boolean;
  /** What waits is not taken now: by the server's no, or (null) because it says nothing. It is sent again by itself. */
  held(no: No | null): void;
  /** Sends facts of many documents at once; null when that cannot be done now. */
  push(parts: readonly PushPart[], signal: AbortSignal): Promise<readonly (Ack | No)[] | null>;
}

/** The answer to a frame takes longer than this only when something is wrong. */
const ANSWER_MS = 20_000;
/**
 * About 1, 2, 4, then 6 s: what keeps the server for a minute or so is over within seconds of its end (P9). Then once a minute, so
 * that a person can see what is stuck (RELIABILITY §3.4).
 */
const FIRST_RETRY_MS = 2_000;
const MOST_RETRY_MS = 8_000;
const OFTEN = 12;
const SELDOM_MS = 60_000;
/** Documents sent at a time. */
const AT_ONCE = 4;
/** More documents than this are not sent one by one: a channel for each would take minutes after weeks offline (P13). */
const MANY = 40;
/** Documents read at a time for that. */
const PUSHED_AT_ONCE = 500;

/** What a fact says is at fault: what holds its place afterwards cannot be refused for the same. */
const OF_CONTENT: ReadonlySet<NoCode> = new Set(['E_SCHEMA', 'E_CARD']);
/** After these nothing this client writes to that document can ever be taken. */
const FOR_ALL: ReadonlySet<NoCode> = new Set(['E_ROLE', 'E_DUP', 'E_EPOCH', 'E_REVOKED']);

/** Sends what the server has not acknowledged, a frame at a time in each document, until it has. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #busy = new Set<DocId>();
  readonly #again = new Set<DocId>();
  readonly #queue = new Set<DocId>();
  /** Documents that are being sent many at once. */
  #pushing: ReadonlySet<DocId> = new Set();
  /** Who waits for the answer to a frame. */
  readonly #asking = new Map<DocId, Asking>();
  #connection = new AbortController();

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#connection.abort();
  }

  /** The link is live: everything that waits is sent. */
  start(): void {
    this.#connection.abort();
    this.#connection = new AbortController();
    void this.sweep();
  }

  /** The link is lost: what has no answer waits for the next. */
  stop(): void {
    this.#connection.abort();
    this.#queue.clear();
  }

  /** Looks for all that waits. */
  async sweep(): Promise<void> {
    if (this.#pushing.size > 0) return;
    const docs = await this.#options.disk.waitingDocs().catch(() => []);
    const left = docs.length > MANY ? await this.#pushAll(docs) : docs;
    for (const doc of left) this.wake(doc);
  }

  /** Something waits in this document. */
  wake(doc: DocId): void {
    if (this.#connection.signal.aborted) return;
    if (this.#busy.has(doc) || this.#pushing.has(doc)) this.#again.add(doc);
    else this.#queue.add(doc);
    this.#next();
  }

  /** Sends the first frame of each of many documents. Answers what still waits: more than a frame, what was refused, what is new. */
  async #pushAll(docs: readonly DocId[]): Promise<readonly DocId[]> {
    const { disk } = this.#options;
    const { signal } = this.#connection;
    const free = docs.filter((doc) => !this.#busy.has(doc) && !this.#queue.has(doc));
    this.#pushing = new Set(free);
    try {
      for (let at = 0; at < free.length && !signal.aborted; at += PUSHED_AT_ONCE)
        if (!(await this.#pushSome(free.slice(at, at + PUSHED_AT_ONCE), signal))) break;
    } catch {
      // the disk failed: its fault is shown, and the next sweep tries again
    } finally {
      this.#pushing = new Set();
    }
    for (const doc of free) this.#again.delete(doc);
    return await disk.waitingDocs().catch(() => []);
  }

  /** False when it cannot be done that way now. */
  async #pushSome(docs: readonly DocId[], signal: AbortSignal): Promise<boolean> {
    const { disk, push, sends, live } = this.#options;
    const frames: (Frame & { readonly doc: DocId })[] = [];
    for (const [doc, waiting] of await disk.waitingInAll(docs)) {
      const mine = waiting.filter(({ run, since }) => sends(run.client, since));
      const frame = nextFrame(mine, { most: Infinity, taken: new Map() });
      if (frame) frames.push({ ...frame, doc });
    }
    for (const body of bodies(frames)) {
      const answers = await push(body, signal);
      if (!answers) return false;
      const acked = body.filter((_, index) => answers[index]?.type === 'ack');
      await disk.acknowledgedAll(acked.map(({ doc, client, end }) => ({ doc, client, clock: end })));
      for (const { doc, update } of acked) live().apply(doc, update);
    }
    return true;
  }

  /** An ack or a no that came on a document's channel. */
  answered(doc: DocId, answer: Ack | No): void {
    const isAwaited = this.#asking.get(doc)?.isAnsweredBy(answer) === true;
    // The server found its copy damaged and asks for what this device wrote there (docs/protocol.md).
    if (!isAwaited && answer.type === 'no' && answer.code === 'E_GAP') void this.#sendAgain(doc, answer);
    // Also one that nobody waits for any more tells what the server has.
    if (answer.type === 'ack')
      void this.#options.disk.acknowledged(doc, answer.client, answer.clock).catch(() => undefined);
  }

  /** A live document's channel is gone, and with it the answer to a frame that went by it: the frame goes again by another. */
  channelGone(doc: DocId): void {
    this.#asking.get(doc)?.channelGone();
  }

  async #sendAgain(doc: DocId, { client, have }: No): Promise<void> {
    try {
      await this.#options.disk.sendAgain(doc, client, have);
    } catch {
      return; // the disk failed: its fault is shown, and the server asks again
    }
    this.wake(doc);
  }

  #next(): void {
    for (const doc of this.#queue) {
      if (this.#busy.size >= AT_ONCE) return;
      this.#queue.delete(doc);
      this.#busy.add(doc);
      const { signal } = this.#connection;
      void this.#send(doc, signal)
        .catch(() => undefined) // the disk failed: its fault is shown, and the next sweep tries again
        .finally(() => {
          this.#busy.delete(doc);
          if (this.#again.delete(doc)) this.wake(doc);
          this.#next();
        });
    }
  }

  async #send(doc: DocId, signal: AbortSignal): Promise<void> {
    const borrowed = new BorrowedChannel(doc, this.#options.mux, this.#options.live(), (of, answer) =>
      this.answered(of, answer)
    );
    const taken = new Map<ClientId, number>();
    /** Clocks of what was refused and set aside: the same no again is an old one, unless nothing else comes. */
    const aside = new Set<string>();
    /** Commands a frame. */
    let most = Infinity;
    let failures = 0;
    try {
      while (!signal.aborted) {
        this.#again.delete(doc);
        const frame = nextFrame(await this.#mine(doc), { most, taken });
        if (!frame) return;
        const isOld = ({ code, client, at }: No): boolean =>
          failures === 0 && OF_CONTENT.has(code) && aside.has(`${client} ${at}`);
        const answer = await this.#ask(doc, borrowed, { ...frame, isOld }, signal);
        if (signal.aborted) return;
        if (answer === 'unheard') continue;
        if (answer?.type === 'ack') {
          await this.#options.disk.acknowledged(doc, answer.client, answer.clock);
          taken.set(answer.client, answer.clock);
          // The server tells them to everyone but us: of another tab's facts our live document knows only so.
          this.#options.live().apply(doc, frame.update);
          failures = 0;
          most *= 2;
        } else if (answer && !RETRYABLE.has(answer.code)) {
          if (answer.at !== undefined) aside.add(`${answer.client} ${answer.at}`);
          most = await this.#takeNo(doc, frame, answer, most);
        } else if (answer?.code === 'E_VERSION' && frame.commands > 1) {
          most = frame.commands >> 1; // the server may understand what comes before it [VER-4]
        } else {
          if (answer?.code === 'E_GAP') {
            await this.#options.disk.sendAgain(doc, answer.client, answer.have);
            taken.delete(answer.client);
          }
          const { seams, held } = this.#options;
          if (answer?.code !== 'E_GAP') held(answer);
          if (answer?.code !== 'E_GAP' || failures > 0) await pause(seams, waitMs(seams, failures), signal);
          failures++;
        }
      }
    } finally {
      borrowed.giveBack();
    }
  }

  async #mine(doc: DocId): Promise<readonly Waiting[]> {
    return (await this.#options.disk.waitingIn(doc)).filter(({ run, since }) => this.#options.sends(run.client, since));
  }

  /**
   * Sends a frame and waits for what the server says of it; null when it says nothing in time, `unheard` when what it says can not
   * be heard any more.
   */
  async #ask(
    doc: DocId,
    channel: BorrowedChannel,
    frame: Frame & { isOld(no: No): boolean },
    signal: AbortSignal
  ): Promise<Ack | No | 'unheard' | null> {
    const { seams } = this.#options;
    return await new Promise((resolve) => {
      const done = (answer: Ack | No | 'unheard' | null): void => {
        cancel();
        this.#asking.delete(doc);
        signal.removeEventListener('abort', lost);
        resolve(answer);
      };
      const lost = (): void => done(null);
      const cancel = seams.after(ANSWER_MS, lost);
      signal.addEventListener('abort', lost);
      const isByLive = channel.isLive();
      this.#asking.set(doc, {
        isAnsweredBy: (answer) => {
          const isOurs = isAnswerTo(frame, answer) && !(answer.type === 'no' && frame.isOld(answer));
          if (isOurs) done(answer);
          return isOurs;
        },
        channelGone: () => {
          if (isByLive) done('unheard');
        }
      });
      if (!channel.send(frame.message)) lost();
    });
  }

  /**
   * A final no. Answers how many commands the next frame may have: where it is not said which of several was meant, it is halved
   * until it is one, and doubled with each ack after that.
   */
  async #takeNo(doc: DocId, frame: Frame, no: No, most: number): Promise<number> {
    const { disk } = this.#options;
    const about = { ...no, client: frame.client };
    if (FOR_ALL.has(no.code)) {
      await disk.setAllAside(doc, { ...about, have: frame.clock });
      // Another device may have written under that name: its facts are asked for from what is left on disk.
      this.#options.live().reload(doc);
      return Infinity;
    }
    const isSaid = no.at !== undefined && frame.clock <= no.at && no.at < frame.end;
    if (frame.commands > 1 && !isSaid) return frame.commands >> 1;
    const have = isSaid ? frame.commandAt(no.at ?? frame.clock) : frame.clock;
    const wasThere = await disk.setAside(doc, { ...about, have });
    // The placeholder was refused as well.
    if (!wasThere) await disk.setAllAside(doc, { ...about, have });
    return isSaid ? most : 1;
  }
}

function waitMs(seams: Seams, failures: number): number {
  return failures < OFTEN ? backOffMs(seams, failures, FIRST_RETRY_MS, MOST_RETRY_MS) : SELDOM_MS;
}

/** An ack of less, a no to what lies elsewhere, or either of another client, belongs to an earlier frame. */
function isAnswerTo({ client, clock, end }: Frame, answer: Ack | No): boolean {
  if (answer.type === 'ack') return answer.client === client && answer.clock >= end;
  if (answer.client === 0) return true; // it names none
  if (answer.at !== undefined && (answer.at < clock || answer.at >= end)) return false;
  return answer.client === client && (RETRYABLE.has(answer.code) || (answer.have >= clock && answer.have < end));
}

/** A frame that has no answer yet. */
interface Asking {
  /** Says whether it was that. */
  isAnsweredBy(answer: Ack | No): boolean;
  channelGone(): void;
}
