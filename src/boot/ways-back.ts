import type { Result } from '#domain/result.ts';
import type { NewPassphrase } from '#protocol/http.ts';
import type { Database } from '#storage/database.ts';
import { breakGlass, type BrokenOpen } from './break-glass.ts';
import { presentToken } from './identity.ts';
import type { CallRefusal, ServerCalls } from './server-calls.ts';
import { vouchingOf, type LostSignIn } from './shown-instead.ts';

/** What a desk offers to somebody who cannot come in as they always do. */
export interface WaysBack {
  renew(asked: LostSignIn): Promise<Result<NewPassphrase, CallRefusal>>;
  /** Opens this desk to read, for an hour [GLASS-1]. */
  breakGlass(asked: LostSignIn): Promise<Result<void, CallRefusal>>;
}

/** @param admit somebody whom the glass was broken for */
export function waysBack(
  calls: ServerCalls,
  database: Database,
  admit: (opened: Result<BrokenOpen, CallRefusal>) => Promise<Result<void, CallRefusal>>
): WaysBack {
  return {
    renew: async (asked) => await renewSignIn(calls, asked, (await presentToken(database)) ?? null),
    breakGlass: async (asked) => await admit(await breakGlass(database, calls, asked))
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
