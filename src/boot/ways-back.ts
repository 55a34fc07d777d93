import { err, ok, type Result } from '#domain/result.ts';
import { openBox } from '#protocol/box.ts';
import type { NewPassphrase } from '#protocol/http.ts';
import { KIT_PROOF, type RecoveryChallenge, type Vouching } from '#protocol/recovery.ts';
import { openKit } from '#protocol/recovery-kit.ts';
import type { Database } from '#storage/database.ts';
import { presentToken } from './identity.ts';
import type { CallRefusal, ServerCalls } from './server-calls.ts';
import { bytesOf, textOf } from './unlock.ts';

/** What somebody has in place of a person's own sign-in: the kit's words, as they were typed, and managers. */
export interface ShownInstead {
  readonly words?: string;
  readonly managers?: Vouching['managers'];
}

/** What a desk offers to somebody who cannot come in as they always do. */
export interface WaysBack {
  renew(asked: LostSignIn): Promise<Result<NewPassphrase, CallRefusal>>;
}

export function waysBack(calls: ServerCalls, database: Database): WaysBack {
  return { renew: async (asked) => await renewSignIn(calls, asked, (await presentToken(database)) ?? null) };
}

export interface LostSignIn extends ShownInstead {
  /** Whose it is. */
  readonly name: string;
  readonly reason: string;
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

/** As the server takes it. The words stay here: what they open is what is sent [LOST-2]. */
export async function vouchingOf(
  calls: Pick<ServerCalls, 'manage'>,
  { words, managers }: ShownInstead
): Promise<Result<Vouching, CallRefusal>> {
  const named = managers && managers.length > 0 ? { managers } : {};
  if (words === undefined) return ok(named);
  const asked = await calls.manage<RecoveryChallenge>('recovery/challenge', null, {});
  if (!asked.ok) return asked;
  const { publicKey, sealed } = asked.value;
  const key = await openKit(words, publicKey);
  if (!key.ok) return key;
  const challenge = await openBox(bytesOf(sealed), key.value, KIT_PROOF);
  return challenge ? ok({ kit: textOf(challenge), ...named }) : err(NOT_OURS);
}

const NOT_OURS: CallRefusal = {
  code: 'recovery/challenge',
  say: 'What the server asked cannot be read. Check the address, then try again.'
};
