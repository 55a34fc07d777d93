import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import {
  ADMIN_METHODS,
  ADMIN_PATH,
  answerCall,
  decodeCall,
  MAX_ADMIN_CALL,
  type AdminMethod
} from '../clinic/admin-call.ts';
import type { ServedLog } from '../audit/served-log.ts';
import type { Clinic } from '../clinic/clinic.ts';
import { isSameOrigin } from '../connection/origin.ts';
import type { DayBudget } from '../connection/day-budget.ts';
import { BadPush, ownFacts, PushTurns, takePush } from '../connection/take-push.ts';
import { blobServer } from '../blobs/serve-blobs.ts';
import type { Core } from '../core.ts';
import { bootstrapFor } from '../feed/bootstrap.ts';
import { changesFor, MAX_CHANGES } from '../feed/changes.ts';
import { streamRecords } from '../feed/stream.ts';
import { FEED_PATH, FeedServer } from '../feeds/serve-feed.ts';
import type { Reseeding } from '../gate/reseeding.ts';
import { digest } from '../journal/chain.ts';
import { JournalFault } from '../journal/journal.ts';
import type { Endpoint } from './endpoint.ts';
import { BLOBS_PATH } from '#protocol/blobs/blob-http.ts';
import { EPOCH_HEADER } from '#protocol/feed.ts';
import { MAX_PUSH_BYTES } from '#protocol/push.ts';
import { CSP_REPORTS, HSTS, SAFE_HEADERS } from './csp.ts';
import { deviceOf, readerFrom, sessionOf } from './guard.ts';
import type { Metrics } from './metrics.ts';
import { bearerOf, HttpRefusal, MAX_JSON, readBody, sendJson, sendRefusal, sendText } from './reply.ts';
import { placeOf, surfaceAt, type SurfaceHosts } from './hosts.ts';
import { isPage, type StaticHandler } from './static.ts';

