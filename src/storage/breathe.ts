/** A frame is 16 ms: work that goes on for longer lets input and paint in between. */
const LONGEST_MS = 8;

/** Called now and then by long work: gives the thread to others when it has been held too long. Not inside a transaction, which would end. */
export function breather(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < LONGEST_MS) return;
    await yieldToOthers();
    since = performance.now();
  };
}

async function yieldToOthers(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  if (scheduler?.yield) await scheduler.yield();
  else await new Promise((resolve) => setTimeout(resolve, 0));
}
