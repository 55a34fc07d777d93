import { startUpkeep, type Upkeep, type UpkeepOptions } from './upkeep.ts';

/** What the page tells the worker, and what it hears. */
export type ToUpkeep = { readonly start: UpkeepOptions } | { readonly news: number };
export type FromUpkeep = { readonly firstSync: number | null } | { readonly fault: string | null };

let upkeep: Upkeep | null = null;

self.onmessage = ({ data }: MessageEvent<ToUpkeep>) => {
  if ('news' in data) upkeep?.news(data.news);
  else
    upkeep = startUpkeep(data.start, {
      firstSync: (firstSync) => tell({ firstSync }),
      fault: (fault) => tell({ fault })
    });
};

function tell(message: FromUpkeep): void {
  self.postMessage(message);
}
