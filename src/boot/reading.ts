import type { PageReading } from '#station/page-reading.ts';

/** Fetched when somebody has a page read, or opens a screen on which that is offered. */
const reader = () => import('#devices/page-text.ts');

let isPrepared = false;

/** What a desk does to read pages and cards. */
export const reading: PageReading = {
  read: async (files, how) => {
    try {
      return await (await reader()).readText(files, how);
    } catch {
      return { type: 'away' }; // its part of the app could not be fetched
    }
  },
  prepare: () => {
    if (isPrepared) return;
    isPrepared = true;
    requestIdleCallback(() => void prepare(), { timeout: 20_000 });
  }
};

async function prepare(): Promise<void> {
  try {
    await reader();
    isPrepared = await (await import('#devices/read-aside.ts')).fetchReader();
  } catch {
    isPrepared = false; // without the server they come next time
  }
}
