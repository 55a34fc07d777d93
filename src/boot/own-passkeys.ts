import { err, ok, type Result } from '#domain/result.ts';
import type { BegunPasskey, PasskeyLine, WaysIn } from '#protocol/passkeys.ts';
import type { Database } from '#storage/database.ts';
import { fromCopy, openWith, prfSaltOf, withWrapsOf, type Wrap } from '#vault/key-file.ts';
import { keptUp } from '#vault/key-links.ts';
import type { StorageKey } from '#vault/storage-key.ts';
import type { User } from './door.ts';
import type { Authenticators } from './passkeys.ts';
import type { CallRefusal, ServerCalls } from './server-calls.ts';
import { changeKeys } from './key-store.ts';
import { addWay, bytesOf, factorOf, keyFileOf } from './key-ways.ts';

/** What whoever is at a desk may do about the passkeys that are theirs. Listing and naming go by `manage`. */
export interface OwnPasskeys {
  isOffered(): Promise<boolean>;
  /** Two touches: the key is made, and then signs and gives its secret. */
  add(request: { readonly name: string; readonly passphrase: string }): Promise<Result<PasskeyLine, CallRefusal>>;
  remove(credential: string): Promise<Result<void, CallRefusal>>;
}

export interface OwnPasskeysOptions {
  readonly database: Database;
  readonly calls: ServerCalls;
  readonly authenticators: Authenticators;
  readonly token: string;
  readonly user: User;
  /** The storage key; null where nothing is sealed, and so there is nothing to open. */
  readonly key: StorageKey | null;
}

const LOCKED_OUT: CallRefusal = {
  code: 'passkey/key-missing',
  say: 'The passkey signs you in, but this desk cannot give it its key. Sign out, sign in with your passphrase, then add it again.'
};

export function ownPasskeys(options: OwnPasskeysOptions): OwnPasskeys {
  const { database, calls, authenticators, token, key } = options;
  return {
    isOffered: authenticators.isOffered,
    add: (request) => add(options, request),
    remove: async (credential) => {
      const removed = await calls.manage('passkeys/remove', token, { credential });
      if (!removed.ok) return removed;
      authenticators.forget(authenticators.rpId, credential);
      if (key) await keepWays(database, key, (_, { passkey }) => passkey?.credential !== credential);
      return ok();
    }
  };
}

async function add(
  { database, calls, authenticators, token, user }: OwnPasskeysOptions,
  { name, passphrase }: { readonly name: string; readonly passphrase: string }
): Promise<Result<PasskeyLine, CallRefusal>> {
  const file = await keyFileOf(database);
  const [begun, factor] = await Promise.all([
    calls.manage<BegunPasskey>('passkeys/begin', token, { passphrase }),
    factorOf(file, passphrase)
  ]);
  if (!begun.ok) return begun;
  const { challenge, rpId, userHandle, name: called, known, storageKey } = begun.value;
  const opened = factor && (await openWith(file.wraps, factor));
  const secret = opened?.secret ?? (storageKey ? await fromCopy(file, bytesOf(storageKey)) : null);
  if (!secret) return err(LOCKED_OUT);
  try {
    const made = await authenticators.make({ challenge, rpId, userHandle, name: called, known });
    if (!made.ok) return made;
    const { credential, publicKey, algorithm } = made.value;
    // Nobody may be asked later for a key that is good for nothing.
    const giveUp = <R>(refusal: R): R => (authenticators.forget(rpId, credential), refusal);
    const shown = await authenticators.show({ challenge, rpId, allow: [credential], prfSalt: await prfSaltOf(file) });
    if (!shown.ok) return giveUp(shown);
    const asked = { challenge, name, made: made.value, assertion: shown.value.assertion };
    const added = await calls.manage<PasskeyLine>('passkeys/add', token, asked);
    if (!added.ok) return giveUp(added);
    const passkey = { credential, key: { publicKey, algorithm } };
    const way = await addWay(database, file, secret, { user, factor: shown.value.secret, passkey });
    way?.secret.bytes.fill(0);
    return way ? added : giveUp(err(LOCKED_OUT));
  } finally {
    secret.bytes.fill(0);
  }
}

/** Forgets here whose people and passkeys the server no longer lets in [KEY-9]. Without an answer everything stays. */
export async function forgetWaysIn(
  database: Database,
  calls: Pick<ServerCalls, 'manage'>,
  token: string,
  key: StorageKey
): Promise<void> {
  const known = await calls.manage<WaysIn>('device/ways-in', token);
  if (!known.ok) return;
  const [people, passkeys] = [new Set(known.value.people), new Set(known.value.passkeys)];
  const isOver = (user: string, { kind, passkey }: Wrap): boolean =>
    (kind === 'passphrase' && !people.has(user)) || (passkey !== undefined && !passkeys.has(passkey.credential));
  await keepWays(database, key, ({ user }, wrap) => !isOver(user, wrap));
}

async function keepWays(
  database: Database,
  key: StorageKey,
  stays: (person: User, wrap: Wrap) => boolean
): Promise<void> {
  await changeKeys(database, async (file) => {
    const present = file && (await keptUp(file, key));
    const kept = file && present && (await withWrapsOf(file, present, stays));
    return kept && kept.wraps.length < file.wraps.length ? kept : null;
  });
}
