import type { CaseId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { SignedIn } from '#protocol/http.ts';
import type { Glass } from './glass.ts';
import type { KnownPin } from '#vault/pins.ts';
import type { StorageKey } from '#vault/storage-key.ts';

export type User = SignedIn['user'];

/** Who has this device open, and the key its store is sealed with. In memory alone: a reload ends it. */
export interface Opened {
  readonly user: User;
  /** Cannot be read out. */
  readonly key: StorageKey;
  /** By this device's clock. */
  readonly since: Instant;
  /** Grows with each change of it: the latest one counts in all tabs. */
  readonly at: number;
  /** Nobody may see or do anything before somebody shows who they are. */
  readonly isLocked: boolean;
  /** Who has signed in since it was opened. */
  readonly people: readonly Known[];
  /** It is in a patient's hands, for these forms alone, until somebody who is known comes back [FORM-11]. */
  readonly handed?: CaseId | null;
  /** Whoever is here did not sign in: they may read, for a while. */
  readonly glass?: Glass;
}

/** Somebody who may come back by PIN as long as the key is in memory. */
export interface Known {
  readonly user: User;
  readonly pin: KnownPin | null;
  /** Wrong tries since they were last let in. */
  readonly wrong: number;
}

/** What the tabs of a device tell each other. */
type Word =
  | { readonly say: 'who' }
  | { readonly say: 'open'; readonly opened: Opened }
  | { readonly say: 'shut'; readonly forget: boolean }
  | { readonly say: 'active' };

/** What another tab did. `forget`: the key is gone from memory, and all that was read with it has to go too. */
export type Heard = 'open' | 'shut' | 'forget' | 'active';

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
  shut(options?: { readonly forget: boolean }): void;
  /** Somebody is there: all tabs are one device. */
  tellActive(): void;
  close(): void;
}

/** A device as somebody opens it with their passphrase. Who was known before still is; a manager lets everybody try again. */
export function admittedTo(
  before: Opened | null,
  { user, key, glass }: Pick<Opened, 'user' | 'key' | 'glass'>,
  now: Instant
): Opened {
  if (glass) {
    const at = Math.max(now, (before?.at ?? 0) + 1);
    return { user, key, since: now, at, isLocked: false, people: before?.people ?? [], glass };
  }
  const isManager = user.role === 'manager';
  const others = (before?.people ?? []).filter((known) => known.user.user !== user.user);
  const pin = before?.people.find((known) => known.user.user === user.user)?.pin ?? null;
  const at = Math.max(now, (before?.at ?? 0) + 1);
  const people = others.map((known) => (isManager ? { ...known, wrong: 0 } : known));
  return { user, key, since: before?.since ?? now, at, isLocked: false, people: [...people, { user, pin, wrong: 0 }] };
}

/**
 * Whether a tab of a build from before keys were changed has this device open: it would take what is sealed with a new one for damage. Such
 * a tab is loaded anew as soon as nobody is in the middle of something there.
 */
export async function hasOldTab(name: string): Promise<boolean> {
  const channel = new BroadcastChannel(`${name}-door`);
  const answer = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), ANSWER_MS);
    channel.onmessage = ({ data }: MessageEvent<Word>) => {
      if (data.say !== 'open' || !((data.opened.key as unknown) instanceof CryptoKey)) return; // as that build has it
      clearTimeout(timer);
      resolve(true);
    };
    channel.postMessage({ say: 'who' } satisfies Word);
  });
  channel.close();
  return answer;
}

/** @param heard called with what another tab does; not with what this one does */
export function openDoor(name: string, heard: (what: Heard) => void): Door {
  const channel = new BroadcastChannel(`${name}-door`);
  let opened: Opened | null = null;
  let answered: ((found: Opened) => void) | null = null;
  const say = (word: Word): void => channel.postMessage(word);

  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    switch (data.say) {
      case 'who':
        if (opened) say({ say: 'open', opened });
        return;
      case 'shut':
        if (!opened) return;
        opened = null;
        return heard(data.forget ? 'forget' : 'shut');
      case 'open':
        if (answered) return answered(data.opened);
        if (data.opened.at <= (opened?.at ?? 0)) return;
        opened = data.opened;
        return heard('open');
      default:
        heard(data.say);
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
    shut: ({ forget } = { forget: false }) => {
      opened = null;
      say({ say: 'shut', forget });
    },
    tellActive: () => say({ say: 'active' }),
    close: () => channel.close()
  };
}
