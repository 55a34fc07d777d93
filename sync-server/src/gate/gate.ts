import type { DocId } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import { deviceOf, type ClientId, type DeviceNo } from '#domain/ids.ts';
import { stampAt, type Instant } from '#domain/time.ts';
import { may, type DeviceScope } from '#protocol/access.ts';
import type { NoCode } from '#protocol/codes.ts';
import type { Ack, No } from '#protocol/doc-messages.ts';
import { BadUpdate, decodeRunsWithBytes, type Run } from '#protocol/update.ts';
import { JournalFault, type Journal, type Row } from '../journal/journal.ts';
import type { Asked, Authors } from '../people/authors.ts';
import { refOf } from './doc-refs.ts';
import { cutPart, Joined, kept, partOf, partsOf, sameFacts, type Part } from './parts.ts';
import { SentKinds } from './sent-kinds.ts';
import { deferred, firstBad, FOREIGN, isOfNewer } from './bad.ts';
import { say } from './say.ts';

export type Answer = Ack | No;

export interface GateOptions {
  readonly journal: Journal;
  /** Counts every refusal by its code. */
  readonly onRefused?: (code: NoCode, of?: Pick<Source, 'device' | 'doc'>) => void;
  /** The disk is nearly full: nothing is taken, all is to be sent again [DSK-1]. */
  readonly isReadOnly?: () => boolean;
  /** Who may sign facts; without it everyone may (a simulation without people). */
  readonly authors?: Pick<Authors, 'unknown' | 'learn' | 'verdict'>;
  readonly now?: () => Instant;
  /** Facts were taken that are dated ahead of the server's clock: their device's is wrong (E_SKEW). */
  readonly onSkewed?: () => void;
}

/** A device's clock may be so far ahead before it is told of (the same as on its own screen). */
const SKEW_MS = 90_000;

/** An update, and where it came from. */
export interface Frame extends Source {
  readonly update: Uint8Array;
}

interface Source {
  readonly device: DeviceScope;
  readonly doc: DocId;
  /** The schema of facts the device writes; ours where it says none. */
  readonly schema?: number;
  /** None for facts of this process. */
  readonly update?: Uint8Array;
  /** The connection, so that it does not hear its own facts. */
  readonly origin?: object;
}

/** How the facts came: `change` is one command, taken whole or not at all; `catch-up` is all a device wrote while away. */
export type Manner = 'change' | 'catch-up';

/** An update with the manner it came in. */
export interface SentFrame extends Frame {
  readonly manner: Manner;
}

/** The one way into the journal: everything RELIABILITY §3.1 asks of an update, in its order. */
export class Gate {
  readonly #journal: Journal;
  readonly #onRefused: NonNullable<GateOptions['onRefused']>;
  readonly #isReadOnly: () => boolean;
  readonly #authors: GateOptions['authors'];
  /** The last frames of a device that wait for their signers to be looked up; those that come after them wait too. */
  readonly #turns = new Map<DeviceNo, Promise<void>>();

  readonly #flagSkew: (facts: readonly unknown[]) => void;

