import type { Authenticators } from './passkeys.ts';
import type { OwnPasskeys, OwnPasskeysOptions } from './own-passkeys.ts';
import type { WaysIn, WaysInOptions } from './ways-in.ts';

/** A browser's own authenticators unless a test hands in others. */
async function authenticatorsOf(given: Authenticators | undefined): Promise<Authenticators> {
  return given ?? (await import('./passkeys.ts')).browserAuthenticators;
}

/** The ways into a desk, whose part of the app is fetched when somebody takes one: who is in already needs none. */
export function waysInSoon({
  authenticators,
  ...options
}: Omit<WaysInOptions, 'authenticators'> & { readonly authenticators: Authenticators | undefined }): WaysIn {
  const there = async (): Promise<WaysIn> => {
    const [{ waysIn }, found] = await Promise.all([import('./ways-in.ts'), authenticatorsOf(authenticators)]);
    return waysIn({ ...options, authenticators: found });
  };
  return {
    setUp: async (request) => await (await there()).setUp(request),
    signIn: async (request) => await (await there()).signIn(request),
    passkey: {
      isOffered: async () => await (await there()).passkey.isOffered(),
      signIn: async () => await (await there()).passkey.signIn()
    },
    waysBack: {
      renew: async (asked) => await (await there()).waysBack.renew(asked),
      breakGlass: async (asked) => await (await there()).waysBack.breakGlass(asked),
      isPasskeyOffered: async () => await (await there()).waysBack.isPasskeyOffered(),
      showPasskey: async () => await (await there()).waysBack.showPasskey()
    }
  };
}

/** Fetches that part before somebody takes one, with the words of a kit for emergency access [BOOT-20]. */
export async function fetchWaysIn(): Promise<void> {
  await Promise.all([import('./ways-in.ts'), import('./passkeys.ts'), import('#protocol/recovery-kit.ts')]);
}

/** The same for the passkeys of who is here. */
export function ownPasskeysSoon({
  authenticators,
  ...options
}: Omit<OwnPasskeysOptions, 'authenticators'> & { readonly authenticators: Authenticators | undefined }): OwnPasskeys {
  const there = async (): Promise<OwnPasskeys> => {
    const [{ ownPasskeys }, found] = await Promise.all([import('./own-passkeys.ts'), authenticatorsOf(authenticators)]);
    return ownPasskeys({ ...options, authenticators: found });
  };
  return {
    isOffered: async () => await (await there()).isOffered(),
    add: async (request) => await (await there()).add(request),
    remove: async (credential) => await (await there()).remove(credential)
  };
}
