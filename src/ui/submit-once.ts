/**
 * A form's `onsubmit` that runs one at a time: Enter held down, or pressed twice, saves once. The browser's own submit, which would load the
 * page anew, never happens.
 */
export function submitOnce(run: () => Promise<void>): (event: SubmitEvent) => Promise<void> {
  let busy = false;
  return async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    try {
      await run();
    } finally {
      busy = false;
    }
  };
}
