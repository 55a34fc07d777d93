/** One row as the database gives it: numbers, texts, bytes and null. */
export type Columns = Record<string, unknown>;

export type Value = number | string | Uint8Array | null;

/**
 * The tables of the registers: devices, people, codes, notes. [Note: one SQL for two databases] Every statement that goes in here is
 * written in what SQLite and PostgreSQL have in common, with `?` for a value, so that a register is written once. Each
 * is atomic by itself and none spans two calls: what must not interleave is one statement, or is tried again.
 */
export interface Records {
  /** The rows of a query, or those that a change returns (`RETURNING`). */
  ask(sql: string, ...values: readonly Value[]): Promise<readonly Columns[]>;
}
