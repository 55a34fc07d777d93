import type { DeviceNo } from '../ids.ts';
import {
  chainHeadText,
  chainStart,
  hashOf,
  partsOf,
  type AuditEntry,
  type EntryName,
  type SignedHead
} from './chain.ts';
import { checkpointHash, NO_CHECKPOINT, rootOf, withEntry, type Checkpoint, type DeviceHead } from './checkpoint.ts';
import type { Sha256 } from './sha256.ts';

/** Something that is not as it was written, and where. */
export interface AuditFinding {
  readonly code:
    /** An entry says something else than was hashed. */
    | 'changed'
    /** A device's signature is not that device's, or not over what is here. */
    | 'signature-wrong'
    /** A device signs what it writes, and these entries it did not. */
    | 'unsigned'
    /** A line of an export is not as it was written, or another stands in its place. */
    | 'export-changed'
    /** An export was not sealed by the clinic's server, or ends before its end. */
    | 'export-unsealed'
    /** Entries of a session are not there. */
    | 'missing'
    /** Another entry stands where this one should, or this one somewhere else. */
    | 'moved'
    /** Two entries of one session have one number and say different things. */
    | 'forked'
    /** At a checkpoint the devices' heads were others than what is here. */
    | 'not-as-witnessed'
    /** A checkpoint is missing, or does not follow on the one before. */
    | 'checkpoint-broken'
    /** A checkpoint's signature is not the server's. */
    | 'checkpoint-unsigned'
    /** A device was shown another checkpoint than the one here, or one that is not here. */
    | 'witness-disagrees';
  /** `7/8f2k…/41` for an entry (device, session, number), `checkpoint 12` for a checkpoint. */
  readonly row: string;
}

export interface AuditReport {
  readonly entries: number;
  readonly sessions: number;
  readonly checkpoints: number;
  readonly findings: readonly AuditFinding[];
}

export function rowOf({ dev, session, seq }: Pick<AuditEntry, 'dev' | 'session' | 'seq'>): string {
  return `${dev}/${session}/${seq}`;
}

interface Session {
  /** The number the next entry should have. */
  next: number;
  /** The hash of the entry before it; null where that one is not there. */
  head: string | null;
  /** An entry with a later number than was due: what comes next tells whether entries are missing before it or it was moved. */
  early: AuditEntry | null;
  /** Where what is checked begins: 0, or further on in a part of a log. */
  readonly begins: number;
  /** How many of its entries its device has signed. */
  signed: number;
  /** Numbers that were passed over without an entry, and entries that came early. */
  readonly holes: Set<number>;
  readonly moved: Map<number, string>;
}

/** How a session stands: the number of its next entry, and the hash of the last. */
export interface SessionState {
  readonly dev: DeviceNo;
  readonly session: string;
  readonly next: number;
  readonly head: string;
}

export interface ChainState {
  readonly heads: readonly (readonly [DeviceNo, DeviceHead])[];
  readonly sessions: readonly SessionState[];
}

/** A device signs every 32 entries, and a gathering of views more at once (AUD-9). */
const UNSIGNED_AT_MOST = 64;

/**
 * Checks entries one by one, in the order in which they were accepted. Each broken place is named; what follows on it is judged by the
 * hash that stands there, so that one changed entry is one finding [AUD-3].
 */
export class ChainCheck {
  readonly findings: AuditFinding[] = [];
  readonly heads: Map<DeviceNo, DeviceHead>;
  entries = 0;
  readonly #sha256: Sha256;
  readonly #sessions = new Map<string, Session>();
  readonly #hashes = new Set<string>();
  /** What sessions say their device wrote before them. */
  readonly #links: { readonly dev: DeviceNo; readonly after: EntryName }[] = [];

  readonly #isPart: boolean;

