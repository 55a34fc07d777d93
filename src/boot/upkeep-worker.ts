import type { Place } from '#storage/sealing.ts';
import { startUpkeep, type Upkeep, type UpkeepOptions } from './upkeep.ts';

/** What the page tells the worker, and what it hears. */
export type ToUpkeep = { readonly start: UpkeepOptions } | { readonly news: number };
export type FromUpkeep = { readonly fault: string | null } | { readonly damaged: Place };

let upkeep: Upkeep | null = null;

self.onmessage = ({ data }: MessageEvent<ToUpkeep>) => {
  if ('news' in data) upkeep?.news(data.news);
  else
    upkeep = startUpkeep(data.start, {
      fault: (fault) => tell({ fault }),
      damaged: (damaged) => tell({ damaged })
    });
};

function tell(message: FromUpkeep): void {
  self.postMessage(message);
}
