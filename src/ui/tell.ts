import type { Toasts } from './toasts.svelte.ts';

/** A command's answer, as far as a message needs it. */
type Outcome<Value, Refusal> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Refusal };

interface Say<Value, Refusal, Back> {
  /** What happened; null says nothing. */
  readonly done: (value: Value) => string | null;
  readonly undo?: (value: Value) => void | Promise<void>;
  /** The command that is the undo: what comes of it is said too. */
  readonly takeBack?: (value: Value) => Promise<Outcome<unknown, Back>>;
  readonly refused: (refusal: Refusal | Back) => string;
}

/**
 * Waits for a command and says what came of it: done, with an undo; refused, in words; or a fault of this device. Faults carry
 * words for the person at the screen (an Error with a `code`); a bug is thrown on.
 * @returns the value, or undefined when nothing was done
 */
export async function tell<Value, Refusal, Back = never>(
  toasts: Toasts,
  command: Promise<Outcome<Value, Refusal>>,
  say: Say<Value, Refusal, Back>
): Promise<Value | undefined> {
  try {
    const outcome = await command;
    if (!outcome.ok) {
      toasts.show({ text: say.refused(outcome.error), trouble: true });
      return undefined;
    }
    const { value } = outcome;
    const text = say.done(value);
    const undo = undoOf(toasts, say);
    if (text !== null) toasts.show(undo ? { text, undo: () => undo(value) } : { text });
    return value;
  } catch (error) {
    if (!isFault(error)) throw error;
    toasts.show({ text: error.message, trouble: true });
    return undefined;
  }
}

function undoOf<Value, Refusal, Back>(
  toasts: Toasts,
  { undo, takeBack, refused }: Say<Value, Refusal, Back>
): Say<Value, Refusal, Back>['undo'] {
  if (!takeBack) return undo;
  return async (value) => void (await tell(toasts, takeBack(value), { done: () => 'Taken back.', refused }));
}

function isFault(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.message !== '';
}