  /** @param from where what is checked does not begin at the beginning: how devices and sessions stood then */
  constructor(sha256: Sha256, from: ChainState | null = null) {
    this.#sha256 = sha256;
    this.#isPart = from !== null;
    this.heads = new Map(from?.heads);
    for (const { dev, session, next, head } of from?.sessions ?? []) {
      const known = { next, head, early: null, begins: next, signed: next, holes: new Set<number>(), moved: new Map() };
      this.#sessions.set(`${dev}/${session}`, known);
    }
  }

  /** How devices and sessions stand now. @param which sessions, by `<device>/<session>`; all when left out */
  state(which: Iterable<string> = this.#sessions.keys()): ChainState {
    const sessions: SessionState[] = [];
    for (const name of which) {
      const known = this.#sessions.get(name);
      const [dev = '', session = ''] = name.split('/');
      if (typeof known?.head === 'string')
        sessions.push({ dev: Number(dev), session, next: known.next, head: known.head });
    }
    return { heads: [...this.heads], sessions };
  }

  /** A device's signature; answers what has to have been signed, or null where it signs what is not here, which is a finding. */
  takeSigned(signed: Pick<SignedHead, 'dev' | 'session' | 'seq'>): string | null {
    const session = this.#sessions.get(`${signed.dev}/${signed.session}`);
    if (typeof session?.head === 'string' && session.next === signed.seq + 1) {
      session.signed = session.next;
      return chainHeadText(signed, session.head);
    }
    this.#find('signature-wrong', signed);
    return null;
  }

  wrongSignature(signed: Pick<SignedHead, 'dev' | 'session' | 'seq'>): void {
    this.#find('signature-wrong', signed);
  }

