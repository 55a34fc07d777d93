import { parseDocId, type DocId } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import type { Instant } from '#domain/time.ts';
import { belongsIn, checkFact } from '#protocol/fact-schemas.ts';
import { onDisk, type Database } from './database.ts';
import { readableRuns } from './runs.ts';
import type { RefusedRow, Settlement } from './schema.ts';
import { openBodies, openBytes } from './sealing.ts';
import type { Settling } from './settling.ts';
import { placeOfRefused } from './places.ts';

/** What the server would not take, as a person reads it [STO-23]. */
export interface RefusedChange {
  readonly id: string;
  readonly doc: DocId;
  /** Null when this build cannot read it. */
  readonly facts: readonly Fact[] | null;
  readonly code: string;
  readonly say: string;
  readonly at: Instant;
  /** It holds to this build's own rules: the server may take it now. */
  readonly canApply: boolean;
  readonly settled: Settlement | null;
}

/** What nobody has dealt with first, then the latest. @param given the rows, where they were read already */
export async function refusedChanges(
  database: Database,
  given?: readonly RefusedRow[]
): Promise<readonly RefusedChange[]> {
  const found = given ?? (await database.refused.toArray());
  const rows = found.toSorted(
    (a, b) => Number(Boolean(a.settled)) - Number(Boolean(b.settled)) || b.at - a.at || b.clock - a.clock
  );
  const opened = await openBodies(database, rows, placeOfRefused);
  return await Promise.all(
    opened.map(async ({ row, body: { say } }) => {
      const { doc, client, clock, code, at, settled = null } = row;
      const facts = await factsOf(database, row);
      return { id: `${client}.${clock} ${doc}`, doc, facts, code, say, at, canApply: isGood(doc, facts), settled };
    })
  );
}

/** The key that an id of `refusedChanges` stands for; null for any other text. */
export function keyOfRefused(id: string): Settling['key'] | null {
  const [, client, clock, doc] = /^(\d+)\.(\d+) (.+)$/.exec(id) ?? [];
  return doc === undefined ? null : [doc, Number(client), Number(clock)];
}

/** The facts to write again; null when it is not there or would be refused again. */
export async function factsToApply(database: Database, key: Settling['key']): Promise<readonly Fact[] | null> {
  const row = await onDisk(database, async () => await database.refused.get([...key]));
  const facts = row ? await factsOf(database, row) : null;
  return isGood(key[0], facts) ? facts : null;
}

function isGood(doc: DocId, facts: readonly Fact[] | null): facts is readonly Fact[] {
  const ref = parseDocId(doc);
  if (!facts || facts.length === 0 || !ref) return false;
  return facts.every((fact) => checkFact(fact).ok && belongsIn(ref, fact));
}

async function factsOf(database: Database, row: RefusedRow): Promise<readonly Fact[] | null> {
  const bytes = await openBytes(database, [...placeOfRefused(row), 'bytes'], row.bytes);
  return (bytes && readableRuns(bytes)?.flatMap(({ facts }) => facts as readonly Fact[])) ?? null; // written by this device
}
