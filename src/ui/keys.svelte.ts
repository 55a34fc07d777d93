import { getContext, onDestroy, setContext } from 'svelte';
import { isTyping } from './roving.ts';

/** One key of the screen. `?` lists all that are in force, by group, in the order they were named. */
export interface KeyBinding {
  /** `j`, `Enter`, `Ctrl K`, `F2`, `Shift Delete`: modifiers first, letters as typed. */
  readonly keys: string;
  readonly label: string;
  readonly run: (event: KeyboardEvent) => void;
  /** Also while someone types into a field; for Ctrl combinations and F-keys. */
  readonly whileTyping?: boolean;
  /** Left out of the list of keys, for twins (`j` beside `ArrowDown`). */
  readonly silent?: boolean;
  /** False lets the key go by. */
  readonly when?: () => boolean;
  /** False lets it go by, and it is not listed: not theirs to press. */
  readonly offered?: () => boolean;
}

interface Group {
  readonly name: string;
  readonly bindings: readonly KeyBinding[];
}

/** The keys in force on a surface: the newest group that has a key gets it. */
export interface Keys {
  /** Shell first, then whatever the screen added. */
  readonly groups: readonly Group[];
  add(name: string, bindings: readonly KeyBinding[]): () => void;
  /** Give this the window's keydown events. */
  handle(event: KeyboardEvent): void;
}

const CONTEXT = Symbol('keys');

/** Makes the register of keys for a surface. Its shell listens once, on the window, and passes each event to `handle`. */
export function provideKeys(): Keys {
  let groups = $state.raw<readonly Group[]>([]);
  // While a component is taken down Svelte shows it state as it was before: what the next screen has just added would be lost.
  let inForce: readonly Group[] = [];
  const keep = (next: readonly Group[]): void => void (groups = inForce = next);
  const keys: Keys = {
    get groups() {
      return groups;
    },
    add(name, bindings) {
      const group = { name, bindings };
      keep([...inForce, group]);
      return () => keep(inForce.filter((other) => other !== group));
    },
    handle(event) {
      if (event.defaultPrevented || event.isComposing || document.querySelector('dialog:modal')) return;
      for (const { bindings } of groups.toReversed()) if (isHandled(bindings, event)) return;
    }
  };
  return setContext(CONTEXT, keys);
}

/** Puts keys in force for as long as the calling component lives. */
export function useKeys(name: string, bindings: readonly KeyBinding[]): void {
  const keys = getContext<Keys | undefined>(CONTEXT);
  if (keys) onDestroy(keys.add(name, bindings));
}

/**
 * Keys of what lies in a dialog, where those of the screen behind it rest: an attachment for an element in it. The innermost has a key first.
 */
export function keysWithin(bindings: readonly KeyBinding[]): (element: HTMLElement) => () => void {
  return (element) => {
    const dialog = element.closest('dialog') ?? element;
    const listen = (event: KeyboardEvent): void => {
      if (!event.defaultPrevented && !event.isComposing) isHandled(bindings, event);
    };
    dialog.addEventListener('keydown', listen);
    return () => dialog.removeEventListener('keydown', listen);
  };
}

/** Whether a group has the key that was pressed; it is then done, unless somebody types. */
function isHandled(bindings: readonly KeyBinding[], event: KeyboardEvent): boolean {
  const pressed = nameOf(event);
  const found = bindings.find(
    ({ keys: key, when, offered }) => key === pressed && (offered?.() ?? true) && (when?.() ?? true)
  );
  if (!found) return false;
  if (isTyping(event.target) && !found.whileTyping) return true;
  event.preventDefault();
  found.run(event);
  return true;
}

/** `Ctrl K` for a press of K with Control or Command. Shift counts only where it does not already make another character. */
function nameOf(event: KeyboardEvent): string {
  const named = event.key.length > 1;
  const key = event.key === ' ' ? 'Space' : event.key;
  const parts = [
    event.ctrlKey || event.metaKey ? 'Ctrl' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey && (named || event.ctrlKey) ? 'Shift' : '',
    event.ctrlKey || event.metaKey || event.altKey ? key.toUpperCase().replace(/^(.{2,})$/, () => key) : key
  ];
  return parts.filter(Boolean).join(' ');
}
