import { keepAwake } from '#devices/wake-lock.ts';

/** Keeps this screen on while the page shows. Returns the way to let go. */
export function keepScreenOn(): () => void {
  return keepAwake(document);
}

/** Hour of the device's night at which a board starts afresh: a page that runs for months should not have to. */
const RELOAD_HOUR = 3;

/** Loads the page anew each night, if the server is there to give it. Returns the way to stop. */
export function reloadNightly(isOnline: () => boolean): () => void {
  let timer = setTimeout(reload, untilHour(RELOAD_HOUR, new Date()));
  function reload(): void {
    if (isOnline()) location.reload();
    else timer = setTimeout(reload, 60 * 60_000);
  }
  return () => clearTimeout(timer);
}

/** Milliseconds until the next time the clock shows this hour, half a minute into it so that a tick early cannot load twice. */
export function untilHour(hour: number, now: Date): number {
  const next = new Date(now);
  next.setHours(hour, 0, 30, 0);
  if (next <= now) next.setDate(next.getDate() + 1);
  return next.getTime() - now.getTime();
}
