import type { Place } from '#storage/sealing.ts';
import type { DiskFault } from '#storage/faults.ts';
import { startUpkeep, type Upkeep, type UpkeepOptions } from './upkeep.ts';

/** What the page tells the worker, and what it hears. */
export type ToUpkeep = { readonly start: UpkeepOptions } | { readonly news: number } | { readonly hold: boolean };
export type FromUpkeep =
  | { readonly fault: string | null; readonly code: DiskFault['code'] | null }
  | { readonly isAlmostFull: boolean }
  | { readonly damaged: Place };

let upkeep: Upkeep | null = null;

self.onmessage = ({ data }: MessageEvent<ToUpkeep>) => {
  if ('news' in data) upkeep?.news(data.news);
  else if ('hold' in data) upkeep?.hold(data.hold);
  else
    upkeep = startUpkeep(data.start, {
      fault: (fault, code) => tell({ fault, code }),
      space: (isAlmostFull) => tell({ isAlmostFull }),
      damaged: (damaged) => tell({ damaged })
    });
};

function tell(message: FromUpkeep): void {
  self.postMessage(message);
}
