/** When a device that nobody touches veils what it shows, locks, and forgets its key. Milliseconds. */
export interface LockTimes {
  readonly veil: number;
  readonly lock: number;
  /** After locking. */
  readonly forget: number;
  /** Since it was opened, however busy it was. */
  readonly most: number;
  /** It slept for so long: a lid was closed, a tablet put away. */
  readonly sleep: number;
}

const MINUTE = 60_000;
/** 45 CFR 164.312(a)(2)(iii), in SECURITY.md's figures: a desk patients can see. What is carried about locks sooner (src/domain/practice/lock-times.ts). */
export const DESK_TIMES: LockTimes = {
  veil: MINUTE,
  lock: 5 * MINUTE,
  forget: 15 * MINUTE,
  most: 12 * 60 * MINUTE,
  sleep: 2 * MINUTE
};

/** `forgotten`: the key has to go, and with it everything that was read with it. */
export type LockStage = 'open' | 'veiled' | 'locked' | 'forgotten';

export interface Lock {
  readonly stage: LockStage;
  /** Somebody is there: a key, a touch, the mouse. Opens the veil, not the lock. */
  active(): void;
  lockNow(): void;
  /** Somebody has shown who they are. */
  unlock(): void;
  /** From now on these count. */
  setTimes(times: LockTimes): void;
  stop(): void;
}

export interface LockSeams {
  now(): number;
  /** Calls again and again. Returns the way to stop. */
  every(ms: number, work: () => void): () => void;
}

export const browserLockSeams: LockSeams = {
  now: () => Date.now(),
  every: (ms, work) => {
    const timer = setInterval(work, ms);
    return () => clearInterval(timer);
  }
};

/** It looks so often; browsers let a hidden page look once a minute, which is what `sleep` must be longer than. */
const LOOK_MS = 1_000;

/** Follows the clock of an open device [VAU-8]. @param changed told of each new stage; `forgotten` is the last */
export function followLock(
  began: LockTimes,
  changed: (stage: LockStage) => void,
  seams: LockSeams = browserLockSeams
): Lock {
  let times = began;
  const openedAt = seams.now();
  let activeAt = openedAt;
  let lookedAt = openedAt;
  let lockedAt: number | null = null;
  let stage: LockStage = 'open';
  const stop = seams.every(LOOK_MS, look);

  function look(): void {
    const now = seams.now();
    // A clock that is set back says nothing of how long nobody was there: then it counts from now.
    if (now < lookedAt) {
      activeAt = now;
      if (lockedAt !== null) lockedAt = now;
    }
    const slept = now - lookedAt >= times.sleep;
    lookedAt = now;
    if (slept || now - openedAt >= times.most) return enter('forgotten');
    if (lockedAt !== null) return enter(now - lockedAt >= times.forget ? 'forgotten' : 'locked');
    const idle = now - activeAt;
    if (idle >= times.lock) {
      lockedAt = now;
      enter('locked');
    } else enter(idle >= times.veil ? 'veiled' : 'open');
  }

  function enter(next: LockStage): void {
    if (next === stage || stage === 'forgotten') return;
    stage = next;
    if (next === 'forgotten') stop();
    changed(next);
  }

  return {
    get stage() {
      return stage;
    },
    active: () => {
      look();
      if (stage !== 'open' && stage !== 'veiled') return;
      activeAt = seams.now();
      enter('open');
    },
    lockNow: () => {
      lockedAt ??= seams.now();
      enter('locked');
    },
    unlock: () => {
      if (stage === 'forgotten') return;
      lockedAt = null;
      activeAt = seams.now();
      enter('open');
    },
    setTimes: (next) => (times = next),
    stop
  };
}