export interface HandlerOptions {
  readonly core: Core;
  readonly clinic: Clinic;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly files: StaticHandler;
  /** Where each kind of screen has an address of its own. */
  readonly hosts: SurfaceHosts | null;
  readonly metrics: Metrics;
  /** Writes down what of the feed a device was sent. */
  readonly served: Pick<ServedLog, 'document' | 'feed' | 'denied'>;
  readonly gauges: () => Readonly<Record<string, number>>;
  readonly budget: DayBudget;
  readonly reseeding: Reseeding;
  /** The command line's secret, once the server listens. */
  readonly adminSecret: () => string;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Every HTTP request of the server. What goes wrong is answered in general words and counted; nothing of it is shown. */
export function handlerOf(options: HandlerOptions): Handler {
  const calendars = new FeedServer(options.core);
  const blobs = blobServer(options);
  return (request, response) => {
    for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
    if (isSecure(request)) response.setHeader('strict-transport-security', HSTS);
    const answered = isCalendar(request)
      ? calendars.answer(request, response, (request.url ?? '').split('?', 1)[0] ?? '')
      : answer(options, blobs, request, response);
    answered.catch((error: unknown) => {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      if (error instanceof HttpRefusal) return sendRefusal(response, error);
      if (error instanceof JournalFault) return sendRefusal(response, AWAY);
      if (error instanceof BadPush) return sendRefusal(response, UNREADABLE);
      options.metrics.count('anteroom_http_faults_total');
      console.error('fault while answering a request:', error instanceof Error ? error.name : typeof error);
      sendRefusal(response, new HttpRefusal(500, 'http/fault', 'The server had a fault. Nothing was changed.'));
    });
  };
}

/** Its path is a secret: nothing else of the server looks at it. */
function isCalendar({ url }: IncomingMessage): boolean {
  return url?.startsWith(FEED_PATH) ?? false;
}

/** A disk that is full, a database that does not answer: nobody's mistake, and soon over. */
const UNREADABLE = new HttpRefusal(400, 'http/bad-request', 'This cannot be read.');
const AWAY = new HttpRefusal(503, 'http/away', 'The server cannot get at its data just now. Try again in a moment.');

async function answer(
  options: HandlerOptions,
  blobs: ReturnType<typeof blobServer>,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const { core, endpoints, files, metrics } = options;
  const { pathname, query } = targetOf(request);
  const method = request.method ?? '';

  if (pathname.startsWith(ADMIN_PATH)) return await administer(options, request, response, pathname);
  if (pathname === '/healthz') return sendText(response, 'ok\n');
  if (pathname === '/readyz') return await readiness(core, response);
  if (pathname === '/metrics')
    return sendText(response, metrics.text(options.gauges()), 200, 'text/plain; version=0.0.4');
  if (pathname === '/sync/changes' || pathname === '/sync/bootstrap') {
    if (method !== 'GET') throw new HttpRefusal(405, 'http/method', 'That is not done here.');
    const device = await readerFrom(core, request);
    const records =
      pathname === '/sync/changes'
        ? changesFor(
            core.journal,
            device,
            wholeNumber(query, 'since', 0),
            wholeNumber(query, 'limit', MAX_CHANGES) || 1
          )
        : bootstrapFor(core.journal, device, query.get('after') ?? '');
    const of = pathname === '/sync/changes' ? `rows after ${query.get('since') ?? '0'}` : 'everything';
    const told = () => options.served.feed(device.deviceNo, of);
    return await streamRecords(request, response, core.journal, toldOf(records, told));
  }
  if (pathname === '/sync/push' || pathname === '/sync/reseed')
    return await takePushed(options, request, response, pathname === '/sync/reseed');
  if (pathname === BLOBS_PATH || pathname.startsWith(`${BLOBS_PATH}/`)) return await blobs(request, response, pathname);
  if (pathname === CSP_REPORTS) return await countReport(metrics, request, response);
  if (pathname.startsWith('/api/')) {
    const endpoint = endpoints.get(`${method} ${pathname}`);
    if (!endpoint) throw noEndpoint(endpoints, pathname);
    if (method !== 'GET' && !isSameOrigin(request))
      throw new HttpRefusal(403, 'http/origin', 'This page may not connect here.');
    if (!isAtItsHost(options, request, pathname))
      throw new HttpRefusal(403, 'http/host', 'People sign in at the desk’s address.');
    return sendJson(
      response,
      await endpoint(request).catch((error: unknown) => denied(options, request, pathname, error))
    );
  }
  if (pathname.startsWith('/sync')) throw new HttpRefusal(426, 'http/upgrade', 'This address speaks WebSocket.');
  if (method !== 'GET' && method !== 'HEAD') throw new HttpRefusal(405, 'http/method', 'That is not done here.');
  if (options.hosts && isPage(pathname) && !placed(options.hosts, request, response, pathname)) return;
  await files(request, response, pathname);
}

/** Who was told no for who they are, or for what their role may: that they asked is written down [AUD-15]. */
async function denied(
  { core, served }: HandlerOptions,
  request: IncomingMessage,
  pathname: string,
  error: unknown
): Promise<never> {
  if (error instanceof HttpRefusal && error.status === 403) {
    const device = await deviceOf(core, request).catch(() => null);
    const session = device && (await sessionOf(core, request, device));
    served.denied(device?.deviceNo ?? null, `${error.code} ${pathname}`, session ? [`user:${session.user}`] : []);
  }
  throw error;
}

/** Straight from a browser, or through a proxy that says so: who lies about it binds only themselves. */
function isSecure(request: IncomingMessage): boolean {
  return request.socket instanceof TLSSocket || request.headers['x-forwarded-proto'] === 'https';
}

/** Where each screen has its own address, nobody signs in or sets up at a kiosk's. */
function isAtItsHost({ hosts }: HandlerOptions, request: IncomingMessage, pathname: string): boolean {
  const isDesks = ['/api/sign-in', '/api/setup'].includes(pathname) || pathname.startsWith('/api/passkeys');
  return !hosts || !isDesks || surfaceAt(hosts, request.headers.host) === 'desk';
}

/** False when the page is not shown here; then it has been answered (HTTP-6). */
function placed(hosts: SurfaceHosts, request: IncomingMessage, response: ServerResponse, pathname: string): boolean {
  const place = placeOf(hosts, request.headers.host, pathname);
  if (place.type === 'elsewhere') response.writeHead(302, { location: place.path }).end();
  if (place.type === 'refused') sendText(response, `${place.say}\n`, 403);
  return place.type === 'here';
}

/** That something was stopped is worth knowing; what it was may hold what somebody typed (HTTP-7). */
async function countReport(metrics: Metrics, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') throw new HttpRefusal(405, 'http/method', 'That is not done here.');
  await readBody(request, MAX_JSON);
  metrics.count('anteroom_csp_reports_total');
  response.writeHead(204).end();
}

const turns = new PushTurns();

/** Facts of many documents at once (push.ts): a device's own, or those of others that a restored server lacks. */
async function takePushed(
  { core, budget, reseeding }: HandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  isReseed: boolean
): Promise<void> {
  if (request.method !== 'POST') throw new HttpRefusal(405, 'http/method', 'That is not done here.');
  if (!isSameOrigin(request)) throw new HttpRefusal(403, 'http/origin', 'This page may not connect here.');
  const device = await readerFrom(core, request);
  const body = await readBody(request, MAX_PUSH_BYTES);
  const how = isReseed
    ? { take: reseeding.take, budget: null } // bounded by what the lost life had
    : { take: ownFacts(core.gate), budget };
  const reply = await turns.run(device, () => takePush(body, device, how));
  if (!reply) throw new HttpRefusal(429, 'http/busy', 'One at a time.');
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': reply.length,
    'cache-control': 'no-store',
    [EPOCH_HEADER]: core.journal.epoch
  });
  response.end(reply);
}

