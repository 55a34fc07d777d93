import { parseDocId, type DocId, type DocRef } from '#domain/documents.ts';
import { isVoid, type Fact } from '#domain/fact.ts';
import { deviceOf } from '#domain/ids.ts';
import { KINDS, may, type DeviceScope } from '#protocol/access.ts';
import type { NoCode } from '#protocol/codes.ts';
import type { Ack, No } from '#protocol/doc-messages.ts';
import { belongsIn, checkFact } from '#protocol/fact-schemas.ts';
import { BadUpdate, decodeRuns, encodeRun, type Run } from '#protocol/update.ts';
import { JournalFault, type Journal, type Row } from '../journal/journal.ts';
import { say } from './say.ts';

export type Answer = Ack | No;

export interface GateOptions {
  readonly journal: Journal;
  /** Counts every refusal by its code. */
  readonly onRefused?: (code: NoCode) => void;
  /** The disk is nearly full: nothing is taken, all is to be sent again [DSK-1]. */
  readonly isReadOnly?: () => boolean;
}

/** An update, and where it came from. */
export interface Frame extends Source {
  readonly update: Uint8Array;
}

interface Source {
  readonly device: DeviceScope;
  readonly doc: DocId;
  /** None for facts of this process. */
  readonly update?: Uint8Array;
  /** The connection, so that it does not hear its own facts. */
  readonly origin?: object;
}

/** How the facts came: `change` is one command, taken whole or not at all; `catch-up` is all a device wrote while away. */
export type Manner = 'change' | 'catch-up';

/** The one way into the journal: everything RELIABILITY §3.1 asks of an update, in its order. */
export class Gate {
  readonly #journal: Journal;
  readonly #onRefused: (code: NoCode) => void;
  readonly #isReadOnly: () => boolean;

  constructor({ journal, onRefused = () => undefined, isReadOnly = () => false }: GateOptions) {
    this.#isReadOnly = isReadOnly;
    this.#journal = journal;
    this.#onRefused = onRefused;
  }

