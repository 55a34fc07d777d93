import { err, ok, type Result } from '#domain/result.ts';
import type { DeviceCredentials, SessionKey, SignedIn } from '#protocol/http.ts';
import type { PasskeyKey } from '#protocol/passkeys.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';
import { fromCopy, openWith, type KeyFile } from '#vault/key-file.ts';
import { currentSecret, storageKeyOf } from '#vault/key-links.ts';
import { leaseNow } from '#vault/lease.ts';
import { newStorageSecret, type StorageKey, type StorageSecret } from '#vault/storage-key.ts';
import { offlineMsHere } from './lock-times.ts';
import { HEARD_KEY } from './device-clock.ts';
import type { User } from './door.ts';
import { keyNow } from './key-now.ts';
import { changeKeys } from './key-store.ts';
import { addWay, bytesOf, factorOf, keyFileOf, leaveCopy, sealedToKit, type Way } from './key-ways.ts';
import { countFailure } from './presence.ts';
import { UNREACHABLE, type CallRefusal, type ServerCalls } from './server-calls.ts';
import { keyFromWorker } from './worker-key.ts';

/** Key in `meta`: the contact since which a manager has allowed longer (src/vault/lease.ts). */
const GRACE_KEY = 'grace';

export interface Unlocked {
  readonly user: User;
  /** Present when this sign-in enrolled the browser. */
  readonly device: DeviceCredentials | null;
  /** Whoever signed in without the server has none. */
  readonly session: SessionKey | null;
  readonly key: StorageKey;
}

type Bytes = Uint8Array<ArrayBuffer>;

const TABLET_LOCKED =
  'The server cannot be reached, and this tablet keeps what it shows locked until it can. It opens by itself then; what was recorded here is safe.';

const REFUSALS = {
  'unknown-offline':
    'The server cannot be reached, and this name and passphrase have not been used on this device before.',
  'ask-manager':
    'This device has not reached the server for longer than it may be used without it. Ask a manager to sign in here; then you can too. What was recorded here is safe.',
  'lease-over':
    'This device has not reached the server for more than 3 days. Connect it to the network, then sign in. What was recorded here is safe.',
  'key-lost':
    'What this device kept cannot be opened any more: the server was restored to a time before its key was changed. Ask a manager to remove it on the Devices page, then add it again.',
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
    readonly factor: Bytes | null;
    readonly token: string | null;
    /** Where the factor is a passkey's. */
    readonly passkey?: { readonly credential: string; readonly key: PasskeyKey };
    now(): number;
  }
): Promise<Result<Unlocked, CallRefusal>> {
  const { file, factor, token, passkey, now } = known;
  const { user, device, session, storageKey, recoveryKey } = signedIn;
  if (!factor) return refused('key-missing');
  const copied = storageKey ? await fromCopy(file, bytesOf(storageKey)) : null;
  const found = (await openWith(file.wraps, factor))?.secret ?? copied ?? (hasNoKey(file) ? newStorageSecret() : null);
  const added = found && (await addWay(database, file, found, { user, factor, passkey, recoveryKey }));
  const key = added && (await storageKeyOf(added.file, added.secret));
  if (!key) return refused('key-missing');
  await writeMeta(database, HEARD_KEY, now());
  // A server that was restored has the copy of an earlier key.
  const isBehind = copied !== null && copied.generation !== key.generation;
  const to = device?.token ?? token;
  if (to !== null && (!added.file.isCopied || isBehind))
    await leaveCopy(database, calls, added.file, { secret: added.secret, token: to, session: session.token });
  added.secret.bytes.fill(0);
  return ok({ user, device, session, key });
}

/** Nothing was ever sealed here. */
function hasNoKey({ wraps, isCopied, generation = 0 }: KeyFile): boolean {
  return wraps.length === 0 && !isCopied && generation === 0;
}

