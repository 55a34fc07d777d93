import { oneAtATime } from './one-at-a-time.ts';

/** A form's `onsubmit` that saves once, however often Enter is pressed. The browser's own submit, which would load the page anew, never happens. */
export function submitOnce(run: () => Promise<void>): (event: SubmitEvent) => Promise<void> {
  const once = oneAtATime(run);
  return async (event) => {
    event.preventDefault();
    await once();
  };
}
