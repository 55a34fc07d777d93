import type { DocId } from '#domain/documents.ts';
import type { FactId } from '#domain/fact.ts';
import type { ClientId } from '#domain/ids.ts';
import { JournalFault, type Journal } from '../journal/journal.ts';
import { recordedIn } from './writer.ts';

/** The kind of a fact that came with the one that is being checked. @param before that one's place among its own */
export type KindSent = (fact: FactId, before: number) => string | undefined;

interface Sent {
  readonly client: ClientId;
  readonly clock: number;
  readonly facts: readonly unknown[];
}

/**
 * The kinds of facts that are being checked together: what is written and taken back before the server hears of either comes in one
 * update, or in two that come together, and the journal has neither yet [ROLE-6].
 */
export class SentKinds {
  readonly #good: { readonly doc: DocId; readonly part: Sent; readonly count: number }[] = [];

  /** So many of a part's facts are good. */
  add(doc: DocId, part: Sent, count: number): void {
    this.#good.push({ doc, part, count });
  }

  /** Looks a fact up among those that were found good; of the part itself those before the one that is being checked count. */
  kindOf(doc: DocId, own: Sent): KindSent {
    return (id, before) => {
      const [client, clock] = id.split('.').map(Number);
      const all = [...this.#good, { doc, part: own, count: before }];
      for (const { doc: where, part, count } of all) {
        const index = (clock ?? NaN) - part.clock;
        if (where !== doc || part.client !== client || !(index >= 0 && index < count)) continue;
        const { kind } = (part.facts[index] ?? {}) as { readonly kind?: unknown };
        if (typeof kind === 'string') return kind;
      }
      return undefined;
    };
  }
}

/** The kind of a fact that the journal has of a document; null where it has none there, or cannot say. */
export async function kindIn(journal: Pick<Journal, 'written'>, doc: DocId, fact: FactId): Promise<string | null> {
  const [client = NaN, clock = NaN] = fact.split('.').map(Number);
  if (!Number.isSafeInteger(client) || !Number.isSafeInteger(clock)) return null;
  try {
    const rows = await journal.written(doc, client, clock, clock + 1);
    const found = rows.flatMap(({ update }) => recordedIn(update)).find((one) => one.clock === clock);
    return found?.fact.kind ?? null;
  } catch (error) {
    // Then it is not known, and who takes it back needs the verb of the document.
    if (error instanceof JournalFault) return null;
    throw error;
  }
}
