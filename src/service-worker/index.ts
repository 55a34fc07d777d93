/// <reference types="@sveltejs/kit" />
import { build, files, version } from '$service-worker';
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope;

/** The one page every address of the app is; the server answers it for each of them. */
const PAGE = '/';
/** Never from here: what is asked of the server, and pages that are not the app's. */
const SERVER = [
  /^\/api(\/|$)/,
  /^\/sync(\/|$)/,
  /^\/healthz$/,
  /^\/readyz$/,
  /^\/metrics$/,
  /^\/access-log-verifier\.html$/
];

// Built files have their hash in their names; the page and the files of static/ do not: their revision is the build's.
precacheAndRoute([
  { url: PAGE, revision: version },
  ...build.map((url) => ({ url, revision: null })),
  ...files.map((url) => ({ url, revision: version }))
]);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL(PAGE), { denylist: SERVER }));

// A new worker waits until a person (or an idle screen) takes the update: src/boot/app-update.svelte.ts.
self.addEventListener('message', ({ data, ports }) => {
  const word = data as {
    readonly type?: unknown;
    readonly name?: unknown;
    readonly key?: unknown;
    readonly what?: unknown;
  } | null;
  if (word?.type === 'SKIP_WAITING') void self.skipWaiting();
  // A tablet's key outlives a reload here, in memory: src/boot/worker-key.ts.
  if (word?.type === 'KEEP_KEY') keys.set(word.name, word.key);
  if (word?.type === 'GIVE_KEY') ports[0]?.postMessage(keys.get(word.name) ?? null);
  // What one page leaves for the page in its place (src/boot/pass-on.ts): given once, and to nobody after some seconds.
  if (word?.type === 'PASS_ON') {
    const left = { what: word.what };
    passed.set(word.name, left);
    setTimeout(() => passed.get(word.name) === left && passed.delete(word.name), PASS_MS);
    ports[0]?.postMessage(true);
  }
  if (word?.type === 'TAKE_OVER') {
    ports[0]?.postMessage(passed.get(word.name)?.what ?? null);
    passed.delete(word.name);
  }
});
const PASS_MS = 10_000;
const passed = new Map<unknown, { readonly what: unknown }>();
const keys = new Map<unknown, unknown>();
// The first worker of all takes the open page over, so that it works offline after one visit.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
