import type { DocId } from '#domain/documents.ts';
import type { Instant } from '#domain/time.ts';
import { append, type Addition, type Alongside, type Appended } from './append.ts';
import { onDisk, type Database } from './database.ts';
import { createLogs, type Logs } from './logs.ts';
import { readRawDoc, updatesIn } from './raw-doc.ts';
import { createTurns } from './turns.ts';

/** The way to write facts to disk, and to read a document back as Yjs updates. All of it may throw `DiskFault`. */
export interface Store {
  readonly database: Database;
  readonly logs: Logs;
  append(additions: readonly Addition[], alongside?: Alongside): Promise<readonly Appended[]>;
  /** Every run of a document, in an order in which each follows on what came before. */
  updatesOf(doc: DocId): Promise<readonly Uint8Array[]>;
}

export function createStore(database: Database, { now }: { now: () => Instant }): Store {
  const logs = createLogs(database);
  const inTurn = createTurns();

  async function appendNow(additions: readonly Addition[], alongside: Alongside): Promise<readonly Appended[]> {
    const tried: Appended[] = [];
    return await onDisk(
      database,
      async () => await append(database, logs, additions, { now: now(), alongside, tried })
    );
  }

  return {
    database,
    logs,
    append: (additions, alongside = {}) =>
      inTurn(
        () => appendNow(additions, alongside),
        additions.some(({ unsent }) => unsent)
      ),
    updatesOf: async (doc) => await onDisk(database, async () => updatesIn(await readRawDoc(database, doc)))
  };
}
