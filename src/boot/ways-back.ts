import { ok, type Result } from '#domain/result.ts';
import type { NewPassphrase } from '#domain/practice/staff-lines.ts';
import type { Database } from '#storage/database.ts';
import { breakGlass, type BrokenOpen } from './break-glass.ts';
import { presentToken } from './identity.ts';
import type { CallRefusal, ServerCalls } from './server-calls.ts';
import type { Authenticators } from './passkeys.ts';
import { vouchingOf, type LostSignIn, type VouchedPasskey } from './shown-instead.ts';
import { keyFileOf } from './key-ways.ts';
import { showHere } from './unlock-passkey.ts';

/** What a desk offers to somebody who cannot come in as they always do. */
export interface WaysBack {
  renew(asked: LostSignIn): Promise<Result<NewPassphrase, CallRefusal>>;
  /** Opens this desk to read, for an hour [GLASS-1]. */
  breakGlass(asked: LostSignIn): Promise<Result<void, CallRefusal>>;
  /** Whether somebody who vouches can show a passkey here. */
  isPasskeyOffered(): Promise<boolean>;
  /** A manager shows theirs, to vouch for somebody: good once, within five minutes [LOST-1] [GLASS-1]. */
  showPasskey(): Promise<Result<VouchedPasskey, CallRefusal>>;
}

/** @param admit somebody whom the glass was broken for */
export function waysBack(
  calls: ServerCalls,
  database: Database,
  authenticators: Authenticators,
  admit: (opened: Result<BrokenOpen, CallRefusal>) => Promise<Result<void, CallRefusal>>
): WaysBack {
  return {
    renew: async (asked) => await renewSignIn(calls, asked, (await presentToken(database)) ?? null),
    breakGlass: async (asked) => await admit(await breakGlass(database, calls, asked)),
    isPasskeyOffered: () => authenticators.isOffered(),
    showPasskey: async () => {
      const shown = await showHere(await keyFileOf(database), calls, authenticators, 'vouching');
      return shown.ok ? ok({ passkey: { ...shown.value, origin: authenticators.origin } }) : shown;
    }
  };
}

/** For who lost their sign-in: a new passphrase, shown once [LOST-1]. @param token of a known device */
async function renewSignIn(
  calls: Pick<ServerCalls, 'manage'>,
  { name, reason, ...shown }: LostSignIn,
  token: string | null
): Promise<Result<NewPassphrase, CallRefusal>> {
  const vouching = await vouchingOf(calls, shown);
  if (!vouching.ok) return vouching;
  return await calls.manage<NewPassphrase>('recovery/renew', token, { name, reason, ...vouching.value });
}
