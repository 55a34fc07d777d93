import type { Attachment } from 'svelte/attachments';

interface RovingOptions {
  /** Also `j` and `k`, for lists without a field to type into. */
  readonly letters?: boolean;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
const LETTERS: Readonly<Record<string, number>> = { j: 1, k: -1 };

/**
 * Moves focus among the `[data-row]` elements inside by the arrow keys, Home and End. A row says by its own `onfocus` that it
 * is chosen, and gives one row `tabindex=0`, so that Tab enters the list once and leaves it once.
 */
export function rovingRows({ letters = false }: RovingOptions = {}): Attachment<HTMLElement> {
  return (list) => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      const step = STEPS[event.key] ?? (letters ? LETTERS[event.key] : undefined);
      const rows = [...list.querySelectorAll<HTMLElement>('[data-row]:not(:disabled)')];
      const now = rows.findIndex((row) => row.contains(document.activeElement));
      const next =
        event.key === 'Home' ? 0 : event.key === 'End' ? rows.length - 1 : step === undefined ? null : now + step;
      if (next === null) return;
      event.preventDefault();
      rows[Math.min(rows.length - 1, Math.max(0, next))]?.focus();
    };
    list.addEventListener('keydown', onKey);
    return () => list.removeEventListener('keydown', onKey);
  };
}

/** Whether a key pressed there writes into a field rather than commands the screen. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}
