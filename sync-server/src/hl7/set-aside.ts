import { maskCardNumbers } from '#domain/money/card-guard.ts';
import type { DocId } from '#domain/documents.ts';
import type { FactId } from '#domain/fact.ts';
import type { Instant } from '#domain/time.ts';
import type { Columns, Records } from '../records/records.ts';
import type { AckCode } from './mllp-client.ts';

/** One message of ours that its receiver would not take. Of the message nothing is kept but what it is about: sent again, it says what is so then. */
export interface SetAside {
  /** The message's control id: how it is named here and at the receiver's. */
  readonly control: string;
  readonly seq: number;
  readonly doc: DocId;
  /** The fact it tells of. */
  readonly fact: FactId;
  readonly code: AckCode;
  /** The receiver's own words (MSA-3, ERR-8), cut; empty where it gave none. */
  readonly say: string;
  readonly tries: number;
  readonly at: Instant;
  /** Somebody asked that it be sent again. */
  readonly again: boolean;
}

/** So many wait for a person; then sending waits too, and nothing is passed over. */
export const MAX_SET_ASIDE = 1_000;
const KEY = 'hl7-aside ';
const MAX_WORDS = 200;

/** What the receiver would not take, in the order it happened [MLLP-5]. One note of the clinic each: no two changes meet in one. */
export class SetAsides {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  async all(): Promise<readonly SetAside[]> {
    const rows = await this.#records.ask('SELECT key, value FROM meta WHERE key LIKE ?', `${KEY}%`);
    return rows.map(entryOf).sort((a, b) => a.seq - b.seq || (a.control < b.control ? -1 : 1));
  }

  async count(): Promise<number> {
    const [row] = await this.#records.ask('SELECT count(*) AS n FROM meta WHERE key LIKE ?', `${KEY}%`);
    return Number(row?.['n']);
  }

  async put(entry: SetAside): Promise<void> {
    const sql = 'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value';
    const say = maskCardNumbers(entry.say.replaceAll(/[\p{C}\s]+/gu, ' ').trim()).slice(0, MAX_WORDS);
    await this.#records.ask(sql, `${KEY}${entry.control}`, JSON.stringify({ ...entry, say }));
  }

  /** Asks that one be sent again, or all; answers how many. */
  async askAgain(control: string | null): Promise<number> {
    const asked = (await this.all()).filter((one) => control === null || one.control === control);
    for (const one of asked) await this.put({ ...one, again: true });
    return asked.length;
  }

  /** False when there is none of that name. */
  async remove(control: string): Promise<boolean> {
    return (await this.#records.ask('DELETE FROM meta WHERE key = ? RETURNING key', `${KEY}${control}`)).length > 0;
  }
}

function entryOf(row: Columns): SetAside {
  return JSON.parse(String(row['value'])) as SetAside; // written above
}
