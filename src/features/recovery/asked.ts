import type { Managers, Means } from './ShownInstead.svelte';

/** What is sent of a form that asks for something in place of a sign-in; only what its choice asks for. */
export interface Asked {
  readonly name: string;
  readonly reason: string;
  readonly words?: string;
  readonly managers?: readonly { readonly name: string; readonly passphrase: string }[];
}

export interface Typed {
  readonly name: string;
  readonly reason: string;
  readonly means: Means;
  readonly words: string;
  readonly managers: readonly Managers[];
}

export function askedOf({ name, reason, means, words, managers }: Typed): Asked {
  const count = means === 'two-managers' ? 2 : means === 'kit' ? 0 : 1;
  const vouching = managers.slice(0, count).map((one) => ({ name: one.name.trim(), passphrase: one.passphrase }));
  return {
    name: name.trim(),
    reason: reason.trim(),
    ...(means === 'kit' || means === 'kit-and-manager' ? { words } : {}),
    ...(count > 0 ? { managers: vouching } : {})
  };
}

/** What is still to be typed, in words; null when nothing is [LOST-4]. */
export function missingIn(typed: Typed): string | null {
  const { name, reason, words, managers = [] } = askedOf(typed);
  if (name === '') return 'A name is needed, as a manager entered it under People.';
  if (reason === '') return 'Why is it needed? A few words will do.';
  if (words?.trim() === '') return 'Type the 24 words of the kit.';
  if (managers.some((one) => one.name === '' || one.passphrase === ''))
    return 'Each manager types their own name and passphrase.';
  return null;
}