async function unlockAlone(
  database: Database,
  file: KeyFile,
  factor: Bytes | null,
  { name, now }: { readonly name: string; now(): number }
): Promise<Result<Unlocked, CallRefusal>> {
  const opened = factor && (await openWith(file.wraps, factor));
  const user = opened?.person as User | undefined; // unlockFor put it there
  if (!opened || !user || !isCalled(user, name)) {
    await countFailure(database);
    return refused('unknown-offline');
  }
  return await openAlone(database, file, opened.secret, { user, factor }, now);
}

/**
 * Opens the device for somebody who has shown who they are, where nobody could ask the server; not beyond its lease [VAU-6]. Who comes in by
 * the key before the one in force comes in by that one from now on. @param file what they came in by
 */
export async function openAlone(
  database: Database,
  file: KeyFile,
  secret: StorageSecret,
  way: Way,
  now: () => number
): Promise<Result<Unlocked, CallRefusal>> {
  const { user } = way;
  const heardAt = (await readMeta<number>(database, HEARD_KEY)) ?? 0;
  const graceOf = (await readMeta<number>(database, GRACE_KEY)) ?? null;
  const leaseMs = await offlineMsHere(database);
  const lease = leaseNow(now(), heardAt, { isManager: user.role === 'manager', graceOf, leaseMs });
  if (lease === 'ask-manager') return refused('ask-manager');
  if (lease === 'over') return refused('lease-over');
  if (lease === 'open-as-grace') await writeMeta(database, GRACE_KEY, heardAt);
  const isOld = secret.generation !== (file.generation ?? 0);
  const opened = isOld ? await addWay(database, file, secret, way) : { file, secret };
  const key = opened && (await storageKeyOf(opened.file, opened.secret));
  opened?.secret.bytes.fill(0);
  return key ? ok({ user, device: null, session: null, key }) : refused('key-missing');
}

/**
 * The key of a tablet in a room, which nobody signs in at: the server keeps it and gives it to the tablet while it is enrolled, so
 * that a tablet off the wall and off the network opens nothing [VAU-7].
 */
async function unlockDevice(
  database: Database,
  calls: ServerCalls,
  token: string
): Promise<Result<StorageKey, CallRefusal>> {
  const known = await keyFileOf(database);
  const kept = await calls.storageKey(token);
  if (!kept.ok) return kept;
  const { sealed, recoveryKey } = kept.value;
  const found = sealed === null ? newStorageSecret() : await fromCopy(known, bytesOf(sealed));
  if (!found) return refused('key-missing');
  const secret = await currentSecret(known, found);
  if (!secret) return refused('key-lost');
  const file = await changeKeys(database, async (present = known) =>
    (present.rev ?? 0) === (known.rev ?? 0) ? await sealedToKit(present, secret, recoveryKey) : null
  );
  if (!file) return err(UNREACHABLE); // another tab was first: asked again, this one finds what it made
  if (!file.isCopied || found.generation !== secret.generation) {
    const isLeft = await leaveCopy(database, calls, file, { secret, token });
    if (!isLeft && sealed === null) return err(UNREACHABLE);
  }
  const key = await storageKeyOf(file, secret);
  secret.bytes.fill(0);
  return key ? ok(key) : refused('key-lost');
}

/** The key of a tablet that is open, asked for once more: with the next one ready. Null where the server gives none now. */
export async function askedTabletKey(
  database: Database,
  calls: ServerCalls,
  token: string
): Promise<StorageKey | null> {
  const answer = await unlockDevice(database, calls, token);
  return answer.ok ? answer.value : null;
}

/** The same of a tablet that may have left it with a page before this one. The refusal's words say that it waits. */
export async function tabletKey(
  database: Database,
  calls: ServerCalls,
  token: string
): Promise<Result<StorageKey, CallRefusal>> {
  const left = await keyFromWorker(database.name);
  // A new one may have been begun with since.
  const kept = left && (await keyNow(database, left));
  if (kept) return ok(kept);
  const answer = await unlockDevice(database, calls, token);
  return answer.ok || answer.error.code !== UNREACHABLE.code ? answer : err({ ...answer.error, say: TABLET_LOCKED });
}

export function isCalled(user: User, name: string): boolean {
  const asked = name.trim().toLowerCase();
  return user.user.toLowerCase() === asked || user.name.toLowerCase() === asked;
}
