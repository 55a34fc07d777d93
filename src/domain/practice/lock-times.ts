import { standing, type Fact, type Recorded } from '../fact.ts';

/** What stands where patients may see it, and what is carried about. */
export type ScreenKind = 'desk' | 'carried';
export const SCREEN_KINDS: readonly ScreenKind[] = ['desk', 'carried'];

/** When a screen that nobody touches veils what it shows, locks and forgets its key, and how long it may be used without the server. */
export interface ScreenTimes {
  readonly veilSeconds: number;
  readonly lockMinutes: number;
  /** After it has locked. */
  readonly forgetMinutes: number;
  /** Since the server was last heard of; a manager may go on for longer (src/vault/lease.ts). */
  readonly offlineHours: number;
}

/** A fact of the `practice` document: of one kind of screen, from now on, on all of them [LOCK-1]. */
export type LockTimesFact = Fact<'lock-times/set', ScreenTimes & { readonly screen: ScreenKind }>;

/** 45 CFR 164.312(a)(2)(iii), in SECURITY.md's figures. */
export const USUAL_LOCK_TIMES: Readonly<Record<ScreenKind, ScreenTimes>> = {
  desk: { veilSeconds: 60, lockMinutes: 5, forgetMinutes: 15, offlineHours: 12 },
  carried: { veilSeconds: 60, lockMinutes: 2, forgetMinutes: 15, offlineHours: 12 }
};

/**
 * The least and the most of each: less and nobody can work, more and the lock is none. Offline no longer than a session lives at the
 * server, or what is written then would be nobody's.
 */
export const LOCK_BOUNDS: Readonly<Record<keyof ScreenTimes, readonly [least: number, most: number]>> = {
  veilSeconds: [10, 300],
  lockMinutes: [1, 15],
  forgetMinutes: [1, 60],
  offlineHours: [1, 12]
};
const PARTS = Object.keys(LOCK_BOUNDS) as readonly (keyof ScreenTimes)[]; // the record has these keys and no others

/** Which of them are not whole numbers within their bounds; empty when all are. */
export function outOfBounds(times: ScreenTimes): readonly (keyof ScreenTimes)[] {
  return PARTS.filter((part) => !Number.isInteger(times[part]) || times[part] !== bounded(part, times[part]));
}

/** Of each kind of screen, as last set; within bounds whatever a fact says, so that none makes a screen stay open [LOCK-2]. */
export function lockTimesOf(facts: readonly Recorded[]): ReadonlyMap<ScreenKind, ScreenTimes> {
  const times = new Map<ScreenKind, ScreenTimes>(SCREEN_KINDS.map((screen) => [screen, USUAL_LOCK_TIMES[screen]]));
  for (const { fact } of standing(
    facts.filter(({ fact: { kind } }) => kind === 'lock-times/set' || kind === 'fact/voided')
  )) {
    const { kind, of } = fact as LockTimesFact; // what is left is one
    if (kind !== 'lock-times/set' || !times.has(of.screen)) continue; // of a newer version's kind of screen
    const { veilSeconds, lockMinutes, forgetMinutes, offlineHours } = of;
    times.set(of.screen, boundedTimes({ veilSeconds, lockMinutes, forgetMinutes, offlineHours }));
  }
  return times;
}

/** The nearest times within bounds: what lies on a disk may have been changed by hand. */
export function boundedTimes({ veilSeconds, lockMinutes, forgetMinutes, offlineHours }: ScreenTimes): ScreenTimes {
  return {
    veilSeconds: bounded('veilSeconds', veilSeconds),
    lockMinutes: bounded('lockMinutes', lockMinutes),
    forgetMinutes: bounded('forgetMinutes', forgetMinutes),
    offlineHours: bounded('offlineHours', offlineHours)
  };
}

function bounded(part: keyof ScreenTimes, value: number): number {
  const [least, most] = LOCK_BOUNDS[part];
  return Math.min(most, Math.max(least, value));
}
