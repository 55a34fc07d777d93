import { idFrom } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Instant } from '#domain/time.ts';
import { GLASS_MS, type BrokenGlass } from '#protocol/recovery.ts';
import type { Database } from '#storage/database.ts';
import { createRows } from '#storage/rows.ts';
import { fromCopy, fromRecovery, openWith, type KeyFile } from '#vault/key-file.ts';
import { currentSecret, keysOf } from '#vault/key-links.ts';
import { theseKeys, type StorageKey, type StorageSecret } from '#vault/storage-key.ts';
import type { User } from './door.ts';
import type { Glass } from './glass.ts';
import { presentToken } from './identity.ts';
import { sealingWith } from './sealing.ts';
import { UNREACHABLE, type CallRefusal, type ServerCalls } from './server-calls.ts';
import { vouchingOf, type LostSignIn, type ShownInstead, type VouchedPasskey, type Voucher } from './shown-instead.ts';
import { bytesOf, factorOf, keyFileOf } from './key-ways.ts';
import { isCalled, type Unlocked } from './unlock.ts';
import { whose } from './unlock-passkey.ts';

/** A desk that was opened without its person's own sign-in. */
export type BrokenOpen = Unlocked & { readonly glass: Glass };

const REFUSALS = {
  'not-enough': 'Type the words of the kit, or let a manager type their passphrase or show their passkey.',
  'no-device': 'This browser is no desk of the practice, and holds nothing that could be opened.',
  'no-kit-here':
    'The server cannot be reached, and this desk was never sealed to a recovery kit. A manager who has signed in here before can open it.',
  'unknown-manager':
    'The server cannot be reached, and no manager has signed in on this desk with that name and passphrase. The recovery kit opens it too.',
  'unknown-passkey':
    'The server cannot be reached, and that is no passkey of a manager’s that was used on this desk. A passphrase or the recovery kit opens it too.',
  'no-key': 'The key of this desk cannot be had in this way. Somebody who has signed in here before can open it.',
  nobody: 'Nobody of that name works here. Type the name as a manager entered it under People.',
  self: 'Nobody vouches for themselves. Name another manager, or use the recovery kit.'
} as const;
const refused = (code: keyof typeof REFUSALS) => err({ code: `glass/${code}`, say: REFUSALS[code] });

/**
 * Opens this desk for somebody who cannot sign in, to read [GLASS-1]: the server is asked where it answers, and its no is final; else the
 * kit opens what was sealed to it, or a manager what they have opened here before. The lease does not count.
 */
export async function breakGlass(
  database: Database,
  calls: Pick<ServerCalls, 'manage'>,
  asked: LostSignIn,
  now: () => Instant = Date.now
): Promise<Result<BrokenOpen, CallRefusal>> {
  const token = await presentToken(database);
  if (token === undefined) return refused('no-device');
  if (asked.words === undefined && !asked.managers?.length) return refused('not-enough');
  const file = await keyFileOf(database);
  const alarm = idFrom(crypto.getRandomValues(new Uint8Array(10)));
  const told = await tellServer(calls, asked, alarm, token);
  if (!told.ok && told.error.code !== UNREACHABLE.code) return told;
  const opened = await secretOf(file, asked, told.ok ? told.value.storageKey : undefined);
  if (!opened.ok) return opened;
  const { secret, voucher } = opened.value;
  const inForce = await currentSecret(file, secret);
  const key = inForce && (await keysOf(file, inForce));
  secret.bytes.fill(0);
  inForce?.bytes.fill(0);
  if (!key) return refused('no-key');
  const user = told.ok ? told.value.user : await staffCalled(database, key, asked.name);
  if (!user) return refused('nobody');
  if (voucher?.user === user.user) return refused('self');
  const heard = told.ok ? told.value.vouched : undefined; // an older server does not say
  const vouched = heard ?? (asked.managers ?? []).map((one) => voucher?.name ?? nameOf(one));
  const hasKit = asked.words !== undefined;
  const means = hasKit ? (vouched.length > 0 ? 'kit-and-manager' : 'kit') : 'manager';
  const glass: Glass = { alarm, until: now() + GLASS_MS, means, vouched, reason: asked.reason };
  return ok({ user, device: null, session: null, key, glass });
}

async function tellServer(
  calls: Pick<ServerCalls, 'manage'>,
  { name, reason, ...shown }: LostSignIn,
  alarm: string,
  token: string
): Promise<Result<BrokenGlass, CallRefusal>> {
  const vouching = await vouchingOf(calls, shown);
  if (!vouching.ok) return vouching;
  return await calls.manage<BrokenGlass>('device/break-glass', token, { alarm, name, reason, ...vouching.value });
}

/** What opens this device, and the manager whose wrap it was, where it was one's. @param copy from the server, which said yes */
async function secretOf(
  file: KeyFile,
  { words, managers = [] }: ShownInstead,
  copy: string | undefined
): Promise<Result<{ readonly secret: StorageSecret; readonly voucher: User | null }, CallRefusal>> {
  const copied = copy === undefined ? null : await fromCopy(file, bytesOf(copy));
  if (copied) return ok({ secret: copied, voucher: null });
  if (words !== undefined) {
    if (!file.recovery) return refused(copy === undefined ? 'no-kit-here' : 'no-key');
    const { openKit } = await import('#protocol/recovery-kit.ts'); // with 2,048 words, needed by few
    const kit = await openKit(words, file.recovery.publicKey);
    if (!kit.ok) return kit;
    const secret = await fromRecovery(file, kit.value);
    return secret ? ok({ secret, voucher: null }) : refused('no-key');
  }
  const [manager] = managers;
  if (manager && 'passkey' in manager) return await openedByPasskey(file, manager);
  const factor = manager ? await factorOf(file, manager.passphrase) : null;
  const opened = factor && (await openWith(file.wraps, factor));
  const voucher = opened?.person as User | undefined; // unlock.ts put it there
  if (!opened || !voucher || voucher.role !== 'manager' || !isCalled(voucher, manager?.name ?? ''))
    return refused('unknown-manager');
  return ok({ secret: opened.secret, voucher });
}

/** Without the server a passkey vouches as it signs in: by the secret it gives, and by what it signed now. */
async function openedByPasskey(
  file: KeyFile,
  { passkey: { challenge, rpId, origin, shown } }: VouchedPasskey
): Promise<Result<{ readonly secret: StorageSecret; readonly voucher: User }, CallRefusal>> {
  const found = await whose(file, shown, { challenge, rpId, origin });
  if (!found.ok) return refused('unknown-passkey');
  const { user, secret } = found.value;
  if (user.role === 'manager') return ok({ secret, voucher: user });
  secret.bytes.fill(0);
  return refused('unknown-passkey');
}

const nameOf = (voucher: Voucher): string => ('name' in voucher ? voucher.name : '');

/** Somebody of the staff as this device knows it; null for nobody. */
async function staffCalled(database: Database, key: StorageKey, name: string): Promise<User | null> {
  const { sealing } = database;
  database.sealing = sealingWith(theseKeys(key), database);
  try {
    const { staff } = await createRows(database, '', () => Promise.resolve([])).practice();
    return [...staff.values()].find((person) => isCalled(person, name)) ?? null;
  } finally {
    database.sealing = sealing;
  }
}
