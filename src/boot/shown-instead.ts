import { err, ok, type Result } from '#domain/result.ts';
import { openBox } from '#protocol/box.ts';
import { KIT_PROOF, type RecoveryChallenge, type Vouching } from '#protocol/recovery.ts';
import type { CallRefusal, ServerCalls } from './server-calls.ts';
import { bytesOf, textOf } from './key-ways.ts';

/** What somebody has in place of a person's own sign-in: the kit's words, as they were typed, and managers. */
export interface ShownInstead {
  readonly words?: string;
  readonly managers?: Vouching['managers'];
}

export interface LostSignIn extends ShownInstead {
  /** Whose it is. */
  readonly name: string;
  readonly reason: string;
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
  const { openKit } = await import('#protocol/recovery-kit.ts'); // with 2,048 words, needed by few
  const key = await openKit(words, publicKey);
  if (!key.ok) return key;
  const challenge = await openBox(bytesOf(sealed), key.value, KIT_PROOF);
  return challenge ? ok({ kit: textOf(challenge), ...named }) : err(NOT_OURS);
}

const NOT_OURS: CallRefusal = {
  code: 'recovery/challenge',
  say: 'What the server asked cannot be read. Check the address, then try again.'
};
