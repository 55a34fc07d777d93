import type { Result, Words } from '#domain/result.ts';
import type { Station } from '#station/station.ts';
import type { StorageKeyRefusal, StorageKeyState } from '#station/storage-key.ts';
import type { ZoneId } from '#domain/time.ts';

/** Puts a new storage key in force at this device [VAU-10]. That is in the access log before it begins. @throws {StorageFault} */
export async function changeStorageKey(station: Pick<Station, 'storageKey'>): Promise<Result<void, StorageKeyRefusal>> {
  return await station.storageKey.change();
}

export const storageKeyWords: Words<StorageKeyRefusal> = {
  'storage-key/under-way': () => 'A new key is being brought in already.',
  'storage-key/old-tab': () =>
    'Another tab of this app was opened before its last update. Close it or load it anew, then change the key.',
  'storage-key/sign-in-first': () =>
    'The next key is made ready when somebody signs in. Sign out and in again, then change it.'
};

/** How the key stands, in sentences. @param now by the server's clock */
export function storageKeyText({ since, change }: StorageKeyState, now: number, zone: ZoneId): readonly string[] {
  const moment = new Intl.DateTimeFormat('en-US', { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' });
  if (since === null) return ['The key in use has no date yet; it gets one when the server is heard.'];
  if (!change) return [`The key in use is of ${moment.format(since)}. No other opens anything here.`];
  const copied = change.isCopied ? [] : ['The server does not have the new key yet; it gets it at the next contact.'];
  const until =
    change.until > now
      ? `The key before opens this device until ${moment.format(change.until)}. Who has not signed in here by then needs the server, once.`
      : 'The key before still opens this device: it is let go of at the next contact with the server.';
  return [`A new key is in use since ${moment.format(since)}.`, ...copied, until];
}
