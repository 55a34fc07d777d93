import type { PasskeyKey } from '#protocol/passkeys.ts';
import type { Database } from '#storage/database.ts';
import { readMeta } from '#storage/meta.ts';
import { copyFor, newKeyFile, withRecovery, withWrap, type KeyFile, type Wrap } from '#vault/key-file.ts';
import { currentSecret } from '#vault/key-links.ts';
import type { StorageSecret } from '#vault/storage-key.ts';
import { kdfHere } from '#vault/kdf.ts';
import { stretchAside } from '#vault/stretch-aside.ts';
import type { User } from './door.ts';
import { changeKeys, KEYS_KEY } from './key-store.ts';
import type { ServerCalls } from './server-calls.ts';

type Bytes = Uint8Array<ArrayBuffer>;

export async function keyFileOf(database: Database): Promise<KeyFile> {
  return (await readMeta<KeyFile>(database, KEYS_KEY)) ?? (await newKeyFile(kdfHere()));
}

/** Null for no passphrase at all. */
export async function factorOf(file: KeyFile, passphrase: string): Promise<Bytes | null> {
  return passphrase === '' ? null : await stretchAside(passphrase, file.salt, file.kdf);
}

/** What a person comes in with from now on: their passphrase, of which each has one, or a passkey, of which they may have several. */
export interface Way {
  readonly user: User;
  readonly factor: Bytes;
  /** Where the factor is a passkey's. */
  readonly passkey?: { readonly credential: string; readonly key: PasskeyKey } | undefined;
  /** The public half of the kit in force [GLASS-1]. */
  readonly recoveryKey?: string | undefined;
}

/**
 * Lets a person come in by this way from now on, to the key in force [VAU-11]. @param known what the way was tried on @param secret that
 * somebody came in with; forgotten here where another follows on it
 * @returns the file and the secret in force; null where another tab made another key meanwhile
 */
export async function addWay(
  database: Database,
  known: KeyFile,
  secret: StorageSecret,
  way: Way
): Promise<{ readonly file: KeyFile; readonly secret: StorageSecret } | null> {
  const found: { secret: StorageSecret } = { secret };
  const file = await changeKeys(database, async (present = known) => {
    const isSame = present.salt.join() === known.salt.join();
    const inForce = isSame ? await currentSecret(present, secret) : null;
    if (!inForce) return null;
    found.secret = inForce;
    return await sealedToKit(await withWay(present, inForce, way), inForce, way.recoveryKey);
  });
  if (file && found.secret !== secret) secret.bytes.fill(0);
  return file && { file, secret: found.secret };
}

async function withWay(file: KeyFile, secret: StorageSecret, { user, factor, passkey }: Way): Promise<KeyFile> {
  const isSame = (person: User, wrap: Wrap): boolean =>
    passkey ? wrap.passkey?.credential === passkey.credential : person.user === user.user;
  const kind = passkey ? 'passkey' : 'passphrase';
  return await withWrap<User>(file, secret, factor, { kind, person: user, isSame, ...(passkey && { passkey }) });
}

/** Seals the storage key to the kit in force [GLASS-1]. A key that is none keeps nobody from signing in. */
export async function sealedToKit(file: KeyFile, secret: StorageSecret, publicKey?: string): Promise<KeyFile> {
  return publicKey === undefined ? file : await withRecovery(file, secret, publicKey).catch(() => file);
}

/**
 * The server keeps a copy that only this device can open, and gives it out after a sign-in. Without it now, the next one leaves it. Says
 * whether the server has it. @param session of who signs in; else the one that is shown with every call
 */
export async function leaveCopy(
  database: Database,
  calls: Pick<ServerCalls, 'keepStorageKey'>,
  file: KeyFile,
  {
    secret,
    token,
    session
  }: { readonly secret: StorageSecret; readonly token: string; readonly session?: string | undefined }
): Promise<boolean> {
  const { generation } = secret;
  const sealed = textOf(await copyFor(file, secret));
  const kept = await calls.keepStorageKey({ sealed, ...(generation > 0 && { generation }) }, token, session);
  if (!kept.ok || kept.value.sealed !== sealed) return false;
  await changeKeys(database, (present) =>
    Promise.resolve(present && (present.generation ?? 0) === generation ? { ...present, isCopied: true } : null)
  );
  return true;
}

export function textOf(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

export function bytesOf(text: string): Bytes {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