  constructor({ journal, onRefused = () => undefined, isReadOnly = () => false, authors, now, onSkewed }: GateOptions) {
    this.#authors = authors;
    this.#isReadOnly = isReadOnly;
    this.#flagSkew = (facts) => {
      if (!now) return;
      const ahead = stampAt(now() + SKEW_MS);
      if ((facts as readonly Fact[]).some(({ at }) => at > ahead)) onSkewed?.(); // checked, each of them
    };
    this.#journal = journal;
    this.#onRefused = onRefused;
  }

  /** Checks an update and keeps what is good; resolves when that is on disk. One answer for each writer in it, in order. */
  async take(frame: Frame, manner: Manner = 'change'): Promise<Answer[]> {
    return await this.takeAll([{ ...frame, manner }]);
  }

  /**
   * The same for updates that came together, over one connection and for one document. What of them is good and follows on is kept
   * as one row and has one ack; a refusal is for its own update alone [GATE-9].
   */
  async takeAll(frames: readonly SentFrame[]): Promise<Answer[]> {
    const device = frames[0]?.device;
    const before = device && this.#turns.get(device.deviceNo);
    let checked = this.#checkAll(frames);
    if (device && (before || checked.unknown.size > 0)) {
      await this.#learnInTurn(device, frames, before);
      checked = this.#checkAll(frames);
    }
    return await this.#keepAll(checked.items);
  }

  /** Looks up who signed these, after the frames of the same device that came before them. */
  async #learnInTurn(device: DeviceScope, frames: readonly SentFrame[], before = Promise.resolve()): Promise<void> {
    const turn = before
      .catch(() => undefined)
      .then(() => this.#authors?.learn(device, [...this.#checkAll(frames).unknown]));
    this.#turns.set(device.deviceNo, turn);
    try {
      await turn;
    } finally {
      if (this.#turns.get(device.deviceNo) === turn) this.#turns.delete(device.deviceNo);
    }
  }

  #checkAll(frames: readonly SentFrame[]): {
    readonly items: readonly Checked[];
    readonly unknown: ReadonlySet<Asked>;
  } {
    const unknown = new Set<Asked>();
    const sent = new SentKinds();
    const items = frames.flatMap((frame) =>
      [...this.#check(frame, unknown, sent)].map((checked): Checked => ({ frame, checked }))
    );
    return { items, unknown };
  }

  async #keepAll(items: readonly Checked[]): Promise<Answer[]> {
    const answers: Promise<readonly Answer[]>[] = [];
    let joined = new Joined<FramePart>();
    // All at once, so that each reaches the journal in this turn and frames that come next find its clocks there.
    const keep = (): void => {
      if (joined.parts.length > 0) answers.push(this.#keep(joined.parts));
      joined = new Joined();
    };
    for (const { frame, checked } of items) {
      if ('bodies' in checked) {
        if (joined.add(checked)) continue;
        keep();
        joined.add(checked);
      } else {
        keep();
        answers.push(this.#refuseFact(frame, checked));
      }
    }
    keep();
    return (await Promise.all(answers)).flat();
  }

  /**
   * The same for what another device wrote, as `reseeding.ts` lets in: it is asked what would be asked of its writer, each command
   * by itself, and the row keeps who gave it. One answer: the first no, or the last ack.
   */
  async takeOf(writer: DeviceScope, frame: Frame): Promise<Answer> {
    const { doc, update } = frame;
    const ref = refOf(doc);
    if (!ref || !may(writer, 'append', ref)) return await this.#refuse(frame, 'E_FOREIGN');
    const parts = partsOf(decodeRunsWithBytes(update));
    let answer: Answer | null = null;
    for (const part of parts) {
      await this.#authors?.learn(writer, this.#authors.unknown(writer, ref, part.facts));
      const bad = firstBad(writer, ref, part.facts, this.#authors, new SentKinds().kindOf(doc, part));
      answer = bad ? await this.#refuse(frame, bad.code, part, bad.say) : await this.#append(frame, part);
      if (answer.type === 'no') return answer;
    }
    return answer ?? (await this.#refuse(frame, 'E_DECODE'));
  }

  /** The same for a device inside this process, whose facts never were bytes. The clock is the next of that client. */
  async write(device: DeviceScope, doc: DocId, run: Run): Promise<Answer> {
    return await this.#append({ device, doc }, partOf(run));
  }

  /** What the gate would refuse of these facts, without taking any; null when they are good. */
  check(device: DeviceScope, doc: DocId, facts: readonly unknown[]): { code: NoCode; say: string } | null {
    const ref = refOf(doc);
    if (!ref || !may(device, 'append', ref)) return { code: 'E_VERB', say: say('E_VERB') };
    return firstBad(device, ref, facts);
  }

  /** What of a frame is good, and what is not, in its order. @param unknown gets who must be looked up before that is known */
  *#check(frame: SentFrame, unknown: Set<Asked>, sent: SentKinds): Generator<FramePart | Refusal> {
    const { device, doc, update, manner, schema } = frame;
    const ref = refOf(doc);
    if (!ref || !may(device, 'read', ref)) return yield { code: 'E_ROLE' };
    if (!may(device, 'append', ref)) return yield { code: 'E_VERB' };
    let parts: Part[];
    try {
      parts = partsOf(decodeRunsWithBytes(update));
    } catch (error) {
      if (!(error instanceof BadUpdate)) throw error;
      return yield { code: isOfNewer(schema) && error.code === 'E_DECODE' ? 'E_VERSION' : error.code };
    }
    for (const part of parts) {
      const { client, clock, facts } = part;
      for (const one of this.#authors?.unknown(device, ref, facts) ?? []) unknown.add(one);
      const kindOf = sent.kindOf(doc, part);
      const found =
        deviceOf(client) === device.deviceNo ? firstBad(device, ref, facts, this.#authors, kindOf) : FOREIGN;
      const bad = found && isOfNewer(schema) ? deferred(found, facts) : found;
      const good = bad === null ? facts.length : manner === 'change' ? 0 : bad.index;
      sent.add(doc, part, good);
      if (good > 0) yield framed(cutPart(part, 0, good), frame);
      if (bad === FOREIGN) yield { ...FOREIGN, at: part };
      else if (bad) yield { ...bad, at: { client, clock: clock + good }, badClock: clock + bad.index };
    }
  }

  /** Parts that follow each other as one row. Where the journal has some of them already, each is looked at by itself. */
  async #keep(parts: readonly FramePart[]): Promise<readonly Answer[]> {
    const [first] = parts;
    if (first && parts.length > 1 && !this.#isReadOnly()) {
      const { device, doc, origin } = first.frame;
      const entry = { ...kept(parts), doc, device: device.deviceNo, ...(origin && { origin }) };
      try {
        const { client, clock, count } = entry;
        const joined = await this.#journal.append(entry);
        if (joined.written) {
          this.#flagSkew(parts.flatMap(({ facts }) => facts));
          return [{ type: 'ack', client, clock: clock + count, seq: joined.seq }];
        }
      } catch (error) {
        if (!(error instanceof JournalFault)) throw error;
        const code = codeOf(error);
        return await Promise.all(parts.map((part) => this.#refuse(part.frame, code, part)));
      }
    }
    return await Promise.all(parts.map((part) => this.#append(part.frame, part)));
  }

  /** Appends what of a part the journal lacks. What it has already must be the same facts [GATE-5]. */
  async #append(frame: Source, part: Part): Promise<Answer> {
    const { device, doc, origin } = frame;
    const { client } = part;
    let { clock } = part;
    const end = part.clock + part.facts.length;
    let seq = 0;
    if (this.#isReadOnly()) return await this.#refuse(frame, 'E_DISK', { client, clock });
    try {
      while (clock < end) {
        const rest = kept([cutPart(part, clock - part.clock)]);
        const entry = { ...rest, doc, device: device.deviceNo, ...(origin && { origin }) };
        const appended = await this.#journal.append(entry);
        if (appended.written) {
          this.#flagSkew(part.facts);
          return { type: 'ack', client, clock: end, seq: appended.seq };
        }
        if (appended.have < clock) return await this.#refuse(frame, 'E_GAP', { client, clock: appended.have });
        const upTo = Math.min(appended.have, end);
        const rows = await this.#journal.written(doc, client, clock, upTo);
        if (!sameFacts(rows, part, clock, upTo))
          return await this.#refuse(frame, clashOf(device, rows), { client, clock });
        seq = rows.at(-1)?.seq ?? seq;
        clock = upTo;
      }
    } catch (error) {
      if (!(error instanceof JournalFault)) throw error;
      return await this.#refuse(frame, codeOf(error), { client, clock });
    }
    return { type: 'ack', client, clock: end, seq };
  }

  async #refuseFact(frame: Source, { code, at, say: words, badClock }: Refusal): Promise<readonly No[]> {
    const no = await this.#refuse(frame, code, at, words);
    return [badClock === undefined ? no : { ...no, at: badClock }];
  }

  /** Words for the sender; the bytes to quarantine where no later try can help, so that nothing is dropped in silence. */
  async #refuse(frame: Source, code: NoCode, at = { client: 0, clock: 0 }, words: string = say(code)): Promise<No> {
    const { device, doc, update } = frame;
    this.#onRefused(code, frame);
    if (KEPT.has(code) && update && !this.#isReadOnly()) {
      const refused = { device: device.deviceNo, doc, code, bytes: update };
      const kept = await this.#journal.quarantine(refused).catch(() => true); // a full disk: the device has it still
      if (!kept) return { type: 'no', code: 'E_RATE', client: at.client, have: at.clock, say: say('E_RATE') };
    }
    return { type: 'no', code, client: at.client, have: at.clock, say: words };
  }
}

/** Other facts under one name: its device was copied, unless somebody else gave them to a restored server. */
function clashOf({ deviceNo }: DeviceScope, rows: readonly Row[]): NoCode {
  return rows.some((row) => row.device !== deviceNo && deviceOf(row.client) === deviceNo) ? 'E_EPOCH' : 'E_DUP';
}

/** What the sender is told of a fault of the journal. It may try again after each of them. */
function codeOf({ code }: JournalFault): NoCode {
  if (code === 'disk-full') return 'E_DISK';
  return code === 'damaged' ? 'E_DAMAGED' : 'E_INTERNAL';
}

/** Final refusals of what somebody wrote. Not E_ROLE: a device that may not even read has nothing to keep there. */
const KEPT: ReadonlySet<NoCode> = new Set([
  'E_VERB',
  'E_FOREIGN',
  'E_DUP',
  'E_EPOCH',
  'E_DECODE',
  'E_SIZE',
  'E_SCHEMA',
  'E_CARD'
]);

/** A part, and the frame it came with. */
interface FramePart extends Part {
  readonly frame: SentFrame;
}

/** What was found of a frame. */
interface Checked {
  readonly frame: SentFrame;
  readonly checked: FramePart | Refusal;
}

function framed({ client, clock, facts, bodies }: Part, frame: SentFrame): FramePart {
  return { client, clock, facts, bodies, frame };
}

interface Refusal {
  readonly code: NoCode;
  readonly say?: string;
  readonly at?: { readonly client: ClientId; readonly clock: number };
  /** The clock of the fact that was meant. */
  readonly badClock?: number;
}
