import type { DocId } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { Instant } from '#domain/time.ts';
import type { RefusedChange } from './rows.ts';
import type { SyncStatus } from './station.ts';

interface Statuses {
  set(part: Partial<SyncStatus>): void;
}

/** A change as a test has it refused. */
export type NewRefusal = Omit<RefusedChange, 'settled' | 'canApply'> & { readonly canApply?: boolean };

/** What the server would not take, in memory: the same answers as `src/storage/settling.ts`. */
export function memoryRefusals(
  statuses: Statuses,
  record: (command: string, doc: DocId, facts: readonly NewFact[]) => void,
  note: () => { readonly by: string; readonly at: Instant }
) {
  let changes: readonly RefusedChange[] = [];

  function set(next: readonly RefusedChange[]): void {
    changes = next;
    const open = changes.filter(({ settled }) => settled === null);
    statuses.set({ refused: open.map(({ doc, code, say }) => ({ doc, code, say })) });
  }

  return {
    all: () => changes.toSorted((a, b) => Number(a.settled !== null) - Number(b.settled !== null) || b.at - a.at),
    add: (change: NewRefusal) => set([...changes, { canApply: true, ...change, settled: null }]),
    settle: (command: string, id: string, how: 'applied' | 'discarded' | null): boolean => {
      const change = changes.find((one) => one.id === id);
      const isOver = how === null ? change?.settled?.how !== 'discarded' : change?.settled !== null;
      if (!change || isOver || (how === 'applied' && !change.canApply)) return false;
      if (how === 'applied') {
        const facts = (change.facts ?? []).map(({ kind, of }) => ({ kind, of }));
        record(command, change.doc, facts);
      }
      set(changes.map((one) => (one === change ? { ...one, settled: how && { how, ...note() } } : one)));
      return true;
    }
  };
}
