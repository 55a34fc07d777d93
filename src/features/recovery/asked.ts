import type { Managers, Means } from './ShownInstead.svelte';

/** What is sent of a form that asks for something in place of a sign-in; only what its choice asks for. @typeParam Key a passkey that was shown */
export interface Asked<Key> {
  readonly name: string;
  readonly reason: string;
  readonly words?: string;
  readonly managers?: readonly (Key | { readonly name: string; readonly passphrase: string })[];
}

export interface Typed<Key> {
  readonly name: string;
  readonly reason: string;
  readonly means: Means;
  readonly words: string;
  readonly managers: readonly Managers<Key>[];
}

export function askedOf<Key>({ name, reason, means, words, managers }: Typed<Key>): Asked<Key> {
  const vouching = vouchersOf({ means, managers }).map(
    (one) => one.passkey ?? { name: one.name.trim(), passphrase: one.passphrase }
  );
  return {
    name: name.trim(),
    reason: reason.trim(),
    ...(means === 'kit' || means === 'kit-and-manager' ? { words } : {}),
    ...(vouching.length > 0 ? { managers: vouching } : {})
  };
}

/** What is still to be typed, in words; null when nothing is [LOST-4]. */
export function missingIn<Key>(typed: Typed<Key>): string | null {
  const { name, reason, words } = askedOf(typed);
  if (name === '') return 'A name is needed, as a manager entered it under People.';
  if (reason === '') return 'Why is it needed? A few words will do.';
  if (words?.trim() === '') return 'Type the 24 words of the kit.';
  if (vouchersOf(typed).some((one) => !one.passkey && (one.name.trim() === '' || one.passphrase === '')))
    return 'Each manager types their own name and passphrase, or shows a passkey.';
  return null;
}

function vouchersOf<Key>({ means, managers }: Pick<Typed<Key>, 'means' | 'managers'>): readonly Managers<Key>[] {
  return managers.slice(0, means === 'two-managers' ? 2 : means === 'kit' ? 0 : 1);
}
