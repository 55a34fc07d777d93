import { err, ok, type Result } from '#domain/result.ts';
import type { PublicKeys } from '#protocol/device-keys.ts';
import { base64url, checkAssertion, type PasskeyKey, type PasskeyPurpose } from '#protocol/passkeys.ts';
import type { Database } from '#storage/database.ts';
import { openWith, passkeyKeyOf, prfSaltOf, type KeyFile } from '#vault/key-file.ts';
import type { StorageSecret } from '#vault/storage-key.ts';
import type { User } from './door.ts';
import { countFailure } from './presence.ts';
import { passkeyRefused, type Authenticators, type ShownPasskey } from './passkeys.ts';
import { UNREACHABLE, type CallRefusal, type ServerCalls } from './server-calls.ts';
import { keyFileOf } from './key-ways.ts';
import { openAlone, unlockFor, type Unlocked } from './unlock.ts';

/**
 * Signs a person in by passkey and unlocks this device with the secret it gives: by the server when it answers, whose no is final, else
 * by what lies here [KEY-5] [KEY-6]. @param keys of a browser that is to become a desk
 */
export async function unlockByPasskey(
  database: Database,
  calls: ServerCalls,
  authenticators: Authenticators,
  { token, keys, now = Date.now }: { readonly token: string | null; readonly keys?: PublicKeys; now?(): number }
): Promise<Result<Unlocked, CallRefusal>> {
  const file = await keyFileOf(database);
  const showing = await showHere(file, calls, authenticators, 'sign-in');
  if (!showing.ok) return token === null && showing.error.code === 'passkey/none-here' ? err(UNREACHABLE) : showing;
  const { challenge, rpId, isServers, shown } = showing.value;
  const { assertion, secret } = shown;
  if (isServers) {
    const answer = await calls.signInByPasskey({ challenge, assertion, ...(keys && { keys }) }, token);
    if (answer.ok) {
      const passkey = { credential: assertion.credential, key: answer.value.passkey };
      return await unlockFor(database, calls, answer.value, { file, factor: secret, token, passkey, now });
    }
    if (answer.error.code !== UNREACHABLE.code) return answer;
  }
  const user = await whose(file, shown, { challenge, rpId, origin: authenticators.origin });
  if (user.ok) {
    const passkey = { credential: assertion.credential, key: user.value.key };
    return await openAlone(database, file, user.value.secret, { user: user.value.user, factor: secret, passkey }, now);
  }
  await countFailure(database);
  return user;
}

/** What was shown here, and for which challenge. */
export interface ShownHere {
  readonly challenge: string;
  readonly rpId: string;
  /** Whose challenge it was: the server's, or this device's own where none answered. */
  readonly isServers: boolean;
  readonly shown: ShownPasskey;
}

/** Asks somebody to show a passkey: anybody's where the server answers; without it one that has been used here. */
export async function showHere(
  file: KeyFile,
  calls: Pick<ServerCalls, 'passkeyChallenge'>,
  authenticators: Authenticators,
  purpose: PasskeyPurpose
): Promise<Result<ShownHere, CallRefusal>> {
  const asked = await calls.passkeyChallenge(purpose);
  if (!asked.ok && asked.error.code !== UNREACHABLE.code) return asked;
  const here = file.wraps.flatMap(({ passkey }) => (passkey ? [passkey.credential] : []));
  if (!asked.ok && here.length === 0) return passkeyRefused('passkey/none-here');
  const { challenge, rpId } = asked.ok
    ? asked.value
    : { challenge: base64url(crypto.getRandomValues(new Uint8Array(32))), rpId: authenticators.rpId };
  const allow = asked.ok ? [] : here;
  const shown = await authenticators.show({ challenge, rpId, allow, prfSalt: await prfSaltOf(file) });
  return shown.ok ? ok({ challenge, rpId, isServers: asked.ok, shown: shown.value }) : shown;
}

/**
 * Whose passkey it is that was shown without a server. Its secret opens this device's key, and the signature is of now and of the passkey
 * that the key file says: a secret that was caught once opens nothing by itself (SECURITY S5).
 */
export async function whose(
  file: KeyFile,
  { assertion, secret }: ShownPasskey,
  expected: { readonly challenge: string; readonly rpId: string; readonly origin: string }
): Promise<Result<{ readonly user: User; readonly secret: StorageSecret; readonly key: PasskeyKey }, CallRefusal>> {
  const wraps = file.wraps.filter(({ passkey }) => passkey?.credential === assertion.credential);
  const opened = await openWith(wraps, secret);
  if (!opened) return passkeyRefused('passkey/not-here');
  const key = (await passkeyKeyOf(opened.secret, opened.wrap)) as PasskeyKey | null; // unlockFor put it there
  const checked = key && (await checkAssertion(assertion, key, expected));
  if (!key || !checked || 'flaw' in checked) {
    opened.secret.bytes.fill(0);
    return passkeyRefused('passkey/not-theirs');
  }
  return { ok: true, value: { user: opened.person as User, secret: opened.secret, key } }; // as above
}
