import { followLockTimes } from './lock-times.ts';
import { followWaysIn } from './own-passkeys.ts';

/** What a desk does whenever it hears something new of its practice. Returns the way to stop. */
export function followPractice(...followed: Parameters<typeof followWaysIn>): () => void {
  const [station, options] = followed;
  const stops = [followWaysIn(...followed), ...(options.surface === 'desk' ? [followLockTimes(station, options)] : [])];
  return () => {
    for (const stop of stops) stop();
  };
}
