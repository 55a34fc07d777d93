import type { DocId } from '#domain/documents.ts';
import type { Fact, NewFact } from '#domain/fact.ts';
import type { ClientId, UserId } from '#domain/ids.ts';
import { nextStamp, type Instant, type Stamp } from '#domain/time.ts';
import type { Run } from '#protocol/update.ts';
import type { Alongside, ReplicaStore } from './replica.ts';

type Parts = ReadonlyMap<DocId, readonly NewFact[]>;
type Seen = Parameters<Parameters<ReplicaStore['append']>[0][number]['runs']>[0];

/** The log on disk is not where this tab left it: a write whose end we never heard landed after all, or a store was lost. */
class LogInDoubt extends Error {}

/**
 * This tab's own logs. It holds its next clock in each document in memory, from 0: each boot writes a chain of its own, so it never
 * waits for another tab. Where the disk disagrees it takes a new boot, and with it new chains, rather than risk one name for two facts.
 */
export class OwnLogs {
  readonly #store: ReplicaStore;
  readonly #newClient: () => Promise<ClientId>;
  readonly #now: () => Instant;
  readonly #clocks = new Map<DocId, number>();
  readonly #clients = new Set<ClientId>();
  #client: ClientId | null = null;
  #last: Stamp = 0;

  constructor(store: ReplicaStore, newClient: () => Promise<ClientId>, now: () => Instant) {
    this.#store = store;
    this.#newClient = newClient;
    this.#now = now;
  }

  /** Whether this tab writes, or has written, under that name. */
  has(client: ClientId): boolean {
    return this.#clients.has(client);
  }

  /** Dates and stores facts; not to be called again before it resolves. */
  async write(by: UserId, parts: Parts, alongside: Alongside): Promise<Map<DocId, Run>> {
    try {
      return await this.#writeAsBooted(by, parts, alongside);
    } catch (error) {
      if (!(error instanceof LogInDoubt)) throw error;
      this.#client = null;
      this.#clocks.clear();
      return await this.#writeAsBooted(by, parts, alongside);
    }
  }

  async #writeAsBooted(by: UserId, parts: Parts, alongside: Alongside): Promise<Map<DocId, Run>> {
    const client = (this.#client ??= await this.#newClient());
    this.#clients.add(client);
    const additions = [...parts].map(([doc, facts]) => ({
      doc,
      unsent: true,
      runs: (seen: Seen): Run[] => {
        const clock = this.#clocks.get(doc) ?? 0;
        if (seen.head(client) !== clock) throw new LogInDoubt();
        return [{ client, clock, facts: this.#dated(facts, by, seen.lastStamp) }];
      }
    }));
    const written = new Map<DocId, Run>();
    const stored = await this.#store.append(additions, alongside);
    for (const { doc, runs } of stored) for (const run of runs) written.set(doc, run);
    // Only now: a write that failed has used no clock.
    for (const [doc, { clock, facts }] of written) this.#clocks.set(doc, clock + facts.length);
    return written;
  }

  #dated(facts: readonly NewFact[], by: UserId, after: Stamp): Fact[] {
    this.#last = Math.max(this.#last, after);
    return facts.map(({ kind, of }) => ({ kind, at: (this.#last = nextStamp(this.#last, this.#now())), by, of }));
  }
}
