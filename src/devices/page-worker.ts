import { PAGE_WORK, type PageWork } from './page-work.ts';

/** One piece of work; `ask` names it, `with` is what it takes. */
export interface ToPages {
  readonly id: number;
  readonly ask: keyof PageWork;
  readonly with: readonly unknown[];
}
export type FromPages =
  { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly failed: string };

self.onmessage = ({ data }: MessageEvent<ToPages>) => void work(data);

async function work({ id, ask, with: what }: ToPages): Promise<void> {
  const doing = PAGE_WORK[ask] as (...all: readonly unknown[]) => Promise<unknown>; // page-aside.ts asks with what it takes
  try {
    self.postMessage({ id, answer: await doing(...what) } satisfies FromPages);
  } catch (error) {
    self.postMessage({ id, failed: error instanceof Error ? error.message : 'unknown' } satisfies FromPages);
  }
}
