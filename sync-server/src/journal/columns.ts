import type { Columns } from '../records/records.ts';
import { chained } from './chain.ts';
import type { Change, Row } from './journal.ts';

/** The row's hash when the row is the one of that number and continues the chain; null when it was damaged. */
export function continued(previous: Uint8Array, columns: Columns, seq: number): Uint8Array | null {
  try {
    const row = rowOf(columns);
    const hash = bytesOf(columns['hash']);
    return row.seq === seq && Buffer.compare(chained(previous, row), hash) === 0 ? hash : null;
  } catch {
    return null; // a column that is not even of its type
  }
}

/** A condition on `d.name`. Prefixes are ours (audience.ts), never text from outside; quoted all the same. */
export function inPrefixes(prefixes: readonly string[]): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const terms = prefixes.map((prefix) =>
    prefix.endsWith('/')
      ? `(d.name > ${quoted(prefix)} AND d.name < ${quoted(`${prefix}~`)})`
      : `d.name = ${quoted(prefix)}`
  );
  return terms.length > 0 ? terms.join(' OR ') : 'false';
}

export function rowOf(columns: Columns): Row {
  return {
    seq: Number(columns['seq']),
    doc: textOf(columns['name']),
    device: Number(columns['device']),
    client: Number(columns['client']),
    clock: Number(columns['clock']),
    count: Number(columns['count']),
    at: Number(columns['at']),
    update: bytesOf(columns['bytes'])
  };
}

export function changeOf(columns: Columns): Change {
  return { seq: Number(columns['seq']), doc: textOf(columns['name']), update: bytesOf(columns['bytes']) };
}

export function textOf(column: unknown): string {
  if (typeof column !== 'string') throw new TypeError('the column is not text');
  return column;
}

export function bytesOf(column: unknown): Uint8Array {
  if (!(column instanceof Uint8Array)) throw new TypeError('the column has no bytes');
  return column;
}
