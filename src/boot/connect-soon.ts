import type { DocId } from '#domain/documents.ts';
import type { Connected, ConnectOptions } from './connect.ts';
import type { Writing } from './writing-soon.ts';

/** After a part of the app could not be fetched: no network, and nothing in the cache yet. */
const TRY_AGAIN_MS = 5_000;

interface Wanted {
  readonly doc: DocId;
  letGo: (() => void) | null;
}

/**
 * Joins the server once the first screen is shown and that half of the app is here. What is on this device needs none of it (Yjs, the
 * socket and the rest of sync are a fifth of the app's JavaScript), so the day is on screen before it is fetched.
 */
export function connectSoon(
  options: Omit<ConnectOptions, keyof Writing>,
  { shown, writing }: { readonly shown: Promise<void>; readonly writing: () => Promise<Writing> }
): Connected {
  const wanted = new Set<Wanted>();
  let connected: Connected | null = null;
  let isClosed = false;
  let isHeld = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(): Promise<void> {
    if (isClosed) return;
    try {
      const [{ connect }, { store, replica }] = await Promise.all([import('./connect.ts'), writing()]);
      if (isClosed) return;
      connected = connect({ ...options, store, replica });
      connected.holdFirstSync(isHeld);
      for (const one of wanted) one.letGo = connected.open(one.doc);
    } catch (error) {
      console.error(error);
      if (!isClosed) timer = setTimeout(() => void load(), TRY_AGAIN_MS);
    }
  }

  void shown.then(load);
  return {
    open: (doc) => {
      if (connected) return connected.open(doc);
      const one: Wanted = { doc, letGo: null };
      wanted.add(one);
      return () => {
        wanted.delete(one);
        one.letGo?.();
      };
    },
    // Not joined yet: it will be in a moment, and then sends everything.
    sendAgain: () => connected?.sendAgain(),
    holdFirstSync: (held) => {
      isHeld = held;
      connected?.holdFirstSync(held);
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      connected?.close();
    }
  };
}
