import { practiceDoc } from '#domain/documents.ts';
import { LOCK_BOUNDS, outOfBounds, type ScreenKind, type ScreenTimes } from '#domain/practice/lock-times.ts';
import { err, ok, type Result, type Words } from '#domain/result.ts';
import type { Station } from '#station/station.ts';

export type LockTimesRefusal =
  | { readonly code: 'lock-times/bounds'; readonly part: keyof ScreenTimes }
  | { readonly code: 'lock-times/veil-after-lock' };

/** Says when screens of a kind lock, on all of them [LOCK-1]. */
export async function setLockTimes(
  station: Station,
  screen: ScreenKind,
  times: ScreenTimes
): Promise<Result<void, LockTimesRefusal>> {
  const [part] = outOfBounds(times);
  if (part) return err({ code: 'lock-times/bounds', part });
  if (times.veilSeconds > times.lockMinutes * 60) return err({ code: 'lock-times/veil-after-lock' });
  const { veilSeconds, lockMinutes, forgetMinutes, offlineHours } = times;
  await station.record('devices/set-lock-times', practiceDoc, [
    { kind: 'lock-times/set', of: { screen, veilSeconds, lockMinutes, forgetMinutes, offlineHours } }
  ]);
  const reason = `${screen}: ${veilSeconds} s, ${lockMinutes} min, ${forgetMinutes} min, ${offlineHours} h`;
  station.audit.did({ action: 'lock-times/changed', refs: [], reason });
  return ok();
}

export const TIME_WORDS: Readonly<Record<keyof ScreenTimes, { readonly label: string; readonly unit: string }>> = {
  veilSeconds: { label: 'Blurs after', unit: 'seconds' },
  lockMinutes: { label: 'Locks after', unit: 'minutes' },
  forgetMinutes: { label: 'Forgets its key after another', unit: 'minutes' },
  offlineHours: { label: 'Works offline for', unit: 'hours' }
};

export const lockTimesWords: Words<LockTimesRefusal> = {
  'lock-times/bounds': ({ part }) => {
    const [least, most] = LOCK_BOUNDS[part];
    const { label, unit } = TIME_WORDS[part];
    return `“${label}” takes ${least} to ${most} ${unit}.`;
  },
  'lock-times/veil-after-lock': () => 'A screen blurs before it locks, not after.'
};
