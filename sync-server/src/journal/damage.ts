import type { DocId } from '#domain/documents.ts';
import type { ClientId } from '#domain/ids.ts';
import { decodeRuns, encodeRun, type Run } from '#protocol/update.ts';
import type { Entry } from './journal.ts';

/** A row of the journal whose bytes are not those its hash was made of. What is in the index is right. */
export interface BadRow {
  readonly seq: number;
  readonly doc: DocId;
  readonly client: ClientId;
  readonly clock: number;
  readonly count: number;
}

/** What came of an entry for a damaged document. */
export type Mending =
  /** Good to compare and go on from: all before `have` is sound again, or never was damaged. */
  | { readonly type: 'have'; readonly have: number }
  /** Part of a row; the rest is to come. */
  | { readonly type: 'part'; readonly seq: number }
  /** Nothing new is taken while the document is damaged, or this is not what was damaged. */
  | { readonly type: 'no' };

/**
 * The documents that are damaged, and how they are mended: their writers send again what they wrote, and what makes the same hash
 * as the row had is that row [JRN-12]. Nothing else is taken in its place, so a mended journal is the journal as it was.
 */
export class Damage {
  readonly #byDoc: Map<DocId, BadRow[]>;
  /** What was sent again so far and does not make a whole row yet. */
  readonly #parts = new Map<string, { clock: number; facts: unknown[] }>();

  constructor(rows: readonly BadRow[]) {
    this.#byDoc = Map.groupBy(
      rows.toSorted((a, b) => a.clock - b.clock),
      ({ doc }) => doc
    );
  }

  get size(): number {
    return this.#byDoc.size;
  }

  has(doc: DocId): boolean {
    return this.#byDoc.size > 0 && this.#byDoc.has(doc);
  }

  rows(): readonly BadRow[] {
    return [...this.#byDoc.values()].flat();
  }

  of(doc: DocId): readonly BadRow[] {
    return this.#byDoc.get(doc) ?? [];
  }

  /**
   * @param next the clock after all rows of this writer
   * @param put writes the bytes in the row's place when they make its hash; says whether they did
   */
  take(entry: Entry, next: number, put: (row: BadRow, update: Uint8Array) => boolean): Mending {
    const { doc, client, clock } = entry;
    const end = clock + entry.count;
    const own = this.of(doc).filter((row) => row.client === client);
    const first = own.find((row) => row.clock + row.count > clock);
    if (!first) {
      const earlier = own[0];
      if (earlier) return { type: 'have', have: earlier.clock };
      return clock < next ? { type: 'have', have: next } : { type: 'no' };
    }
    if (first.clock > clock) return { type: 'have', have: first.clock };
    const part = this.#joined(entry);
    if (part.clock > first.clock) return { type: 'have', have: first.clock };
    if (end < first.clock + first.count) return { type: 'part', seq: first.seq };
    const facts = part.facts.slice(first.clock - part.clock, first.clock + first.count - part.clock);
    const isMended = put(first, encodeRun({ client, clock: first.clock, facts }));
    if (!isMended) {
      this.#parts.delete(keyOf(entry));
      return { type: 'no' };
    }
    this.#remove(first);
    return { type: 'have', have: own.find((row) => row !== first && row.clock > clock)?.clock ?? next };
  }

  #joined(entry: Entry): { clock: number; facts: unknown[] } {
    const key = keyOf(entry);
    const run = runOf(entry);
    const held = this.#parts.get(key);
    const follows = held && held.clock <= run.clock && run.clock <= held.clock + held.facts.length;
    const part = follows
      ? { clock: held.clock, facts: [...held.facts.slice(0, run.clock - held.clock), ...run.facts] }
      : { clock: run.clock, facts: [...run.facts] };
    this.#parts.set(key, part);
    return part;
  }

  #remove(row: BadRow): void {
    const left = this.of(row.doc).filter((other) => other !== row);
    if (left.length > 0) this.#byDoc.set(row.doc, left);
    else this.#byDoc.delete(row.doc);
    if (!left.some(({ client }) => client === row.client)) this.#parts.delete(keyOf(row));
  }
}

function keyOf({ doc, client }: { readonly doc: DocId; readonly client: ClientId }): string {
  return `${client} ${doc}`;
}

/** An entry is one run (journal.ts), whose facts are asked for one by one here alone. */
function runOf({ client, clock, update }: Entry): Run {
  return { client, clock, facts: decodeRuns(update).flatMap(({ facts }) => facts) };
}
