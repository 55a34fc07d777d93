import type { DeviceCredentials } from '#protocol/http.ts';
import type { Station, Surface } from '#station/station.ts';
import { followLockTimes } from './lock-times.ts';
import type { OwnPasskeysOptions } from './own-passkeys.ts';

interface FollowOptions extends Pick<OwnPasskeysOptions, 'database' | 'calls' | 'key'> {
  readonly surface: Surface;
  readonly credentials: Pick<DeviceCredentials, 'token'>;
}

/** What a desk does whenever it hears something new of its practice. Returns the way to stop. */
export function followPractice(station: Pick<Station, 'watch'>, options: FollowOptions): () => void {
  const stops = [
    followWaysIn(station, options),
    ...(options.surface === 'desk' ? [followLockTimes(station, options)] : [])
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/**
 * Forgets who is no longer let in (own-passkeys.ts) at once, and whenever somebody was added, disabled or let in again, at a desk: nobody
 * signs in elsewhere. Returns the way to stop.
 */
export function followWaysIn(
  station: Pick<Station, 'watch'>,
  { surface, database, calls, credentials: { token }, key }: FollowOptions
): () => void {
  if (surface !== 'desk' || !key) return () => undefined;
  const forget = async (): Promise<void> => {
    const { forgetWaysIn } = await import('./own-passkeys.ts');
    await forgetWaysIn(database, calls, token, key);
  };
  // Not worth a word to anybody when it fails: the next change asks again, and so does who signs in.
  return station.watch(
    async (rows) => [...(await rows.practice()).staff.keys()].join(),
    () => void forget().catch(() => undefined)
  );
}
