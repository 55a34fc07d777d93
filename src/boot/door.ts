import type { Instant } from '#domain/time.ts';
import type { SignedIn } from '#protocol/http.ts';

export type User = SignedIn['user'];

/** Who has this device open, and the key its store is sealed with. In memory alone: a reload ends it. */
export interface Opened {
  readonly user: User;
  /** Cannot be read out. */
  readonly key: CryptoKey;
  /** By this device's clock. */
  readonly since: Instant;
}

/** What the tabs of a device tell each other. */
type Word = { readonly say: 'who' } | { readonly say: 'open'; readonly opened: Opened } | { readonly say: 'shut' };

/** The other tabs of a device answer at once, or there are none. */
const ANSWER_MS = 150;

/**
 * Shares an unlocked device among its tabs, without the key ever lying on disk: a tab that opens asks the others [VAU-5]. Who signs in
 * or out in one tab does so in all (BOOT-7).
 *
 * [Note: why not a SharedWorker] It is missing on much of Android, and would hold the key no better: it is one more page in memory.
 */
export interface Door {
  readonly opened: Opened | null;
  /** Asks the other tabs; null when none has this device open. */
  ask(): Promise<Opened | null>;
  open(opened: Opened): void;
  shut(): void;
  close(): void;
}

/** @param changed called when another tab opens or shuts; not for what this one does */
export function openDoor(name: string, changed: () => void): Door {
  const channel = new BroadcastChannel(`${name}-door`);
  let opened: Opened | null = null;
  let answered: ((found: Opened) => void) | null = null;
  const say = (word: Word): void => channel.postMessage(word);

  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data.say === 'who') {
      if (opened) say({ say: 'open', opened });
    } else if (data.say === 'shut') {
      if (!opened) return;
      opened = null;
      changed();
    } else if (answered) answered(data.opened);
    else if (data.opened.since > (opened?.since ?? 0)) {
      opened = data.opened;
      changed();
    }
  };

  return {
    get opened() {
      return opened;
    },
    ask: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => answer(null), ANSWER_MS);
        function answer(found: Opened | null): void {
          clearTimeout(timer);
          answered = null;
          if (found) opened = found;
          resolve(found);
        }
        answered = answer;
        say({ say: 'who' });
      }),
    open: (next) => {
      opened = next;
      say({ say: 'open', opened: next });
    },
    shut: () => {
      opened = null;
      say({ say: 'shut' });
    },
    close: () => channel.close()
  };
}
