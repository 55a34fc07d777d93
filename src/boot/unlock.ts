import { err, ok, type Result } from '#domain/result.ts';
import type { DeviceCredentials, SessionKey, SignedIn } from '#protocol/http.ts';
import type { PasskeyKey } from '#protocol/passkeys.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';
import {
  copyFor,
  fromCopy,
  newKeyFile,
  newStorageSecret,
  openWith,
  storageKeyOf,
  withRecovery,
  withWrap,
  type KeyFile,
  type Wrap
} from '#vault/key-file.ts';
import { leaseNow } from '#vault/lease.ts';
import { stretchAside } from '#vault/stretch-aside.ts';
import { kdfHere } from '#vault/kdf.ts';
import { offlineMsHere } from './lock-times.ts';
import { HEARD_KEY } from './device-clock.ts';
import type { User } from './door.ts';
import { countFailure } from './presence.ts';
import { UNREACHABLE, type CallRefusal, type ServerCalls } from './server-calls.ts';
import { keyFromWorker } from './worker-key.ts';

/** Key in `meta`: what this device keeps of its keys. */
export const KEYS_KEY = 'keys';
/** Key in `meta`: the contact since which a manager has allowed longer (src/vault/lease.ts). */
const GRACE_KEY = 'grace';

export interface Unlocked {
  readonly user: User;
  /** Present when this sign-in enrolled the browser. */
  readonly device: DeviceCredentials | null;
  /** Whoever signed in without the server has none. */
  readonly session: SessionKey | null;
  readonly key: CryptoKey;
}

type Secret = Uint8Array<ArrayBuffer>;

const TABLET_LOCKED =
  'The server cannot be reached, and this tablet keeps what it shows locked until it can. It opens by itself then; what was recorded here is safe.';

const REFUSALS = {
  'unknown-offline':
    'The server cannot be reached, and this name and passphrase have not been used on this device before.',
  'ask-manager':
    'This device has not reached the server for longer than it may be used without it. Ask a manager to sign in here; then you can too. What was recorded here is safe.',
  'lease-over':
    'This device has not reached the server for more than 3 days. Connect it to the network, then sign in. What was recorded here is safe.',
  'key-missing':
    'This device keeps its data locked, and nobody new can open it just now. Ask somebody who has signed in here before to sign in, then try again.'
} as const;
const refused = (code: keyof typeof REFUSALS) => err({ code, say: REFUSALS[code] });

/**
 * Signs a person in and unlocks this device for them: by the server when it answers (its no is final), else by what they know, which
 * opens the device's key or does not (BOOT-4). Where there is no key yet, this makes it.
 */
export async function unlockHere(
  database: Database,
  calls: ServerCalls,
  request: { readonly name: string; readonly passphrase: string },
  token: string | null,
  now: () => number = Date.now
): Promise<Result<Unlocked, CallRefusal>> {
  const file = await keyFileOf(database);
  const [answer, factor] = await Promise.all([calls.signIn(request, token), factorOf(file, request.passphrase)]);
  if (answer.ok) return await unlockFor(database, calls, answer.value, { file, factor, token, now });
  if (answer.error.code !== UNREACHABLE.code || token === null) return answer;
  return await unlockAlone(database, file, factor, { name: request.name, now });
}

/** Unlocks for somebody whom the server has just let in: after a sign-in, or after setting a practice up. */
export async function unlockFor(
  database: Database,
  calls: ServerCalls,
  signedIn: SignedIn,
  known: {
    readonly file: KeyFile;
    readonly factor: Secret | null;
    readonly token: string | null;
    /** Where the factor is a passkey's. */
    readonly passkey?: { readonly credential: string; readonly key: PasskeyKey };
    now(): number;
  }
): Promise<Result<Unlocked, CallRefusal>> {
  const { file, factor, token, passkey, now } = known;
  const { user, device, session, storageKey, recoveryKey } = signedIn;
  if (!factor) return refused('key-missing');
  const opened = await openWith(file.wraps, factor);
  let secret = opened?.secret ?? (storageKey ? await fromCopy(file, bytesOf(storageKey)) : null);
  if (!secret && file.wraps.length === 0) secret = newStorageSecret();
  if (!secret) return refused('key-missing');
  const wrapped = await forRecovery(await withWay(file, secret, factor, user, passkey), secret, recoveryKey);
  await writeMeta(database, KEYS_KEY, wrapped);
  await writeMeta(database, HEARD_KEY, now());
  if (!wrapped.isCopied) await leaveCopy(database, calls, wrapped, { secret, token: device?.token ?? token });
  return ok({ user, device, session, key: await used(secret) });
}

/** The file with one more way in of a person: their passphrase, of which each has one, or a passkey, of which they may have several. */
export async function withWay(
  file: KeyFile,
  secret: Secret,
  factor: Secret,
  user: User,
  passkey?: { readonly credential: string; readonly key: PasskeyKey }
): Promise<KeyFile> {
  const isSame = (person: User, wrap: Wrap): boolean =>
    passkey ? wrap.passkey?.credential === passkey.credential : person.user === user.user;
  const kind = passkey ? 'passkey' : 'passphrase';
  return await withWrap<User>(file, secret, factor, { kind, person: user, isSame, ...(passkey && { passkey }) });
}

