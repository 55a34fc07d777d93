/// <reference types="@sveltejs/kit" />
import { build, files, version } from '$service-worker';
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { isReaderFile } from './reader-files.ts';

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

/** What reads text off pages is kept from its first use on, beside the rest. */
const READER_CACHE = 'anteroom-reader';
const reader = build.filter(isReaderFile);

// Built files have their hash in their names; the page and the files of static/ do not: their revision is the build's.
precacheAndRoute([
  { url: PAGE, revision: version },
  ...build.filter((url) => !isReaderFile(url)).map((url) => ({ url, revision: null })),
  ...files.map((url) => ({ url, revision: version }))
]);
cleanupOutdatedCaches();
registerRoute(({ url }) => url.origin === self.location.origin && isReaderFile(url.pathname), fromReaderCache);
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
self.addEventListener('activate', (event) => event.waitUntil(Promise.all([self.clients.claim(), tidyReader()])));

async function fromReaderCache({ request }: { readonly request: Request }): Promise<Response> {
  const cache = await caches.open(READER_CACHE);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  // A full disk keeps nothing; what came is read from all the same.
  if (answer.ok) await cache.put(request.url, answer.clone()).catch(() => undefined);
  return answer;
}

/** Files of an older build are not asked for again: their names have changed. */
async function tidyReader(): Promise<void> {
  if (!(await caches.has(READER_CACHE))) return;
  const cache = await caches.open(READER_CACHE);
  const ours = new Set(reader.map((url) => new URL(url, self.location.origin).href));
  await Promise.all((await cache.keys()).flatMap(({ url }) => (ours.has(url) ? [] : [cache.delete(url)])));
}
