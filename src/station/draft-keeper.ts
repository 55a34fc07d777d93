import { maskCardNumbers } from '#domain/money/card-guard.ts';
import type { Draft } from './rows.ts';
import { StorageFault, type Station } from './station.ts';

/** Keeps one form's draft while it is filled in. */
export interface DraftKeeper {
  /** Writes this soon: one write is under way at a time, and the newest content is always the last written. */
  save(draft: Omit<Draft, 'key' | 'savedAt'>): void;
  /** The form is finished or thrown away: its draft goes, and what is saved later is not kept. */
  drop(): Promise<void>;
  /** Resolves when everything saved so far is on disk. */
  settled(): Promise<void>;
}

/**
 * A draft that follows a form keystroke by keystroke without queueing a write for each. A full disk is told by the status line;
 * the form goes on. Card numbers do not reach the disk, not even here [TEXT-2].
 */
export function draftKeeper(station: Station, key: string): DraftKeeper {
  let next: Omit<Draft, 'key' | 'savedAt'> | null = null;
  let writing: Promise<void> | null = null;
  let dropped = false;

  const write = async (): Promise<void> => {
    while (next) {
      const draft = next;
      next = null;
      try {
        await station.keepDraft({ ...withoutCards(draft), key });
      } catch (error) {
        if (!(error instanceof StorageFault)) throw error;
      }
    }
    writing = null;
  };

  return {
    save(draft) {
      if (dropped) return;
      next = draft;
      writing ??= write();
    },
    async drop() {
      dropped = true;
      next = null;
      await writing;
      await station.dropDraft(key);
    },
    async settled() {
      await writing;
    }
  };
}

/** Every text in it with card numbers hidden but for the last four digits. */
export function withoutCards<Value>(value: Value): Value {
  if (typeof value === 'string') return maskCardNumbers(value) as Value & string;
  if (Array.isArray(value)) return value.map(withoutCards) as Value;
  if (typeof value !== 'object' || value === null) return value;
  // The same keys with values of the same kinds.
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withoutCards(entry)])) as Value;
}
