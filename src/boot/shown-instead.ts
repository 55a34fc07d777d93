import { err, ok, type Result } from '#domain/result.ts';
import { openBox } from '#protocol/box.ts';
import { KIT_PROOF, type RecoveryChallenge, type Vouching, type VouchingManager } from '#protocol/recovery.ts';
import type { CallRefusal, ServerCalls } from './server-calls.ts';
import { bytesOf, textOf } from './key-ways.ts';
import type { ShownHere } from './unlock-passkey.ts';

/** What somebody has in place of a person's own sign-in: the kit's words, as they were typed, and managers. */
export interface ShownInstead {
  readonly words?: string;
  readonly managers?: readonly Voucher[];
}

/** A manager's own sign-in: what they typed, or a passkey they showed here, with what opens this desk by it. */
export type Voucher = { readonly name: string; readonly passphrase: string } | VouchedPasskey;

export interface VouchedPasskey {
  readonly passkey: ShownHere & { readonly origin: string };
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
  const named = managers && managers.length > 0 ? { managers: managers.map(asSent) } : {};
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

/** A passkey's secret stays here. */
function asSent(manager: Voucher): VouchingManager {
  if (!('passkey' in manager)) return manager;
  const { challenge, shown } = manager.passkey;
  return { passkey: { challenge, assertion: shown.assertion } };
}

const NOT_OURS: CallRefusal = {
  code: 'recovery/challenge',
  say: 'What the server asked cannot be read. Check the address, then try again.'
};
