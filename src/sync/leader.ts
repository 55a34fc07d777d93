import type { Seams } from './seams.ts';

export interface LeaderOptions {
  /** `anteroom-desk-leader`: one leader a surface and device. */
  readonly name: string;
  readonly seams: Seams;
  readonly locks: LockManager;
  /** Whether a person looks at this tab: only such a one takes the lock from another. */
  isSeen(): boolean;
  /** Leads until called off: this tab was closed, or another took over because this one gave no sign of life. */
  lead(signal: AbortSignal): void;
}

export interface Candidate {
  /** A sign of life of a leading tab; also called from the socket, because timers of hidden tabs are slowed down. */
  beat(): void;
  stop(): void;
}

const BEAT_MS = 2_000;
/** A leader that is silent for this long is frozen: its lock is taken from it. Its death, in contrast, frees the lock at once. */
const SILENCE_MS = 9_000;

/** Stands for leader among the tabs of a surface: waits for the Web Lock, and takes it from a tab that is frozen with it. */
export function standForLeader({ name, seams, locks, isSeen, lead }: LeaderOptions): Candidate {
  const channel = new BroadcastChannel(name);
  const life = new AbortController();
  let heardAt = seams.elapsed();
  let lastBeat = -Infinity;
  let isLeading = false;
  let takeIt = false;
  let giveUpWaiting = (): void => undefined;
  let cancel = (): void => undefined;
  channel.onmessage = () => (heardAt = seams.elapsed());

  async function stand(): Promise<void> {
    while (!life.signal.aborted) {
      const wait = new AbortController();
      const turn = new AbortController();
      giveUpWaiting = () => wait.abort();
      const options = takeIt ? { steal: true } : { signal: wait.signal };
      takeIt = false;
      // It fails when waiting is given up, or when another tab takes the lock: that one leads now.
      await locks.request(name, options, () => leading(turn.signal)).catch(() => undefined);
      isLeading = false;
      turn.abort();
      heardAt = seams.elapsed();
    }
  }

  /** Resolves when this tab is done: until then the lock is its own. */
  function leading(turn: AbortSignal): Promise<void> {
    if (life.signal.aborted) return Promise.resolve();
    const over = AbortSignal.any([turn, life.signal]);
    isLeading = true;
    beat();
    lead(over);
    return new Promise((resolve) => over.addEventListener('abort', () => resolve(), { once: true }));
  }

  function beat(): void {
    if (!isLeading || seams.elapsed() - lastBeat < BEAT_MS / 2) return;
    lastBeat = seams.elapsed();
    channel.postMessage('leading');
  }

  function watch(): void {
    beat();
    if (!isLeading && isSeen() && seams.elapsed() - heardAt > SILENCE_MS) {
      takeIt = true;
      heardAt = seams.elapsed();
      giveUpWaiting();
    }
    cancel = seams.after(BEAT_MS, watch);
  }

  void stand();
  watch();
  return {
    beat,
    stop: () => {
      cancel();
      life.abort();
      giveUpWaiting();
      channel.close();
    }
  };
}
