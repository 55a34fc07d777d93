import type { Records } from './records.ts';

/** Small named texts of the clinic: what a demonstration offers, the key of the arrivals. */
export class Notes {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  async read(key: string): Promise<string | null> {
    const [row] = await this.#records.ask('SELECT value FROM meta WHERE key = ?', key);
    return typeof row?.['value'] === 'string' ? row['value'] : null;
  }

  async write(key: string, value: string): Promise<void> {
    const sql = 'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value';
    await this.#records.ask(sql, key, value);
  }

  /** What is there under this key, the given value when nothing was: processes that start together agree on one. */
  async claim(key: string, value: string): Promise<string> {
    await this.#records.ask('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING', key, value);
    return (await this.read(key)) ?? value;
  }
}
