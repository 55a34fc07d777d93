import { isVoid, type Recorded } from '../fact.ts';
import { deviceOf, type DeviceNo, type UserId } from '../ids.ts';
import type { Instant, Stamp } from '../time.ts';
import type { AuditFact, AuditNote, AuditNoted } from './audit-facts.ts';
import type { Sha256 } from './sha256.ts';

/** One entry of the access log, with its writer: what a fact `audit/noted` and its place say together. Hashes are hexadecimal. */
export interface AuditEntry {
  readonly dev: DeviceNo;
  readonly session: string;
  readonly seq: number;
  readonly hlc: Stamp;
  readonly wall: Instant;
  readonly user: UserId;
  readonly action: string;
  readonly refs: readonly string[];
  readonly reason: string;
  readonly fields: readonly string[];
  readonly verdict: 'done' | 'denied';
  readonly after: EntryName | null;
  readonly hash: string;
}

/** One entry of a device by its place and its hash: `<session>/<seq>/<hash>`. */
export type EntryName = `${string}/${number}/${string}`;

/** An entry before it has its hash. */
export type UnhashedEntry = Omit<AuditEntry, 'hash'>;

/** Where a session's chain begins: a hash no entry has. */
export function chainStart(dev: DeviceNo, session: string, sha256: Sha256): string {
  return sha256(`anteroom audit ${dev} ${session}`);
}

/** The bytes an entry's hash is taken over, after the hash before it: one JSON list, in ASCII, in this order for ever [AUD-2]. */
export function canonical(entry: UnhashedEntry): string {
  const { dev, session, seq, hlc, wall, user, action, refs, reason, fields, verdict, after } = entry;
  return ascii(JSON.stringify([1, dev, session, seq, hlc, wall, user, action, refs, reason, fields, verdict, after]));
}

/** The hash of an entry: SHA-256 over the one before it and its canonical bytes. */
export function hashOf(entry: UnhashedEntry, prev: string, sha256: Sha256): string {
  return sha256(prev + canonical(entry));
}

/** The chain of one session while it is written: each note becomes the next entry. */
export interface ChainWriter {
  readonly head: string;
  /** Entries so far. */
  readonly length: number;
  extend(note: AuditNote, at: { readonly hlc: Stamp; readonly wall: Instant; readonly user: UserId }): AuditEntry;
}

/** @param after the last entry this device wrote in another session, where it is known */
export function chainWriter(dev: DeviceNo, session: string, after: EntryName | null, sha256: Sha256): ChainWriter {
  let head = chainStart(dev, session, sha256);
  let length = 0;
  return {
    get head() {
      return head;
    },
    get length() {
      return length;
    },
    extend({ action, refs, reason = '', fields = [], verdict = 'done' }, { hlc, wall, user }) {
      const place = { dev, session, seq: length, hlc, wall, user, after: length === 0 ? after : null };
      const entry = { ...place, action, refs: [...refs], reason, fields: [...fields], verdict };
      head = hashOf(entry, head, sha256);
      length++;
      return { ...entry, hash: head };
    }
  };
}

/** What an entry's fact carries; its writer and the device follow from the fact and its place. */
export function notedOf(entry: AuditEntry): AuditNoted {
  const { session, seq, hlc, wall, action, refs, reason, fields, verdict, after, hash } = entry;
  const noted = { session, seq, hlc, wall, action, refs, reason, fields, verdict, hash: bytesOfHex(hash) };
  return after === null ? noted : { ...noted, after: { ...partsOf(after), hash: bytesOfHex(partsOf(after).hash) } };
}

export function nameOf({ session, seq, hash }: Pick<AuditEntry, 'session' | 'seq' | 'hash'>): EntryName {
  return `${session}/${seq}/${hash}`;
}

export function partsOf(name: EntryName): { readonly session: string; readonly seq: number; readonly hash: string } {
  const [session = '', seq, hash = ''] = name.split('/');
  return { session, seq: Number(seq), hash };
}

/** The entries among the facts of an audit document, in the order given. */
export function entriesIn(facts: Iterable<Recorded>): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (const recorded of facts) {
    const fact = recorded.fact as AuditFact; // an unknown kind from a newer version is passed over
    if (isVoid(recorded.fact) || fact.kind !== 'audit/noted') continue;
    const { session, seq, hlc, wall, action, refs, reason, fields, verdict, after, hash } = fact.of;
    const said = { session, seq, hlc, wall, action, refs, reason, fields, verdict };
    const writer = { dev: deviceOf(recorded.client), user: fact.by };
    entries.push({
      ...writer,
      ...said,
      after: after ? nameOf({ ...after, hash: hexOf(after.hash) }) : null,
      hash: hexOf(hash)
    });
  }
  return entries;
}

/** A device's signature over a session's chain up to and with the entry `seq`. */
export interface SignedHead {
  readonly dev: DeviceNo;
  readonly session: string;
  readonly seq: number;
  readonly signature: string;
}

/** The signatures among the facts of an audit document, each with how many entries come before it there. */
export function signaturesIn(facts: Iterable<Recorded>): (SignedHead & { readonly after: number })[] {
  const signed: (SignedHead & { readonly after: number })[] = [];
  let after = 0;
  for (const recorded of facts) {
    const fact = recorded.fact as AuditFact; // an unknown kind from a newer version is passed over
    if (isVoid(recorded.fact)) continue;
    if (fact.kind === 'audit/noted') after++;
    if (fact.kind !== 'audit/signed') continue;
    const { session, seq, signature } = fact.of;
    signed.push({ dev: deviceOf(recorded.client), session, seq, signature: hexOf(signature), after });
  }
  return signed;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function hexOf(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += HEX[byte] ?? '';
  return hex;
}

export function bytesOfHex(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(hex.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}

/** The text a device signs of its chain [AUD-9]. */
export function chainHeadText(
  { dev, session, seq }: Pick<AuditEntry, 'dev' | 'session' | 'seq'>,
  head: string
): string {
  return `anteroom audit head 1\n${dev} ${session} ${seq} ${head}`;
}

/** The same text with every character beyond ASCII written as JSON escapes. */
export function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