  /** Sessions of devices that sign, with more entries in a row than a device leaves unsigned. */
  endUnsigned(signing: ReadonlySet<DeviceNo>): void {
    for (const [name, { next, signed }] of this.#sessions) {
      const [dev = '', session = ''] = name.split('/');
      if (signing.has(Number(dev)) && next - signed >= UNSIGNED_AT_MOST)
        this.#find('unsigned', { dev: Number(dev), session, seq: signed });
    }
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  take(entry: AuditEntry): void {
    this.entries++;
    this.heads.set(entry.dev, withEntry(this.heads.get(entry.dev), entry.hash, this.#sha256));
    if (entry.after !== null) this.#links.push({ dev: entry.dev, after: entry.after });
    const session = this.#sessionOf(entry);
    this.#settleEarly(session, entry);
    if (entry.seq === session.next) this.#follow(session, entry);
    else if (entry.seq > session.next) session.early = entry;
    else if (session.holes.delete(entry.seq)) this.#find('moved', entry);
    // The same again is what a device sends when it does not know whether it was heard; other words under one number are a fork.
    else if (!this.#hashes.has(entry.hash)) this.#find('forked', entry);
    this.#hashes.add(entry.hash);
  }

  /** When all has been taken: what is missing at ends, and sessions that speak of entries nobody has. */
  end(): void {
    for (const session of this.#sessions.values()) {
      if (!session.early) continue;
      this.#find('missing', { ...session.early, seq: session.next });
      // Nothing else is known of that session: it may as well be an entry of another.
      if (session.next === 0) this.#find('moved', session.early);
    }
    for (const { dev, after } of this.#links) {
      const { session, seq, hash } = partsOf(after);
      if (!this.#hashes.has(hash) && this.#shouldKnow(dev, session, seq)) this.#find('missing', { dev, session, seq });
    }
  }

  /** In a part of a log what was before it, and sessions of which it has nothing, are not missing. */
  #shouldKnow(dev: DeviceNo, session: string, seq: number): boolean {
    if (!this.#isPart) return true;
    const known = this.#sessions.get(`${dev}/${session}`);
    return known !== undefined && seq >= known.begins;
  }

  #sessionOf({ dev, session }: AuditEntry): Session {
    const name = `${dev}/${session}`;
    let known = this.#sessions.get(name);
    if (!known) {
      const head = chainStart(dev, session, this.#sha256);
      known = { next: 0, head, early: null, begins: 0, signed: 0, holes: new Set(), moved: new Map() };
      this.#sessions.set(name, known);
    }
    return known;
  }

  /** An entry came too early before this one: either those between are missing, or it belongs further on. */
  #settleEarly(session: Session, entry: AuditEntry): void {
    const { early } = session;
    if (!early) return;
    session.early = null;
    if (entry.seq === early.seq + 1) {
      this.#find('missing', { ...early, seq: session.next });
      session.next = early.seq + 1;
      session.head = early.hash;
      return;
    }
    this.#find('moved', { ...early, seq: session.next });
    session.moved.set(early.seq, early.hash);
    session.holes.add(session.next);
    session.next++;
    session.head = null;
    passMoved(session);
  }

  #follow(session: Session, entry: AuditEntry): void {
    if (session.head !== null && entry.hash !== hashOf(entry, session.head, this.#sha256)) this.#find('changed', entry);
    session.next++;
    session.head = entry.hash;
    passMoved(session);
  }

  #find(code: AuditFinding['code'], entry: Pick<AuditEntry, 'dev' | 'session' | 'seq'>): void {
    this.findings.push({ code, row: rowOf(entry) });
  }
}

/** The places of entries that were seen earlier, out of place. */
function passMoved(session: Session): void {
  for (let hash = session.moved.get(session.next); hash !== undefined; hash = session.moved.get(session.next)) {
    session.head = hash;
    session.next++;
  }
}

/** Checks the server's checkpoints of one epoch in their order, against the heads that the entries up to each amount to. */
export class CheckpointCheck {
  readonly findings: AuditFinding[] = [];
  count = 0;
  readonly #sha256: Sha256;
  readonly #known = new Map<string, string>();
  #epoch: string | null = null;
  #next = 0;
  #prev = NO_CHECKPOINT;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  /**
   * @param heads of all devices when it was made; null where they are not known
   * @param isSigned what the signature says; null where the key is not known
   * @param journal the hash of the journal's row it names; null where that is not known
   */
  take(
    checkpoint: Checkpoint,
    heads: ReadonlyMap<DeviceNo, DeviceHead> | null,
    { isSigned, journal }: { readonly isSigned: boolean | null; readonly journal: string | null }
  ): void {
    const row = `checkpoint ${checkpoint.n}`;
    if (checkpoint.epoch !== this.#epoch) {
      this.#epoch = checkpoint.epoch;
      // A part of the chain may begin anywhere; a new life of the server begins at 0 with none before.
      this.#next = this.count === 0 ? checkpoint.n : 0;
      this.#prev = checkpoint.n === 0 || this.count > 0 ? NO_CHECKPOINT : checkpoint.prev;
    }
    if (checkpoint.n !== this.#next || checkpoint.prev !== this.#prev)
      this.findings.push({ code: 'checkpoint-broken', row });
    if (isSigned === false) this.findings.push({ code: 'checkpoint-unsigned', row });
    const isAsWitnessed =
      (!heads || rootOf(heads, this.#sha256) === checkpoint.root) &&
      (journal === null || journal === checkpoint.journal);
    if (!isAsWitnessed) this.findings.push({ code: 'not-as-witnessed', row });
    this.#next = checkpoint.n + 1;
    this.#prev = checkpointHash(checkpoint, this.#sha256);
    this.#known.set(keyOf(checkpoint), this.#prev);
    this.count++;
  }

  /** The same where only a part of the chain is here: what lies outside of it contradicts nothing. */
  witnessPart(seen: Checkpoint): void {
    if (this.#known.has(keyOf(seen))) this.witness(seen);
  }

  /** Compares with what a device was shown [AUD-5]. Only epochs of which something is here: another epoch is another server's word. */
  witness(seen: Checkpoint): void {
    const here = this.#known.get(keyOf(seen));
    if (here === checkpointHash(seen, this.#sha256)) return;
    this.findings.push({ code: 'witness-disagrees', row: `checkpoint ${seen.n}` });
  }
}

function keyOf({ epoch, n }: Checkpoint): string {
  return `${epoch} ${n}`;
}
