import type { AuditNote, AuditRef } from '#domain/audit/audit-facts.ts';
import { chainWriter, nameOf, notedOf, type AuditEntry, type EntryName } from '#domain/audit/chain.ts';
import { repeats } from '#domain/audit/repeats.ts';
import { auditDoc, type DocId } from '#domain/documents.ts';
import type { DeviceNo, UserId } from '#domain/ids.ts';
import { localDateOf, nextStamp, type Instant, type Stamp } from '#domain/time.ts';
import type { Writer } from '../gate/writer.ts';
import { AGENT_NO } from '../people/devices.ts';
import type { Notes } from '../records/notes.ts';
import { sha256 } from './audit-rows.ts';
import type { AuditTold } from './late-told.ts';

export interface ServedLogOptions {
  readonly writer: Writer;
  readonly notes: Notes;
  readonly now: () => Instant;
  readonly newSession: () => string;
  readonly onFault: (error: unknown) => void;
}

interface Waiting {
  readonly note: AuditNote;
  readonly wall: Instant;
  /** Who told the server to; itself where nobody did. */
  readonly by: UserId;
}

/** Entries are gathered so long: a desk that opens ten documents is one row. */
const GATHER_MS = 2_000;
/** Of what cannot be written for now, so many are kept. */
const MOST_WAITING = 10_000;
const LAST = 'audit-last';
const SELF: UserId = `device:${AGENT_NO}`;

/**
 * The server's own access log: which device was given which document, whatever that device says of itself (SECURITY.md §5) [AUD-10]. What
 * it accepted is in the journal, row by row. One chain a process, in the document of the server's own device.
 */
export class ServedLog implements AuditTold {
  readonly #options: ServedLogOptions;
  readonly #isRepeat = repeats();
  #waiting: Waiting[] = [];
  #chain: ReturnType<typeof chainWriter> | null = null;
  #stamp: Stamp = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: ServedLogOptions) {
    this.#options = options;
  }

  /** A device has a document open: what is in it has gone to that device. */
  document(device: DeviceNo, doc: DocId): void {
    if (doc.startsWith('audit/')) return; // its own, which it wrote itself
    this.note({ action: 'document/served', refs: [`device:${device}`, `document:${doc}`] });
  }

  /** A device was sent rows of the feed. @param of `rows after 120`, `everything` */
  feed(device: DeviceNo, of: string): void {
    this.note({ action: 'feed/served', refs: [`device:${device}`], reason: of });
  }

  /** A device was refused something for what it is, or for who is at it: the same again within a minute is one entry. */
  denied(device: DeviceNo | null, why: string, more: readonly AuditRef[] = []): void {
    const refs: AuditRef[] = device === null ? [...more] : [`device:${device}`, ...more];
    this.note({ action: 'access/denied', refs, reason: why, verdict: 'denied' });
  }

  /** The same again within a minute is one entry. */
  note(note: AuditNote, by: UserId = SELF): void {
    if (!this.#isRepeat({ ...note, refs: [...note.refs, `user:${by}`] }, this.#options.now())) this.did(note, by);
  }

  did(note: AuditNote, by: UserId = SELF): void {
    if (this.#waiting.length >= MOST_WAITING) return;
    this.#waiting.push({ note, wall: this.#options.now(), by });
    this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS).unref();
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const batch = this.#waiting;
    if (batch.length === 0) return;
    this.#waiting = [];
    const { writer, notes, newSession, onFault } = this.#options;
    try {
      this.#chain ??= chainWriter(AGENT_NO, newSession(), (await notes.read(LAST)) as EntryName | null, sha256);
      const chain = this.#chain;
      const entries = batch.map(({ note, wall, by }) => {
        this.#stamp = nextStamp(this.#stamp, wall);
        return chain.extend(note, { hlc: this.#stamp, wall, user: by });
      });
      const doc = auditDoc(AGENT_NO, localDateOf(batch[0]?.wall ?? 0, 'UTC'));
      for (const some of byUser(entries)) {
        const facts = some.map((entry) => ({ kind: 'audit/noted', of: notedOf(entry) }));
        await writer.record(doc, facts, some[0]?.user ?? SELF);
      }
      const [end] = entries.slice(-1);
      if (end) await notes.write(LAST, nameOf(end));
    } catch (error) {
      // What fails may have landed all the same: what comes next begins a chain of its own.
      this.#chain = null;
      this.#waiting = [...batch, ...this.#waiting].slice(0, MOST_WAITING);
      this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS * 5).unref();
      onFault(error);
    }
  }
}

/** Entries one after the other that are of one person: facts of one write have one writer. */
function byUser(entries: readonly AuditEntry[]): AuditEntry[][] {
  const runs: AuditEntry[][] = [];
  for (const entry of entries) {
    const last = runs.at(-1);
    if (last?.[0]?.user === entry.user) last.push(entry);
    else runs.push([entry]);
  }
  return runs;
}
