import type { Toasts } from './toasts.svelte.ts';

/** A command's answer, as far as a message needs it. */
type Outcome<Value, Refusal> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Refusal };

interface Say<Value, Refusal> {
  /** What happened; null says nothing. */
  readonly done: (value: Value) => string | null;
  readonly undo?: (value: Value) => void | Promise<void>;
  readonly refused: (refusal: Refusal) => string;
}

/**
 * Waits for a command and says what came of it: done, with an undo; refused, in words; or a fault of this device. Faults carry
 * words for the person at the screen (an Error with a `code`); a bug is thrown on.
 * @returns the value, or undefined when nothing was done
 */
export async function tell<Value, Refusal>(
  toasts: Toasts,
  command: Promise<Outcome<Value, Refusal>>,
  say: Say<Value, Refusal>
): Promise<Value | undefined> {
  try {
    const outcome = await command;
    if (!outcome.ok) {
      toasts.show({ text: say.refused(outcome.error), trouble: true });
      return undefined;
    }
    const { value } = outcome;
    const text = say.done(value);
    const undo = say.undo;
    if (text !== null) toasts.show(undo ? { text, undo: () => undo(value) } : { text });
    return value;
  } catch (error) {
    if (!isFault(error)) throw error;
    toasts.show({ text: error.message, trouble: true });
    return undefined;
  }
}

function isFault(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.message !== '';
}
