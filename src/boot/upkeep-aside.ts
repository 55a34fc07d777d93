import type { Upkeep, UpkeepOptions, UpkeepReports } from './upkeep.ts';
import type { FromUpkeep, ToUpkeep } from './upkeep-worker.ts';

/** Upkeep off the main thread; where there are no workers (tests in Node), on it. */
export function startUpkeepAside(options: UpkeepOptions, reports: UpkeepReports): Upkeep {
  return typeof Worker === 'undefined' ? onThisThread(options, reports) : inWorker(options, reports);
}

function inWorker(options: UpkeepOptions, reports: UpkeepReports): Upkeep {
  const worker = new Worker(new URL('./upkeep-worker.ts', import.meta.url), { type: 'module' });
  const tell = (message: ToUpkeep): void => worker.postMessage(message);
  worker.onmessage = ({ data }: MessageEvent<FromUpkeep>) => {
    if ('damaged' in data) reports.damaged(data.damaged);
    else if ('isAlmostFull' in data) reports.space(data.isAlmostFull);
    else reports.fault(data.fault, data.code);
  };
  tell({ start: options });
  return {
    news: (head) => tell({ news: head }),
    hold: (isHeld) => tell({ hold: isHeld }),
    // It may be killed at any point: all it does is whole transactions.
    stop: () => worker.terminate()
  };
}

function onThisThread(options: UpkeepOptions, reports: UpkeepReports): Upkeep {
  let upkeep: Upkeep | null = null;
  let stopped = false;
  let head = 0;
  let isHeld = false;
  void import('./upkeep.ts').then(({ startUpkeep }) => {
    if (stopped) return;
    upkeep = startUpkeep(options, reports);
    upkeep.news(head);
    upkeep.hold(isHeld);
  });
  return {
    news: (grown) => {
      head = grown;
      upkeep?.news(grown);
    },
    hold: (held) => {
      isHeld = held;
      upkeep?.hold(held);
    },
    stop: () => {
      stopped = true;
      upkeep?.stop();
    }
  };
}
