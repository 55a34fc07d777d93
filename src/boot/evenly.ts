/** What time it is for `evenly`, and waiting. Tests bring their own. */
export interface Pace {
  /** Milliseconds, never set back. */
  now(): number;
  wait(ms: number): Promise<void>;
}

const PACE: Pace = {
  now: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms))
};

/**
 * Does the work and answers at the next full step after it, so that the time of the answer does not tell how the work went (SECURITY.md T1).
 * The work itself must take the same ways for a match and a miss; this hides what is left of a difference. A throw waits too.
 * @param stepMs answers come at multiples of this, counted from the question
 */
export async function evenly<T>(work: () => Promise<T>, stepMs: number, pace: Pace = PACE): Promise<T> {
  const began = pace.now();
  try {
    return await work();
  } finally {
    const took = pace.now() - began;
    await pace.wait(Math.max(1, Math.ceil(took / stepMs)) * stepMs - took);
  }
}