/** Calls once something is sent: an answer's last record says only that it ends. */
async function* toldOf(records: AsyncIterable<Uint8Array>, tell: () => void): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const record of records) {
    if (++count === 2) tell();
    yield record;
  }
}

/** One write a second is enough to know, and all that anyone may cause by asking. */
const PROBE_MS = 1_000;
const probes = new WeakMap<Core, { readonly at: number; readonly isReady: Promise<boolean> }>();

/** Ready means the journal takes a write now, not that it did once. */
async function readiness(core: Core, response: ServerResponse): Promise<void> {
  let probe = probes.get(core);
  if (!probe || performance.now() - probe.at > PROBE_MS) {
    const isReady = core.journal.probe().then(
      () => true,
      () => false
    );
    probes.set(core, (probe = { at: performance.now(), isReady }));
  }
  const isReady = await probe.isReady;
  sendText(response, isReady ? 'ready\n' : 'the journal cannot be written\n', isReady ? 200 : 503);
}

/** The command line on this machine, with the secret from the data folder. To anyone else there is nothing here. */
async function administer(
  { clinic, adminSecret }: HandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string
): Promise<void> {
  const method = pathname.slice(ADMIN_PATH.length);
  const shown = digest(Buffer.from(bearerOf(request) ?? ''));
  const isOurs = timingSafeEqual(shown, digest(Buffer.from(adminSecret())));
  if (!isOurs || !isHere(request) || request.method !== 'POST' || !ADMIN_METHODS.has(method))
    throw new HttpRefusal(404, 'http/nothing', 'Nothing is here.');
  const argument = decodeCall(await readBody(request, MAX_ADMIN_CALL));
  const reply = await answerCall(clinic, method as AdminMethod, argument); // one of them, just seen
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': reply.length });
  response.end(reply);
}

function isHere(request: IncomingMessage): boolean {
  return ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '');
}

function noEndpoint(endpoints: ReadonlyMap<string, Endpoint>, pathname: string): HttpRefusal {
  const isKnown = [...endpoints.keys()].some((key) => key.endsWith(` ${pathname}`));
  return isKnown
    ? new HttpRefusal(405, 'http/method', 'That is not done here.')
    : new HttpRefusal(404, 'http/nothing', 'Nothing is here.');
}

function targetOf(request: IncomingMessage): { pathname: string; query: URLSearchParams } {
  const [raw = '/', query = ''] = (request.url ?? '/').split('?', 2);
  try {
    return { pathname: decodeURIComponent(raw), query: new URLSearchParams(query) };
  } catch {
    throw new HttpRefusal(400, 'http/address', 'That is no address.');
  }
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value)) throw new HttpRefusal(400, 'http/bad-request', `This cannot be read: ${name}.`);
  return value;
}
