import type { DocId } from '#domain/documents.ts';
import type { Fact, NewFact, Recorded } from '#domain/fact.ts';
import type { ClientId, UserId } from '#domain/ids.ts';
import type { Instant, Stamp } from '#domain/time.ts';
import { BadUpdate, decodeRuns, encodeRun, type Run } from '#protocol/update.ts';
import { OwnLogs } from './own-logs.ts';

/** What the replica asks of the disk; `src/storage/store.ts` is it. */
export interface ReplicaStore {
  append(
    additions: readonly {
      readonly doc: DocId;
      readonly unsent: boolean;
      runs(seen: { readonly lastStamp: Stamp; head(client: ClientId): number }): readonly Run[];
    }[],
    alongside?: Alongside & { readonly strange?: readonly Foreign[] }
  ): Promise<readonly { readonly doc: DocId; readonly runs: readonly Run[]; readonly gap: boolean }[]>;
}

/** What goes into the same transaction as an update: how far the feed has come. */
export interface Alongside {
  readonly meta?: readonly { readonly key: string; readonly value: unknown }[];
  /** The refused change that is written here once more. */
  readonly settling?: Settling;
}

/** Which refused change a person has dealt with, and how; `src/storage/settling.ts` writes it. */
export interface Settling {
  readonly key: readonly [doc: DocId, client: ClientId, clock: number];
  readonly settled: { readonly how: 'applied' | 'discarded'; readonly by: UserId; readonly at: Instant } | null;
}

/** Facts on this device's disk: what is live is told of them, and the outbox. */
export interface Stored {
  readonly doc: DocId;
  readonly update: Uint8Array;
  /** How many facts it has. */
  readonly facts: number;
  readonly origin: 'here' | 'elsewhere';
}

export interface Foreign {
  readonly doc: DocId;
  readonly update: Uint8Array;
}

export interface ReplicaOptions {
  readonly store: ReplicaStore;
  /** Counts the boot on disk and gives its client id: called before the first write, and whenever a log is in doubt. */
  readonly newClient: () => Promise<ClientId>;
  readonly now: () => Instant;
}

/** One door in for local work, one for foreign work, one out (DESIGN.md §4). One replica a tab. */
export interface Replica {
  /** Dates, signs and stores facts, of one or several documents: all of them, or none. Resolves when they are on disk. */
  record(
    by: UserId,
    parts: readonly { readonly doc: DocId; readonly facts: readonly NewFact[] }[],
    alongside?: Pick<Alongside, 'settling'>
  ): Promise<readonly Recorded[]>;
  /**
   * Stores updates of other devices. Those that came before are passed over; those that cannot be read are kept as they are.
   * Answers the documents that miss something.
   */
  merge(updates: readonly Foreign[], alongside?: Alongside): Promise<readonly DocId[]>;
  /** Whether a client is this tab's own. */
  isOwn(client: ClientId): boolean;
  /** After the disk has it. Returns the way to stop. */
  onUpdate(listener: (stored: Stored) => void): () => void;
}

export function createReplica({ store, newClient, now }: ReplicaOptions): Replica {
  const listeners = new Set<(stored: Stored) => void>();
  const own = new OwnLogs(store, newClient, now);
  let queue: Promise<unknown> = Promise.resolve();

  /** Local writes follow one another, so that each has its clock. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  }

  function tell(stored: Stored): void {
    for (const listener of listeners) listener(stored);
  }

  return {
    record: (by, parts, alongside = {}) =>
      inTurn(async () => {
        const grouped = groupedByDoc(parts);
        if (grouped.size === 0) return [];
        const written = await own.write(by, grouped, alongside);
        for (const [doc, run] of written)
          tell({ doc, update: encodeRun(run), facts: run.facts.length, origin: 'here' });
        return inOrderGiven(parts, written);
      }),
    merge: async (updates, alongside = {}) => {
      const { runs, strange } = read(updates);
      const additions = [...runs].map(([doc, all]) => ({ doc, unsent: false, runs: () => all }));
      const stored = await store.append(additions, { ...alongside, strange });
      for (const { doc, runs: fresh } of stored) {
        for (const run of fresh) tell({ doc, update: encodeRun(run), facts: run.facts.length, origin: 'elsewhere' });
      }
      return stored.filter(({ gap }) => gap).map(({ doc }) => doc);
    },
    isOwn: (client) => own.has(client),
    onUpdate: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }
  };
}

function read(updates: readonly Foreign[]): { runs: Map<DocId, Run[]>; strange: Foreign[] } {
  const runs = new Map<DocId, Run[]>();
  const strange: Foreign[] = [];
  for (const { doc, update } of updates) {
    try {
      const decoded = decodeRuns(update);
      const known = runs.get(doc);
      if (known) known.push(...decoded);
      else runs.set(doc, decoded);
    } catch (error) {
      if (!(error instanceof BadUpdate)) throw error;
      strange.push({ doc, update });
    }
  }
  return { runs, strange };
}

function groupedByDoc(
  parts: readonly { readonly doc: DocId; readonly facts: readonly NewFact[] }[]
): Map<DocId, readonly NewFact[]> {
  const grouped = new Map<DocId, readonly NewFact[]>();
  for (const { doc, facts } of parts) {
    if (facts.length > 0) grouped.set(doc, [...(grouped.get(doc) ?? []), ...facts]);
  }
  return grouped;
}

function inOrderGiven(
  parts: readonly { readonly doc: DocId; readonly facts: readonly NewFact[] }[],
  written: ReadonlyMap<DocId, Run>
): Recorded[] {
  const taken = new Map<DocId, number>();
  return parts.flatMap(({ doc, facts }) => {
    const run = written.get(doc);
    if (!run) return [];
    const from = taken.get(doc) ?? 0;
    taken.set(doc, from + facts.length);
    return run.facts.slice(from, from + facts.length).map((fact, index) => ({
      client: run.client,
      clock: run.clock + from + index,
      fact: fact as Fact // dated above
    }));
  });
}
