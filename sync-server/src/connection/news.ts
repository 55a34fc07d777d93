import { joinSections, sectionOf } from '#protocol/run-bytes.ts';
import { encodeUpdate } from '#protocol/sync-messages.ts';
import type { Row } from '../journal/journal.ts';

/** What one commit brought to one document, as its readers are told: one update, made once for all who wrote none of it. */
export class News {
  readonly rows: readonly Row[];
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly #origins: ReadonlySet<object>;
  #forReaders: Uint8Array | null = null;

  /** @param rows of one document, in the journal's order; at least one */
  constructor(rows: readonly Row[]) {
    this.rows = rows;
    this.firstSeq = rows[0]?.seq ?? 0;
    this.lastSeq = rows.at(-1)?.seq ?? 0;
    this.#origins = new Set(rows.flatMap(({ origin }) => origin ?? []));
  }

  /** The message for one reader; null when it wrote all of it itself. */
  for(reader: object): Uint8Array | null {
    if (!this.#origins.has(reader)) return (this.#forReaders ??= messageOf(this.rows));
    // Of a writer whose facts came partly by another connection all are told: no reader gets a row without those before it.
    const others = new Set(this.rows.flatMap(({ client, origin }) => (origin === reader ? [] : client)));
    const rows = this.rows.filter(({ client }) => others.has(client));
    return rows.length > 0 ? messageOf(rows) : null;
  }
}

export function messageOf(rows: readonly Row[]): Uint8Array {
  const [first] = rows;
  const update = first && rows.length === 1 ? first.update : joinSections(rows.map(({ update }) => sectionOf(update)));
  return encodeUpdate(update);
}
