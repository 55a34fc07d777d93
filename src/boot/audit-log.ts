import type { AuditNote } from '#domain/audit/audit-facts.ts';
import type { AuditEntry, ChainWriter, EntryName } from '#domain/audit/chain.ts';
import { repeats } from '#domain/audit/repeats.ts';
import { auditDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { DeviceNo, UserId } from '#domain/ids.ts';
import { nextStamp, type Instant, type LocalDate, type Stamp } from '#domain/time.ts';
import type { Replica } from '#replica/replica.ts';
import type { AuditLog } from '#station/audit-log.ts';

/** Signs the head of a chain; null where this device has no signing key (yet). */
export type AuditSigner = (text: string) => Promise<{ readonly keyId: string; readonly signature: Uint8Array } | null>;

export interface AuditLogOptions {
  readonly device: DeviceNo;
  readonly user: UserId;
  /** Names this person's stay at this tab. */
  readonly session: string;
  readonly replica: Pick<Replica, 'record'>;
  /** The last entry this device wrote, in whichever tab: read at the start, kept after each write. */
  readonly last: { read(): Promise<EntryName | undefined>; keep(name: EntryName): Promise<void> };
  readonly now: () => Instant;
  readonly today: () => LocalDate;
  readonly newSession: () => string;
  readonly sign?: AuditSigner;
  /** Calls back later; tests have a clock of their own. */
  readonly after?: (ms: number, run: () => void) => () => void;
}

export interface OpenAuditLog extends AuditLog {
  /** Writes what waits now: the page is about to go. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Views wait so long, so that a morning's clicking is a few writes, not hundreds. */
const GATHER_MS = 1_000;
const RETRY_MS = 10_000;
/** Beyond this, views that the disk does not take are let go; acts are refused before that. */
const MOST_WAITING = 2_000;
const SIGN_EVERY = 32;
const SIGN_MS = 60_000;

const later = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** The access log of one person's stay at one tab: a chain of its own, in the device's document of the day [AUD-2] [AUD-7]. */
export function openAuditLog(options: AuditLogOptions): OpenAuditLog {
  return new TabAuditLog(options);
}

/** Fetched with the first entry: nobody waits for it before the first screen. */
const hashing = () => Promise.all([import('#domain/audit/chain.ts'), import('#domain/audit/sha256.ts')]);

class TabAuditLog implements OpenAuditLog {
  readonly #options: AuditLogOptions;
  readonly #after;
  readonly #isRepeat = repeats();
  #waiting: { readonly note: AuditNote; readonly wall: Instant }[] = [];
  #chain: ChainWriter | null = null;
  #session: string;
  #stamp: Stamp = 0;
  #cancel: (() => void) | null = null;
  #writing: Promise<void> = Promise.resolve();
  #signed = { length: 0, at: 0 };

  constructor(options: AuditLogOptions) {
    this.#options = options;
    this.#session = options.session;
    this.#after = options.after ?? later;
  }

  saw(note: AuditNote): void {
    const wall = this.#options.now();
    if (this.#isRepeat(note, wall) || this.#waiting.length >= MOST_WAITING) return;
    this.#waiting.push({ note, wall });
    this.#schedule(GATHER_MS);
  }

  did(note: AuditNote): void {
    if (this.#waiting.length >= MOST_WAITING) return;
    this.#waiting.push({ note, wall: this.#options.now() });
    this.flush().catch(() => this.#schedule(RETRY_MS));
  }

  async note(note: AuditNote): Promise<void> {
    this.#waiting.push({ note, wall: this.#options.now() });
    const mine = this.#waiting.at(-1);
    try {
      await this.flush();
    } catch (error) {
      // It did not happen: whoever asked refuses what was to follow. What else waits is tried again.
      this.#waiting = this.#waiting.filter((one) => one !== mine);
      throw error;
    }
  }

  flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    const done = this.#writing.then(() => this.#write());
    this.#writing = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    await this.flush().catch(() => undefined);
    this.#cancel?.();
  }

  #schedule(ms: number): void {
    this.#cancel ??= this.#after(ms, () => {
      this.#cancel = null;
      this.flush().catch(() => this.#schedule(RETRY_MS));
    });
  }

  /** One commit for all that waits. What fails may have landed all the same: what comes then begins a new chain, never a fork. */
  async #write(): Promise<void> {
    const batch = this.#waiting;
    if (batch.length === 0) return;
    const { device, user, last, replica, today, newSession } = this.#options;
    const [{ chainWriter, nameOf, notedOf }, { sha256 }] = await hashing();
    this.#chain ??= chainWriter(device, this.#session, (await last.read().catch(() => undefined)) ?? null, sha256);
    const chain = this.#chain;
    this.#waiting = [];
    try {
      const entries = batch.map(({ note, wall }): AuditEntry => {
        this.#stamp = nextStamp(this.#stamp, wall);
        return chain.extend(note, { hlc: this.#stamp, wall, user });
      });
      const facts: NewFact[] = entries.map((entry) => ({ kind: 'audit/noted', of: notedOf(entry) }));
      facts.push(...(await this.#signature(chain)));
      await replica.record(user, [{ doc: auditDoc(device, today()), facts }]);
      const [end] = entries.slice(-1);
      if (end) await last.keep(nameOf(end)).catch(() => undefined); // a link that is lost names an earlier entry
    } catch (error) {
      this.#waiting = [...batch, ...this.#waiting];
      this.#chain = null;
      this.#session = newSession();
      throw error;
    }
  }

  async #signature(chain: ChainWriter): Promise<NewFact[]> {
    const { sign, now } = this.#options;
    if (!sign) return [];
    const due = chain.length - this.#signed.length >= SIGN_EVERY || now() - this.#signed.at >= SIGN_MS;
    if (!due) return [];
    const [{ chainHeadText }] = await hashing();
    const seq = chain.length - 1;
    const place = { dev: this.#options.device, session: this.#session, seq };
    const signed = await sign(chainHeadText(place, chain.head));
    if (!signed) return [];
    this.#signed = { length: chain.length, at: now() };
    return [{ kind: 'audit/signed', of: { session: this.#session, seq, ...signed } }];
  }
}
