import { dev } from '$app/environment';
import type { Workbox } from 'workbox-window';
import { isHeld, watchHolds } from '#station/holds.ts';

/** `waiting`: a new build is here and asks. `accepted`: it comes as soon as no tab has a form half filled. */
type UpdateState = 'none' | 'waiting' | 'accepted';

/** Every tab that must not be interrupted shares this lock; who updates needs it alone. */
const LOCK = 'anteroom-update';
const LOOK_AGAIN_MS = 60 * 60_000;
const TRY_AGAIN_MS = 5_000;
const INSTALL_AGAIN_MS = 60_000;

let state = $state<UpdateState>('none');
let worker: Workbox | null = null;
let isStarted = false;

/** The update of the app itself, for whoever shows it. */
export const appUpdate = {
  get state(): UpdateState {
    return state;
  },
  /** Takes the update; at once, or when the last half-filled form of any tab is finished. */
  accept(): void {
    if (state !== 'waiting') return;
    state = 'accepted';
    void takeWhenFree();
  }
};

/**
 * Registers the service worker, which makes the app work offline, and looks for new builds. `automatic` is for screens with nobody to
 * ask (kiosk, board): they take an update by themselves when nothing is under way.
 */
export function startAppUpdate({ automatic }: { readonly automatic: boolean }): void {
  if (dev || isStarted || !('serviceWorker' in navigator)) return;
  isStarted = true;
  let isFirst = navigator.serviceWorker.controller === null;
  // In every tab: with the new worker the old build's files are gone from the cache, and lazy parts of this page with them.
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!isFirst) reloadWhenFree();
    isFirst = false;
  });
  shareLockWhileHeld();
  void register(automatic);
}

/** What registers it is fetched behind the page: nothing on the first screen needs it. */
async function register(automatic: boolean): Promise<void> {
  const there = await import('workbox-window').catch(() => null);
  // No network, and nothing in the cache yet.
  if (!there) return void setTimeout(() => void register(automatic), TRY_AGAIN_MS);
  const workbox = (worker = new there.Workbox('/service-worker.js', { updateViaCache: 'none' }));
  workbox.addEventListener('waiting', () => {
    state = 'waiting';
    if (automatic) appUpdate.accept();
  });
  installUntilThere(workbox);
  setInterval(() => void workbox.update().catch(() => undefined), LOOK_AGAIN_MS);
}

/** A first install that loses its network leaves nothing behind: it is begun again, or this device would never work offline. */
function installUntilThere(workbox: Workbox): void {
  const install = async (): Promise<void> => {
    const there = await navigator.serviceWorker.getRegistration();
    if (there?.active) stop();
    else if (!there) await workbox.register({ immediate: true });
  };
  // A private window may forbid it.
  const again = (): void => void install().catch(() => undefined);
  const timer = setInterval(again, INSTALL_AGAIN_MS);
  const stop = (): void => {
    clearInterval(timer);
    removeEventListener('online', again);
  };
  addEventListener('online', again);
  void workbox.register().catch(() => undefined);
}

/** Keeps `LOCK` shared for as long as something in this tab holds updates back. */
function shareLockWhileHeld(): void {
  let release: (() => void) | null = null;
  const follow = (): void => {
    if (isHeld() && !release) {
      const held = new Promise<void>((resolve) => (release = resolve));
      void navigator.locks.request(LOCK, { mode: 'shared' }, () => held).catch(() => undefined);
    } else if (!isHeld() && release) {
      release();
      release = null;
    }
  };
  watchHolds(follow);
  follow();
}

/** Asks again and again instead of queueing: a queued request would make the next form wait for its own hold. */
async function takeWhenFree(): Promise<void> {
  const done = await navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => {
    if (!lock || isHeld()) return false;
    worker?.messageSkipWaiting();
    return true;
  });
  if (!done) setTimeout(() => void takeWhenFree(), TRY_AGAIN_MS);
}

let reloading = false;
/** This page's own form is finished first, though its lazy parts may be gone: what is typed is worth more. */
function reloadWhenFree(): void {
  if (reloading) return;
  reloading = true;
  const reload = (): void => {
    if (isHeld()) return;
    stop();
    location.reload();
  };
  const stop = watchHolds(reload);
  reload();
}
