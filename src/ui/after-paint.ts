/** A hidden tab draws no frames. */
const MOST_WAIT_MS = 1_000;

/** Calls once the frame that shows the page as it is now was made: for what the first look at a screen need not wait for. Returns the way to call it off. */
export function afterPaint(run: () => void): () => void {
  let isOver = false;
  const once = (): void => {
    if (isOver) return;
    stop();
    run();
  };
  const timer = setTimeout(once, MOST_WAIT_MS);
  const frame = requestAnimationFrame(() => setTimeout(once, 0));
  function stop(): void {
    isOver = true;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
  }
  return stop;
}
