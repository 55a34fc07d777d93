/** Time, chance and network, as one thing to hand in: a test or the simulation hands in its own. */
export interface Seams {
  /** Milliseconds that only go forward: for measuring how long something takes, never for dating facts. */
  elapsed(): number;
  random(): number;
  /** Calls once, later. Returns the way to call it off. */
  after(ms: number, work: () => void): () => void;
  dial(url: string, protocols: readonly string[]): WebSocket;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

export const browserSeams: Seams = {
  elapsed: () => performance.now(),
  random: () => Math.random(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
  dial: (url, protocols) => new WebSocket(url, [...protocols]),
  fetch: (url, init) => fetch(url, init)
};

/** Waits, unless it is called off. */
export function pause(seams: Seams, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const cancel = seams.after(ms, done);
    signal.addEventListener('abort', done);
    function done(): void {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

/** The `attempt`-th wait (from 0): doubling from `first` to `most`, somewhere in its upper half, so that a clinic's devices spread out. */
export function backOffMs(seams: Seams, attempt: number, first: number, most: number): number {
  const full = Math.min(most, first * 2 ** Math.min(attempt, 30));
  return full * (0.5 + seams.random() / 2);
}
