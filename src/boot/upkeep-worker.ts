import { startUpkeep, type Upkeep, type UpkeepOptions } from './upkeep.ts';

/** What the page tells the worker, and what it hears. */
export type ToUpkeep = { readonly start: UpkeepOptions } | { readonly news: number };
export interface FromUpkeep {
  readonly fault: string | null;
}

let upkeep: Upkeep | null = null;

self.onmessage = ({ data }: MessageEvent<ToUpkeep>) => {
  if ('news' in data) upkeep?.news(data.news);
  else
    upkeep = startUpkeep(data.start, {
      fault: (fault) => tell({ fault })
    });
};

function tell(message: FromUpkeep): void {
  self.postMessage(message);
}
