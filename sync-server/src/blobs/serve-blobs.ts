import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  BLOB_BYTES_A_DAY,
  BLOBS_PATH,
  DOC_HEADER,
  KIOSK_BLOB_BYTES_A_DAY,
  MAX_KIOSK_BLOB
} from '#protocol/blobs/blob-http.ts';
import { isBlobId, MAX_BLOB, MAX_MANIFEST, MAX_PART, type BlobId } from '#protocol/blobs/manifest.ts';
import { EPOCH_HEADER } from '#protocol/feed.ts';
import { isSameOrigin } from '../connection/origin.ts';
import { DayBudget } from '../connection/day-budget.ts';
import type { ServedLog } from '../audit/served-log.ts';
import type { Core } from '../core.ts';
import { callerWith, leaverOf, readerFrom } from '../http/guard.ts';
import { HttpRefusal, readBody, sendJson } from '../http/reply.ts';
import type { Device } from '../people/devices.ts';
import type { BlobAnswer, BlobRefusal } from './blobs.ts';
import { mayHave } from './named.ts';

export interface ServeBlobsOptions {
  readonly core: Core;
  readonly served: Pick<ServedLog, 'document' | 'denied'>;
}

type Serve = (request: IncomingMessage, response: ServerResponse, pathname: string) => Promise<void>;

/**
 * Contents over HTTP (docs/protocol.md). They go up sealed, in parts that may be sent again; they come down to who may read a
 * document that names them.
 */
export function blobServer(options: ServeBlobsOptions): Serve {
  const budget = new DayBudget(options.core.now, ({ role }) =>
    role === 'kiosk' ? KIOSK_BLOB_BYTES_A_DAY : BLOB_BYTES_A_DAY
  );
  const serve: Serve = async (request, response, pathname) => {
    const { blob, first } = targetOf(pathname);
    const { method } = request;
    if (method === 'POST' && blob === null) return await begin(options, request, response);
    if (method === 'PUT' && blob !== null && first !== null)
      return await put(options, budget, { request, response, blob, first });
    if (method === 'GET' && blob !== null) return await give(options, { request, response, blob, first });
    throw new HttpRefusal(405, 'http/method', 'That is not done here.');
  };
  return (request, response, pathname) => {
    response.setHeader(EPOCH_HEADER, options.core.journal.epoch);
    return serve(request, response, pathname).catch(fullDisk);
  };
}

/** SQLite's result code: https://www.sqlite.org/rescode.html. What it could not write is not there, and nothing was said of it. */
const SQLITE_FULL = 13;

function fullDisk(error: unknown): never {
  const errcode = (error as { errcode?: unknown } | null)?.errcode;
  throw typeof errcode === 'number' && (errcode & 0xff) === SQLITE_FULL ? refusal('disk-full') : error;
}

async function begin({ core }: ServeBlobsOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const device = await giverFrom(core, request);
  const manifest = await readBody(request, MAX_MANIFEST);
  const size = manifest.length >= 4 ? manifest.readUInt32BE() : 0;
  if (size > MAX_BLOB) throw refusal('too-large');
  if (device.role === 'kiosk' && size > MAX_KIOSK_BLOB) throw refusal('picture-too-large');
  sendJson(response, valueOf(await core.blobs.begin(device.deviceNo, manifest)));
}

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly blob: BlobId;
}

async function put(
  { core }: ServeBlobsOptions,
  budget: DayBudget,
  { request, response, blob, first }: Asked & { readonly first: number }
): Promise<void> {
  const device = await giverFrom(core, request);
  const body = await readBody(request, MAX_PART);
  if (!budget.take(device, body.length)) throw refusal('quota');
  sendJson(response, valueOf(await core.blobs.put(blob, first, body)));
}

async function give(
  { core, served }: ServeBlobsOptions,
  { request, response, blob, first }: Asked & { readonly first: number | null }
): Promise<void> {
  const device = await readerFrom(core, request);
  const doc = request.headers[DOC_HEADER];
  // Whether it is there at all is nobody's to know who may not have it. A kiosk brings pictures and is given none.
  if (device.role === 'kiosk' || typeof doc !== 'string' || !(await mayHave(core, device, doc, blob))) {
    served.denied(device.deviceNo, 'blob/not-here');
    throw refusal('not-here');
  }
  const bytes = valueOf(first === null ? await core.blobs.manifest(blob) : await core.blobs.part(blob, first));
  served.document(device.deviceNo, doc);
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': bytes.length,
    'cache-control': 'no-store'
  });
  response.end(bytes);
}

/** Who brings something in: a desk, and at it somebody whose role registers patients; a kiosk, where nobody is [BLOB-6]; a device that was removed [BLOB-12]. @throws {HttpRefusal} */
async function giverFrom(core: Core, request: IncomingMessage): Promise<Device> {
  if (!isSameOrigin(request)) throw new HttpRefusal(403, 'http/origin', 'This page may not connect here.');
  const leaver = await leaverOf(core, request).catch(() => null);
  const device = leaver ?? (await readerFrom(core, request));
  if (device.role !== 'desk' && device.role !== 'kiosk') throw refusal('not-allowed');
  // Nobody is at a device that was removed; what it hands over is sealed, and named by facts that a person looks at.
  if (!leaver && device.role === 'desk' && device.staffed === true) await callerWith(core, request, 'register');
  if (core.isReadOnly()) throw refusal('disk-full');
  return device;
}

function targetOf(pathname: string): { blob: BlobId | null; first: number | null } {
  const [blob, first, ...rest] = pathname.slice(BLOBS_PATH.length).split('/').slice(1);
  const isWell = rest.length === 0 && (blob === undefined || isBlobId(blob)) && (first === undefined || isPlace(first));
  if (!isWell) throw refusal('not-here');
  return { blob: blob ?? null, first: first === undefined ? null : Number(first) };
}

const isPlace = (text: string): boolean => /^(?:0|[1-9]\d{0,3})$/.test(text);

function valueOf<T>(answer: BlobAnswer<T>): T {
  if (answer.ok) return answer.value;
  throw refusal(answer.why);
}

type Why = BlobRefusal | 'too-large' | 'picture-too-large' | 'quota' | 'not-allowed' | 'disk-full';

const WORDS: Readonly<Record<Why, readonly [status: number, say: string]>> = {
  unreadable: [400, 'This scan’s list of parts cannot be read.'],
  'too-large': [413, 'We can take JPEG, PNG, HEIC, PDF up to 20 MB.'],
  'picture-too-large': [413, 'A picture of a kiosk is at most 1 MB.'],
  'too-many': [429, 'Too many scans are on their way from this device. The oldest have to arrive first.'],
  quota: [429, 'This device has sent as many scans today as it may. The rest goes tomorrow.'],
  truncated: [400, 'A part of this scan came cut short. It is sent again.'],
  'wrong-chunk': [400, 'A part of this scan is not what its list says. It is sent again.'],
  'not-here': [404, 'This scan is not here.'],
  'not-allowed': [403, 'Scans are taken in at a desk or a kiosk.'],
  damaged: [500, 'This scan is damaged on the server. It comes back from a backup.'],
  'disk-full': [503, 'The server is full. The scan is saved on this device.']
};

function refusal(why: Why): HttpRefusal {
  const [status, say] = WORDS[why];
  return new HttpRefusal(status, `blob/${why}`, say);
}
