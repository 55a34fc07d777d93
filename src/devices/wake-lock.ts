/**
 * Keeps the screen on for as long as the page shows. A browser lets go of the lock whenever the page is hidden, so it is asked
 * for again when the page is seen. Does nothing where there is no wake lock (a page without HTTPS). Returns the way to let go.
 */
export function keepAwake(page: Document): () => void {
  let lock: WakeLockSentinel | null = null;
  let isWanted = true;
  const ask = async (): Promise<void> => {
    if (!('wakeLock' in navigator) || page.visibilityState !== 'visible' || (lock && !lock.released)) return;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (!isWanted) await lock.release();
    } catch {
      lock = null; // low battery, or policy; asked again when the page is next seen
    }
  };
  const onSeen = (): void => void ask();
  page.addEventListener('visibilitychange', onSeen);
  void ask();
  return () => {
    isWanted = false;
    page.removeEventListener('visibilitychange', onSeen);
    void lock?.release();
  };
}
