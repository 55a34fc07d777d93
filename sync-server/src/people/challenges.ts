import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Instant } from '#domain/time.ts';
import { digest } from '../journal/chain.ts';
import type { Notes } from '../records/notes.ts';
import type { Records } from '../records/records.ts';

/** A person finds their key, touches it and types its PIN within this; the browser gives up after two minutes. */
export const CHALLENGE_LIFE_MS = 5 * 60_000;
const NONCE = 16;
const TIME = 6;
const MAC = 32;
const KEY = 'challenge-key';

/**
 * Challenges for passkeys [KEY-2]. [Note: why the server keeps none] Anyone may ask for one, and asking must cost a stranger's server
 * nothing: so a challenge carries its own end and what it is for, under a secret of the clinic's. What is kept is which ones were
 * used, and only someone with a passkey uses one.
 */
export class Challenges {
  readonly #records: Records;
  readonly #notes: Notes;
  readonly #now: () => Instant;

  constructor(records: Records, notes: Notes, now: () => Instant) {
    this.#records = records;
    this.#notes = notes;
    this.#now = now;
  }

  /** @param purpose what it is good for, and for whom */
  async issue(purpose: string): Promise<string> {
    const head = Buffer.alloc(NONCE + TIME);
    randomBytes(NONCE).copy(head);
    head.writeUIntBE(this.#now() + CHALLENGE_LIFE_MS, NONCE, TIME);
    return Buffer.concat([head, await this.#mac(purpose, head)]).toString('base64url');
  }

  /** Whether it is one of ours, for this purpose, and not over. */
  async isGood(challenge: string, purpose: string): Promise<boolean> {
    const bytes = Buffer.from(challenge, 'base64url');
    if (bytes.length !== NONCE + TIME + MAC) return false;
    const head = bytes.subarray(0, NONCE + TIME);
    const isOurs = timingSafeEqual(bytes.subarray(NONCE + TIME), await this.#mac(purpose, head));
    return isOurs && this.#now() < head.readUIntBE(NONCE, TIME);
  }

  /** Uses it up. False when it was used before; of two at the same moment one is told so. */
  async use(challenge: string): Promise<boolean> {
    await this.#records.ask('DELETE FROM used_challenges WHERE expires_at <= ?', this.#now());
    const sql = `INSERT INTO used_challenges (hash, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING expires_at`;
    // The same bytes can be written in two ways; what counts is the bytes.
    const hash = digest(Buffer.from(challenge, 'base64url'));
    return (await this.#records.ask(sql, hash, this.#now() + CHALLENGE_LIFE_MS)).length > 0;
  }

  /** Who a passkey says it is of: nothing to anybody else, and the same each time, so that an authenticator keeps one a person. */
  async handleOf(user: string): Promise<string> {
    return createHmac('sha256', await this.#key())
      .update(`handle ${user}`)
      .digest('base64url');
  }

  async #mac(purpose: string, head: Buffer): Promise<Buffer> {
    return createHmac('sha256', await this.#key())
      .update(`challenge ${purpose}\n`)
      .update(head)
      .digest();
  }

  async #key(): Promise<Buffer> {
    const fresh = randomBytes(32).toString('base64url');
    return Buffer.from((await this.#notes.read(KEY)) ?? (await this.#notes.claim(KEY, fresh)), 'base64url');
  }
}