/** Seals the storage key to the kit in force [GLASS-1]. A key that is none keeps nobody from signing in. */
async function forRecovery(file: KeyFile, secret: Secret, publicKey: string | undefined): Promise<KeyFile> {
  return publicKey === undefined ? file : await withRecovery(file, secret, publicKey).catch(() => file);
}

/** The server keeps a copy that only this device can open, and gives it out after a sign-in. Without it now, the next one leaves it. */
async function leaveCopy(
  database: Database,
  calls: ServerCalls,
  file: KeyFile,
  { secret, token }: { readonly secret: Secret; readonly token: string | null }
): Promise<void> {
  if (token === null) return;
  const sealed = textOf(await copyFor(file, secret));
  const kept = await calls.keepStorageKey({ sealed }, token);
  if (kept.ok && kept.value.sealed === sealed) await writeMeta(database, KEYS_KEY, { ...file, isCopied: true });
}

async function unlockAlone(
  database: Database,
  file: KeyFile,
  factor: Secret | null,
  { name, now }: { readonly name: string; now(): number }
): Promise<Result<Unlocked, CallRefusal>> {
  const opened = factor && (await openWith(file.wraps, factor));
  const user = opened?.person as User | undefined; // unlockFor put it there
  if (!opened || !user || !isCalled(user, name)) {
    await countFailure(database);
    return refused('unknown-offline');
  }
  return await openAlone(database, user, opened.secret, now);
}

/** Opens the device for somebody who has shown who they are, where nobody could ask the server; not beyond its lease [VAU-6]. */
export async function openAlone(
  database: Database,
  user: User,
  secret: Secret,
  now: () => number
): Promise<Result<Unlocked, CallRefusal>> {
  const heardAt = (await readMeta<number>(database, HEARD_KEY)) ?? 0;
  const graceOf = (await readMeta<number>(database, GRACE_KEY)) ?? null;
  const leaseMs = await offlineMsHere(database);
  const lease = leaseNow(now(), heardAt, { isManager: user.role === 'manager', graceOf, leaseMs });
  if (lease === 'ask-manager') return refused('ask-manager');
  if (lease === 'over') return refused('lease-over');
  if (lease === 'open-as-grace') await writeMeta(database, GRACE_KEY, heardAt);
  return ok({ user, device: null, session: null, key: await used(secret) });
}

/**
 * The key of a tablet in a room, which nobody signs in at: the server keeps it and gives it to the tablet while it is enrolled, so
 * that a tablet off the wall and off the network opens nothing [VAU-7].
 */
async function unlockDevice(
  database: Database,
  calls: ServerCalls,
  token: string
): Promise<Result<CryptoKey, CallRefusal>> {
  const file = await keyFileOf(database);
  const kept = await calls.storageKey(token);
  if (!kept.ok) return kept;
  const { sealed, recoveryKey } = kept.value;
  const secret = sealed === null ? newStorageSecret() : await fromCopy(file, bytesOf(sealed));
  if (!secret) return refused('key-missing');
  const sealedToKit = await forRecovery(file, secret, recoveryKey);
  if (sealedToKit !== file || !file.isCopied) await writeMeta(database, KEYS_KEY, sealedToKit);
  if (!file.isCopied) {
    await leaveCopy(database, calls, sealedToKit, { secret, token });
    const left = await readMeta<KeyFile>(database, KEYS_KEY);
    if (!left?.isCopied && sealed === null) return err(UNREACHABLE);
  }
  return ok(await used(secret));
}

/** The same of a tablet that may have left it with a page before this one. The refusal's words say that it waits. */
export async function tabletKey(
  database: Database,
  calls: ServerCalls,
  token: string
): Promise<Result<CryptoKey, CallRefusal>> {
  const kept = await keyFromWorker(database.name);
  if (kept) return ok(kept);
  const answer = await unlockDevice(database, calls, token);
  return answer.ok || answer.error.code !== UNREACHABLE.code ? answer : err({ ...answer.error, say: TABLET_LOCKED });
}

/** Deletes all ways to open this device: what it holds is unreadable from then on to who has only its disk. */
export async function dropKeys(database: Database): Promise<void> {
  await writeMeta(database, KEYS_KEY, undefined);
}

export async function keyFileOf(database: Database): Promise<KeyFile> {
  return (await readMeta<KeyFile>(database, KEYS_KEY)) ?? (await newKeyFile(kdfHere()));
}

/** Null for no passphrase at all. */
export async function factorOf(file: KeyFile, passphrase: string): Promise<Secret | null> {
  return passphrase === '' ? null : await stretchAside(passphrase, file.salt, file.kdf);
}

/** The key of a secret, which is forgotten here. */
export async function used(secret: Secret): Promise<CryptoKey> {
  const key = await storageKeyOf(secret);
  secret.fill(0);
  return key;
}

export function isCalled(user: User, name: string): boolean {
  const asked = name.trim().toLowerCase();
  return user.user.toLowerCase() === asked || user.name.toLowerCase() === asked;
}

export function textOf(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

export function bytesOf(text: string): Secret {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
