import { getContext, setContext } from 'svelte';

export interface Toast {
  readonly id: number;
  readonly text: string;
  /** Takes back what the text says. */
  readonly undo: (() => void | Promise<void>) | undefined;
  readonly trouble: boolean;
}

export interface NewToast {
  /** What happened, in the past tense: `Gonzalez, Maria is marked arrived.` */
  readonly text: string;
  readonly undo?: () => void | Promise<void>;
  /** Something was refused or failed: stays until it is put away. */
  readonly trouble?: boolean;
}

/** Short messages at the foot of the screen, newest last. */
export interface Toasts {
  readonly all: readonly Toast[];
  show(toast: NewToast): void;
  dismiss(id: number): void;
  /** Runs the newest undo that can still be taken; false when there is none. */
  undoLast(): boolean;
  /** Stops the clock while someone reads or reaches for a button. */
  hold(): void;
  release(): void;
}

const CONTEXT = Symbol('toasts');

/** Undo is offered this long (LOOK.md). */
const SHOWN_MS = 10_000;
const MOST = 4;

export function provideToasts(): Toasts {
  return setContext(CONTEXT, createToasts());
}

export function useToasts(): Toasts {
  return getContext<Toasts>(CONTEXT);
}

export function createToasts(): Toasts {
  let all = $state.raw<readonly Toast[]>([]);
  let last = 0;
  let timers: Record<number, ReturnType<typeof setTimeout>> = {};

  const dismiss = (id: number): void => {
    clearTimeout(timers[id]);
    delete timers[id];
    all = all.filter((toast) => toast.id !== id);
  };
  const start = (toast: Toast): void => {
    if (!toast.trouble) timers[toast.id] = setTimeout(() => dismiss(toast.id), SHOWN_MS);
  };

  return {
    get all() {
      return all;
    },
    show({ text, undo, trouble = false }) {
      const toast: Toast = { id: ++last, text, undo, trouble };
      for (const old of all.slice(0, Math.max(0, all.length + 1 - MOST))) dismiss(old.id);
      all = [...all, toast];
      start(toast);
    },
    dismiss,
    undoLast() {
      const toast = all.findLast(({ undo }) => undo);
      if (!toast) return false;
      dismiss(toast.id);
      void toast.undo?.();
      return true;
    },
    hold() {
      for (const timer of Object.values(timers)) clearTimeout(timer);
      timers = {};
    },
    release() {
      for (const toast of all) if (!(toast.id in timers)) start(toast);
    }
  };
}
