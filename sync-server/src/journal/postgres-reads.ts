import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DocId } from '#domain/documents.ts';
import type { ClientId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import { joinSections, sectionOf, sectionsBeyond, type Have, type Section } from '#protocol/run-bytes.ts';
import { numbersArray, textArray } from '../postgres/arrays.ts';
import type { Database } from '../postgres/database.ts';
import type { Columns } from '../records/records.ts';
import { digest } from './chain.ts';
import { bytesOf, changeOf, continued, inPrefixes, rowOf, textOf } from './columns.ts';
import type { ChainedRow, ChainReport, ChangePage, Row, StoredDoc } from './journal.ts';
import { decodeSections, encodeSections } from './sections.ts';

/** A document with more loose rows than this is merged into a snapshot, after the answer has gone. */
const LOOSE_ROWS = 256;
const VERIFY_PAGE = 5_000;
/** A page of whole rows, for a backup. */
const ROWS_AT_ONCE = 500;
const BYTES_AT_ONCE = 1024 * 1024;
/** Rows of others read at once for those who listen. */
const NEWS_PAGE = 512;
const MAX_KNOWN_DOCS = 65_536;

const ROW = 'j.seq, d.name, j.device, j.client, j.clock, j.count, j.at, j.bytes';
const ROWS = `SELECT ${ROW} FROM journal j JOIN docs d ON d.id = j.doc`;

/**
 * What some documents hold: a snapshot, and the rows after it. One statement, because it sees one state of the database: between
 * two, another process may merge rows into the snapshot, and they would be in neither.
 */
const PARTS = `
  SELECT s.doc, 0::bigint AS client, 0::bigint AS clock, s.seq, s.bytes, s.sum FROM snapshots s
    WHERE s.doc = ANY($1::bigint[])
  UNION ALL
  SELECT j.doc, j.client, j.clock, j.seq, j.bytes, NULL FROM journal j LEFT JOIN snapshots s ON s.doc = j.doc
    WHERE j.doc = ANY($1::bigint[]) AND j.seq > coalesce(s.seq, 0)
  ORDER BY 1, 2, 3`;
const ALL_ROWS = 'SELECT doc, seq, bytes FROM journal WHERE doc = $1 ORDER BY client, clock';

/** A document put together. `seq`: its newest row in it; `loose`: how many rows were not merged yet. */
interface Parts {
  readonly sections: readonly Section[];
  readonly seq: number;
  readonly loose: number;
}

/** Everything the PostgreSQL journal reads; it writes nothing but snapshots, which can be made again. */
export class PostgresReads {
  readonly #database: Database;
  readonly #merging = new Map<number, Promise<void>>();
  #docs = new Map<DocId, number>();
  #isClosed = false;

  constructor(database: Database) {
    this.#database = database;
  }

  async head(): Promise<number> {
    const [row] = await this.#database.ask('SELECT coalesce(max(seq), 0) AS head FROM journal');
    return Number(row?.['head']);
  }

  async nextClock(doc: DocId, client: ClientId): Promise<number> {
    const sql = `SELECT j.clock + j.count AS next FROM journal j JOIN docs d ON d.id = j.doc
      WHERE d.name = $1 AND j.client = $2 ORDER BY j.clock DESC LIMIT 1`;
    const [row] = await this.#database.ask(sql, doc, client);
    return Number(row?.['next'] ?? 0);
  }

  async clocks(doc: DocId): Promise<Have> {
    const sql = `SELECT j.client, max(j.clock + j.count) AS next FROM journal j JOIN docs d ON d.id = j.doc
      WHERE d.name = $1 GROUP BY j.client`;
    const rows = await this.#database.ask(sql, doc);
    return new Map(rows.map((row) => [Number(row['client']), Number(row['next'])]));
  }

  async written(doc: DocId, client: ClientId, from: number, to: number): Promise<readonly Row[]> {
    const sql = `${ROWS} WHERE d.name = $1 AND j.client = $2 AND j.clock < $3 AND j.clock + j.count > $4 ORDER BY j.clock`;
    return (await this.#database.ask(sql, doc, client, to, from)).map(rowOf);
  }

  async read(doc: DocId, have: Have): Promise<Uint8Array | null> {
    const id = await this.#docId(doc);
    if (id === null) return null;
    const parts = (await this.#parts([id])).get(id);
    const lacking = sectionsBeyond(parts?.sections ?? [], have);
    return lacking.length > 0 ? joinSections(lacking) : null;
  }

  async readSince(doc: DocId, seq: number): Promise<readonly Row[]> {
    return (await this.#database.ask(`${ROWS} WHERE d.name = $1 AND j.seq > $2 ORDER BY j.seq`, doc, seq)).map(rowOf);
  }

  /** Rows after `seq` up to `upTo`, a page of them. */
  async news(seq: number, upTo: number): Promise<readonly Row[]> {
    const sql = `${ROWS} WHERE j.seq > $1 AND j.seq <= $2 ORDER BY j.seq LIMIT ${NEWS_PAGE}`;
    return (await this.#database.ask(sql, seq, upTo)).map(rowOf);
  }

  /** Whole rows after `since`, up to the one that makes it a megabyte. */
  async rows(since: number): Promise<readonly ChainedRow[]> {
    const sql = `SELECT * FROM (
        SELECT page.*, sum(octet_length(page.bytes)) OVER (ORDER BY page.seq) - octet_length(page.bytes) AS before FROM (
          SELECT ${ROW}, j.hash FROM journal j JOIN docs d ON d.id = j.doc WHERE j.seq > $1 ORDER BY j.seq LIMIT ${ROWS_AT_ONCE}
        ) page
      ) counted WHERE before <= ${BYTES_AT_ONCE} ORDER BY seq`;
    return (await this.#database.ask(sql, since)).map((row) => ({ ...rowOf(row), hash: bytesOf(row['hash']) }));
  }

  /** One statement, so that the head is that of the same moment as the rows: no row is between the two. */
  async changes(since: number, limit: number, prefixes: readonly string[] | null): Promise<ChangePage> {
    const where = prefixes === null ? 'true' : inPrefixes(prefixes);
    const sql = `SELECT top.head, page.* FROM (SELECT coalesce(max(seq), 0) AS head FROM journal) top LEFT JOIN LATERAL (
        SELECT j.seq, d.name, j.bytes FROM journal j JOIN docs d ON d.id = j.doc
          WHERE j.seq > $1 AND (${where}) ORDER BY j.seq LIMIT $2
      ) page ON true ORDER BY page.seq`;
    const rows = await this.#database.ask(sql, since, limit);
    const changes = rows.filter((row) => row['seq'] !== null).map(changeOf);
    const last = changes.at(-1)?.seq;
    const more = changes.length === limit;
    return { changes, upTo: more && last !== undefined ? last : Math.max(since, Number(rows[0]?.['head'])), more };
  }

  async documents(after: DocId, limit: number, prefixes: readonly string[] | null): Promise<readonly StoredDoc[]> {
    const where = prefixes === null ? 'true' : inPrefixes(prefixes);
    const names = `SELECT d.id, d.name FROM docs d WHERE d.name > $1 AND (${where}) ORDER BY d.name LIMIT $2`;
    const docs = await this.#database.ask(names, after, limit);
    const parts = await this.#parts(docs.map((row) => Number(row['id'])));
    return docs.map((row) => {
      const { sections = [] } = parts.get(Number(row['id'])) ?? {};
      return { doc: textOf(row['name']), update: joinSections(sections) };
    });
  }

  async existing(docs: readonly DocId[]): Promise<ReadonlySet<DocId>> {
    const rows = await this.#database.ask('SELECT name FROM docs WHERE name = ANY($1::text[])', textArray(docs));
    return new Set(rows.map((row) => textOf(row['name'])));
  }

  async seqBefore(at: Instant): Promise<number> {
    let low = 0;
    let high = await this.head();
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const [row] = await this.#database.ask('SELECT at FROM journal WHERE seq = $1', middle);
      if (row && Number(row['at']) < at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async verify(start: Uint8Array, progress?: (rows: number) => void): Promise<ChainReport> {
    const head = await this.head();
    let previous = start;
    let rows = 0;
    while (rows < head) {
      const sql = `SELECT ${ROW}, j.hash FROM journal j JOIN docs d ON d.id = j.doc
        WHERE j.seq > $1 AND j.seq <= $2 ORDER BY j.seq LIMIT ${VERIFY_PAGE}`;
      const page = await this.#database.ask(sql, rows, head);
      if (page.length === 0) return { rows, head, firstBad: rows + 1 };
      for (const columns of page) {
        const hash = continued(previous, columns, rows + 1);
        if (!hash) return { rows, head, firstBad: rows + 1 };
        previous = hash;
        rows++;
      }
      progress?.(rows);
      await nextTurn();
    }
    return { rows, head, firstBad: null };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#merging.values());
  }

  /** The number that stands for a document in the tables; null when it has no rows. It never changes. */
  async #docId(doc: DocId): Promise<number | null> {
    const known = this.#docs.get(doc);
    if (known !== undefined) return known;
    const [row] = await this.#database.ask('SELECT id FROM docs WHERE name = $1', doc);
    if (!row) return null;
    if (this.#docs.size >= MAX_KNOWN_DOCS) this.#docs = new Map();
    this.#docs.set(doc, Number(row['id']));
    return Number(row['id']);
  }

  async #parts(docs: readonly number[]): Promise<ReadonlyMap<number, Parts>> {
    const rows = await this.#database.ask(PARTS, numbersArray(docs));
    const parts = new Map<number, Parts>();
    for (const [doc, own] of Map.groupBy(rows, (row) => Number(row['doc'])))
      parts.set(doc, await this.#partsOf(doc, own));
    for (const [doc, { loose }] of parts) if (loose > LOOSE_ROWS) this.#mergeSoon(doc);
    return parts;
  }

  async #partsOf(doc: number, rows: readonly Columns[]): Promise<Parts> {
    const seq = newestOf(rows);
    const [first] = rows;
    if (!first || first['sum'] === null) return { seq, sections: rows.map(looseSection), loose: rows.length };
    const bytes = bytesOf(first['bytes']);
    const loose = rows.slice(1);
    if (Buffer.compare(digest(bytes), bytesOf(first['sum'])) === 0)
      return { seq, sections: [...decodeSections(bytes), ...loose.map(looseSection)], loose: loose.length };
    // A damaged snapshot is not served: the rows it was made from are still there.
    const all = await this.#database.ask(ALL_ROWS, doc);
    return { seq: newestOf(all), sections: all.map(looseSection), loose: all.length };
  }

  #mergeSoon(doc: number): void {
    if (this.#merging.has(doc) || this.#isClosed) return;
    const merging = nextTurn()
      .then(() => (this.#isClosed ? undefined : this.#merge(doc)))
      // A full disk, a database that is away: the document is read from its rows, and merged when it is next asked for.
      .catch(() => undefined)
      .finally(() => this.#merging.delete(doc));
    this.#merging.set(doc, merging);
  }

  async #merge(doc: number): Promise<void> {
    const rows = await this.#database.ask(PARTS, numbersArray([doc]));
    const { sections, seq } = await this.#partsOf(doc, rows);
    const bytes = encodeSections(sections);
    // Another process may have merged more of it meanwhile.
    const sql = `INSERT INTO snapshots (doc, seq, bytes, sum) VALUES ($1, $2, $3, $4)
      ON CONFLICT (doc) DO UPDATE SET seq = excluded.seq, bytes = excluded.bytes, sum = excluded.sum
      WHERE snapshots.seq <= excluded.seq`;
    await this.#database.ask(sql, doc, seq, bytes, digest(bytes));
  }
}

function looseSection(row: Columns): Section {
  return sectionOf(bytesOf(row['bytes']));
}

function newestOf(rows: readonly Columns[]): number {
  return rows.reduce((newest, row) => Math.max(newest, Number(row['seq'])), 0);
}
