/**
 * Runs one at a time: what is asked for again while it is under way, by a double click or a key held down, is passed over. For what
 * writes; a command looks at what stands there before it writes, and two at once would both find nothing there.
 */
export function oneAtATime<Args extends readonly unknown[]>(
  run: (...args: Args) => Promise<void>
): (...args: Args) => Promise<void> {
  let busy = false;
  return async (...args) => {
    if (busy) return;
    busy = true;
    try {
      await run(...args);
    } finally {
      busy = false;
    }
  };
}