  /** Checks an update and keeps what is good; resolves when that is on disk. One answer for each writer in it, in order. */
  async take(frame: Frame, manner: Manner = 'change'): Promise<Answer[]> {
    const { device, doc, update } = frame;
    const ref = parseDocId(doc);
    if (!ref || !may(device, 'read', ref)) return [await this.#refuse(frame, 'E_ROLE')];
    if (!may(device, 'append', ref)) return [await this.#refuse(frame, 'E_VERB')];
    let runs: Run[];
    try {
      runs = joined(decodeRuns(update));
    } catch (error) {
      if (!(error instanceof BadUpdate)) throw error;
      return [await this.#refuse(frame, error.code)];
    }
    // All at once, so that each reaches the journal in this turn and frames that come next find its clocks there.
    return (await Promise.all(runs.map((run) => this.#takeRun(frame, ref, run, manner)))).flat();
  }

  /** The same for a device inside this process, whose facts never were bytes. The clock is the next of that client. */
  async write(device: DeviceScope, doc: DocId, run: Run): Promise<Answer> {
    return await this.#append({ device, doc }, run);
  }

  /** What the gate would refuse of these facts, without taking any; null when they are good. */
  check(device: DeviceScope, doc: DocId, facts: readonly unknown[]): { code: NoCode; say: string } | null {
    const ref = parseDocId(doc);
    if (!ref || !may(device, 'append', ref)) return { code: 'E_VERB', say: say('E_VERB') };
    return firstBad(device, ref, facts);
  }

  async #takeRun(frame: Source, ref: DocRef, run: Run, manner: Manner): Promise<Answer[]> {
    const { device } = frame;
    if (deviceOf(run.client) !== device.deviceNo) return [await this.#refuse(frame, 'E_FOREIGN', run)];
    const bad = firstBad(device, ref, run.facts);
    if (!bad) return [await this.#append(frame, run)];
    const { client, clock, facts } = run;
    const at = clock + bad.index;
    if (manner === 'change' || bad.index === 0) return [{ ...(await this.#refuse(frame, bad.code, run, bad.say)), at }];
    const good = await this.#append(frame, { client, clock, facts: facts.slice(0, bad.index) });
    return [good, { ...(await this.#refuse(frame, bad.code, { client, clock: at }, bad.say)), at }];
  }

  /** Appends what of a run the journal lacks. What it has already must be the same facts [GATE-5]. */
  async #append(frame: Source, run: Run): Promise<Answer> {
    const { device, doc, origin } = frame;
    const { client } = run;
    let { clock } = run;
    const end = run.clock + run.facts.length;
    let seq = 0;
    if (this.#isReadOnly()) return await this.#refuse(frame, 'E_DISK', { client, clock });
    try {
      while (clock < end) {
        const facts = run.facts.slice(clock - run.clock) as readonly Fact[]; // checked above, each of them
        const update = encodeRun({ client, clock, facts });
        const entry = {
          doc,
          device: device.deviceNo,
          client,
          clock,
          count: facts.length,
          update,
          ...(origin && { origin })
        };
        const appended = await this.#journal.append(entry);
        if (appended.written) return { type: 'ack', client, clock: end, seq: appended.seq };
        if (appended.have < clock) return await this.#refuse(frame, 'E_GAP', { client, clock: appended.have });
        const upTo = Math.min(appended.have, end);
        const rows = await this.#journal.written(doc, client, clock, upTo);
        if (!sameFacts(rows, run, clock, upTo)) return await this.#refuse(frame, 'E_DUP', { client, clock });
        seq = rows.at(-1)?.seq ?? seq;
        clock = upTo;
      }
    } catch (error) {
      if (!(error instanceof JournalFault)) throw error;
      return await this.#refuse(frame, codeOf(error), { client, clock });
    }
    return { type: 'ack', client, clock: end, seq };
  }

  /** Words for the sender; the bytes to quarantine where no later try can help, so that nothing is dropped in silence. */
  async #refuse(frame: Source, code: NoCode, at = { client: 0, clock: 0 }, words: string = say(code)): Promise<No> {
    this.#onRefused(code);
    const { device, doc, update } = frame;
    if (KEPT.has(code) && update && !this.#isReadOnly()) {
      const refused = { device: device.deviceNo, doc, code, bytes: update };
      const kept = await this.#journal.quarantine(refused).catch(() => true); // a full disk: the device has it still
      if (!kept) return { type: 'no', code: 'E_RATE', client: at.client, have: at.clock, say: say('E_RATE') };
    }
    return { type: 'no', code, client: at.client, have: at.clock, say: words };
  }
}

/** What the sender is told of a fault of the journal. It may try again after each of them. */
function codeOf({ code }: JournalFault): NoCode {
  if (code === 'disk-full') return 'E_DISK';
  return code === 'damaged' ? 'E_DAMAGED' : 'E_INTERNAL';
}

/** Final refusals of what somebody wrote. Not E_ROLE: a device that may not even read has nothing to keep there. */
const KEPT: ReadonlySet<NoCode> = new Set(['E_VERB', 'E_FOREIGN', 'E_DUP', 'E_DECODE', 'E_SIZE', 'E_SCHEMA', 'E_CARD']);

interface Bad {
  readonly index: number;
  readonly code: NoCode;
  readonly say: string;
}

function firstBad(device: DeviceScope, ref: DocRef, facts: readonly unknown[]): Bad | null {
  const kinds = KINDS[device.role];
  for (const [index, raw] of facts.entries()) {
    const checked = checkFact(raw);
    if (!checked.ok) return { index, code: checked.code, say: checked.say };
    const { fact } = checked;
    if (kinds && !(kinds.has(fact.kind) && takesBackItsOwn(device, fact)))
      return { index, code: 'E_VERB', say: say('E_VERB') };
    if (!belongsIn(ref, fact)) return { index, code: 'E_SCHEMA', say: 'This change does not belong there.' };
    if (fact.by.startsWith('device:') && fact.by !== `device:${device.deviceNo}`)
      return { index, code: 'E_FOREIGN', say: say('E_FOREIGN') };
  }
  return null;
}

/** A device that may append only some kinds of fact may also take back only what it wrote itself [GATE-8]. */
function takesBackItsOwn({ deviceNo }: DeviceScope, fact: Fact): boolean {
  if (!isVoid(fact)) return true;
  const [client] = fact.of.fact.split('.');
  return deviceOf(Number(client)) === deviceNo;
}

/** Structs that follow each other are one run: a Yjs client may cut its facts anywhere. */
function joined(runs: readonly Run[]): Run[] {
  const whole: { client: number; clock: number; facts: unknown[] }[] = [];
  for (const { client, clock, facts } of runs) {
    const last = whole.at(-1);
    if (last && last.client === client && last.clock + last.facts.length === clock) last.facts.push(...facts);
    else whole.push({ client, clock, facts: [...facts] });
  }
  return whole;
}

/** Whether the stored rows say, between two clocks, what the run says there; by their bytes. */
function sameFacts(rows: readonly Row[], run: Run, from: number, to: number): boolean {
  const stored = rows.flatMap((row) => {
    const facts = decodeRuns(row.update).flatMap(({ facts }) => facts);
    return facts.slice(Math.max(0, from - row.clock), Math.max(0, to - row.clock));
  });
  const bytes = (facts: readonly unknown[]): Uint8Array =>
    encodeRun({ client: run.client, clock: from, facts: facts as readonly Fact[] });
  return Buffer.compare(bytes(stored), bytes(run.facts.slice(from - run.clock, to - run.clock))) === 0;
}
