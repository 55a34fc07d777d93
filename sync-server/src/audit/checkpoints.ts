import {
  checkpointHash,
  checkpointText,
  factOfCheckpoint,
  NO_CHECKPOINT,
  rootOf,
  withEntry,
  type Checkpoint,
  type DeviceHead
} from '#domain/audit/checkpoint.ts';
import { hexOf } from '#domain/audit/chain.ts';
import { auditDoc } from '#domain/documents.ts';
import type { DeviceNo } from '#domain/ids.ts';
import { localDateOf, type Instant } from '#domain/time.ts';
import type { Writer } from '../gate/writer.ts';
import type { Journal } from '../journal/journal.ts';
import { AGENT_NO } from '../people/devices.ts';
import type { Notes } from '../records/notes.ts';
import type { OnDuty } from '../store/store.ts';
import { auditRows, sha256 } from './audit-rows.ts';
import type { ServerKey } from '../people/server-key.ts';

export interface CheckpointsOptions {
  readonly journal: Journal;
  readonly notes: Notes;
  readonly writer: Writer;
  readonly key: ServerKey;
  readonly now: () => Instant;
  readonly onFault: (error: unknown) => void;
}

const EVERY_MS = 60_000;
const NOTE = 'audit-heads';
/** Fewer characters than a card number has, whatever they are. */
const KEY_ID = 12;

/** How far the heads have come; kept, so that a start reads what is new and not six years. */
interface Progress {
  readonly epoch: string;
  readonly upTo: number;
  /** The number the next checkpoint has, and the hash of the one before it. */
  readonly n: number;
  readonly prev: string;
  /** The row of that one. */
  readonly seq: number;
  readonly heads: readonly (readonly [DeviceNo, DeviceHead])[];
}

/**
 * Once a minute, when anything was written, signs what every device had written by then and where the journal was [AUD-4]. Devices keep
 * what was signed: whoever changes the past afterwards, this server included, is contradicted by them. One process of a clinic does it.
 */
export class Checkpoints implements OnDuty {
  readonly #options: CheckpointsOptions;
  #timer: NodeJS.Timeout | undefined;
  #progress: Progress | null = null;
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: CheckpointsOptions) {
    this.#options = options;
  }

  begin(): void {
    this.#timer ??= setInterval(() => void this.tick(), EVERY_MS).unref();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    // Another process may go on from here: what is known is read again.
    this.#work = this.#work.then(() => (this.#progress = null));
  }

  async stop(): Promise<void> {
    this.end();
    await this.#work;
  }

  /** Makes one now if there is anything new; null when there is not, or it could not be written. */
  tick(): Promise<Checkpoint | null> {
    const done = this.#work.then(async () => {
      try {
        return await this.#make();
      } catch (error) {
        this.#progress = null;
        this.#options.onFault(error);
        return null;
      }
    });
    this.#work = done;
    return done;
  }

  async #make(): Promise<Checkpoint | null> {
    const { journal, notes, writer, key, now } = this.#options;
    const before = await this.#caughtUp(this.#progress ?? (await this.#kept()));
    this.#progress = before;
    // Its own row is nothing new.
    if (before.upTo <= before.seq || before.upTo === 0) return null;
    const [last] = await journal.rows(before.upTo - 1);
    const { epoch } = journal;
    const unsigned = {
      epoch,
      n: before.n,
      at: now(),
      upTo: before.upTo,
      journal: hexOf(last?.hash ?? new Uint8Array(32)),
      root: rootOf(new Map(before.heads), sha256),
      prev: before.prev,
      keyId: sha256(key.raw).slice(0, KEY_ID)
    };
    const made = { ...unsigned, signature: await key.sign(new TextEncoder().encode(checkpointText(unsigned))) };
    const doc = auditDoc(AGENT_NO, localDateOf(made.at, 'UTC'));
    await writer.record(doc, [{ kind: 'audit/checkpoint', of: factOfCheckpoint(made) }]);
    this.#progress = { ...before, n: made.n + 1, prev: checkpointHash(made, sha256), seq: journal.head() };
    await notes.write(NOTE, JSON.stringify(this.#progress));
    return made;
  }

  async #kept(): Promise<Progress> {
    const { journal, notes } = this.#options;
    const text = await notes.read(NOTE);
    const kept = text === null ? null : (JSON.parse(text) as Progress); // written above
    if (kept?.epoch === journal.epoch) return kept;
    return { epoch: journal.epoch, upTo: 0, n: 0, prev: NO_CHECKPOINT, seq: 0, heads: [] };
  }

  /** Folds what was accepted since; a checkpoint that was written and not noted is found there too. */
  async #caughtUp(from: Progress): Promise<Progress> {
    const { journal } = this.#options;
    const heads = new Map(from.heads);
    let { n, prev, seq } = from;
    const rows = auditRows(journal, from.upTo);
    for (;;) {
      const next = await rows.next();
      if (next.done === true) return { ...from, n, prev, seq, upTo: next.value, heads: [...heads] };
      for (const { dev, hash } of next.value.entries) heads.set(dev, withEntry(heads.get(dev), hash, sha256));
      for (const checkpoint of next.value.checkpoints) {
        if (checkpoint.epoch !== journal.epoch || checkpoint.n < n) continue;
        n = checkpoint.n + 1;
        prev = checkpointHash(checkpoint, sha256);
        seq = next.value.seq;
      }
    }
  }
}
