import type { EntryName } from '#domain/audit/chain.ts';
import { idFrom } from '#domain/ids.ts';
import { localDateOf } from '#domain/time.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { signed, type DeviceKeys } from '#protocol/device-keys.ts';
import type { Replica } from '#replica/replica.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';
import { openAuditLog, type AuditSigner, type OpenAuditLog } from './audit-log.ts';
import type { DeviceClock } from './device-clock.ts';
import { KEYS_KEY } from './identity.ts';
import type { User } from './door.ts';

/** Key in `meta`: the last entry of the access log this device wrote, in whichever tab. */
const LAST_KEY = 'audit-last';

interface TabAuditParts {
  readonly database: Database;
  readonly credentials: DeviceCredentials;
  readonly user: User;
  readonly replica: Pick<Replica, 'record'>;
  readonly clock: DeviceClock;
}

/** The access log of a person's stay at this tab. */
export function openTabAudit({ database, credentials, user, replica, clock }: TabAuditParts): OpenAuditLog {
  // A board writes nothing at all, this included: the server knows what it was given.
  if (credentials.role === 'board') return SILENT;
  const newSession = (): string => idFrom(crypto.getRandomValues(new Uint8Array(10)));
  const log = openAuditLog({
    device: credentials.deviceNo,
    user: user.user,
    session: newSession(),
    newSession,
    replica,
    now: clock.now,
    today: () => localDateOf(clock.now(), credentials.zone),
    sign: signer(database),
    last: {
      read: () => readMeta<EntryName>(database, LAST_KEY),
      keep: (name) => writeMeta(database, LAST_KEY, name)
    }
  });
  const stop = flushWhenHidden(() => void log.flush().catch(() => undefined));
  log.saw({ action: 'session/began', refs: [`device:${credentials.deviceNo}`] });
  return {
    saw: (note) => log.saw(note),
    did: (note) => log.did(note),
    note: (note) => log.note(note),
    flush: () => log.flush(),
    close: () => {
      stop();
      return log.close();
    }
  };
}

/** Signs with this device's key, where it has one. */
function signer(database: Database): AuditSigner {
  return async (text) => {
    const keys = await readMeta<DeviceKeys>(database, KEYS_KEY);
    if (!keys) return null;
    const { bytesOfHex } = await import('#domain/audit/chain.ts');
    const signature = await signed(new TextEncoder().encode(text), keys.sig.privateKey);
    return { keyId: 'device', signature: bytesOfHex(signature) };
  };
}

const SILENT: OpenAuditLog = {
  saw: () => undefined,
  did: () => undefined,
  note: () => Promise.resolve(),
  flush: () => Promise.resolve(),
  close: () => Promise.resolve()
};

/** The page goes, or may go: what was seen and is not on disk yet is written now. */
function flushWhenHidden(flush: () => void): () => void {
  if (typeof document === 'undefined') return () => undefined;
  const hidden = (): void => {
    if (document.visibilityState === 'hidden') flush();
  };
  document.addEventListener('visibilitychange', hidden);
  return () => document.removeEventListener('visibilitychange', hidden);
}
