import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { policyFor } from './csp.ts';
import { sendText } from './reply.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav'
};
const COMPRESSIBLE = /^(text\/|application\/(json|manifest|wasm)|image\/svg)/;
const YEAR_S = 31_536_000;
const FALLBACK = '/index.html';

type Coding = 'br' | 'gzip' | 'identity';

interface Asset {
  readonly file: string;
  readonly type: string;
  readonly caching: string;
  /** Its bytes in each coding that was asked for, made once. */
  readonly bodies: Map<Coding, Promise<Buffer>>;
  etag: string | null;
}

export type StaticHandler = (request: IncomingMessage, response: ServerResponse, pathname: string) => Promise<void>;

/**
 * Serves the built app: files by their exact path, the one page for every other address [HTTP-1]. Only what lay in the folder at
 * start is served, so no path can lead out of it.
 */
export function staticHandler(folder: string): StaticHandler {
  const assets = assetsIn(folder);
  const page = assets.get(FALLBACK);
  if (!page)
    return (_, response) => Promise.resolve(sendText(response, 'The app is not built yet: npm run build.', 503));
  const policy = policyFor(readFileSync(page.file, 'utf8'));

  return async (request, response, pathname) => {
    const asset = assets.get(pathname) ?? (isPage(pathname) ? page : undefined);
    if (!asset) return sendText(response, 'Nothing is here.', 404);
    if (asset.type.startsWith('text/html')) response.setHeader('content-security-policy', policy);
    // A page that is saved and opened from a disk (the access log's verifier): its own script is not among those of ours.
    if (asset !== page && asset.type.startsWith('text/html')) response.setHeader('content-disposition', 'attachment');
    await sendAsset(request, response, asset);
  };
}

/** An address of the app rather than of a file that is missing: a lost chunk must not be answered with a page. */
export function isPage(pathname: string): boolean {
  return path.posix.extname(pathname) === '' && !pathname.startsWith('/_app/');
}

async function sendAsset(request: IncomingMessage, response: ServerResponse, asset: Asset): Promise<void> {
  const coding = codingFor(request, asset);
  const body = await bodyOf(asset, coding);
  asset.etag ??= `"${hash('sha256', await bodyOf(asset, 'identity'), 'base64url').slice(0, 27)}"`;
  response.setHeader('etag', asset.etag);
  response.setHeader('cache-control', asset.caching);
  response.setHeader('vary', 'accept-encoding');
  if (request.headers['if-none-match'] === asset.etag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, {
    'content-type': asset.type,
    'content-length': body.length,
    ...(coding !== 'identity' && { 'content-encoding': coding })
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function codingFor(request: IncomingMessage, { type }: Asset): Coding {
  if (!COMPRESSIBLE.test(type)) return 'identity';
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : 'identity';
}

function bodyOf(asset: Asset, coding: Coding): Promise<Buffer> {
  let body = asset.bodies.get(coding);
  if (!body) asset.bodies.set(coding, (body = encoded(asset.file, coding)));
  return body;
}

async function encoded(file: string, coding: Coding): Promise<Buffer> {
  const bytes = readFileSync(file);
  switch (coding) {
    case 'identity':
      return bytes;
    case 'gzip':
      return await promisify(gzip)(bytes, { level: 9 });
    case 'br':
      return await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } });
  }
}

function assetsIn(folder: string): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  if (!existsSync(folder)) return assets;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, name);
    if (!statSync(file).isFile()) continue;
    const pathname = `/${name.split(path.sep).join('/')}`;
    const type = TYPES[path.extname(name)] ?? 'application/octet-stream';
    assets.set(pathname, { file, type, caching: cachingOf(pathname), bodies: new Map(), etag: null });
  }
  return assets;
}

/** Names with a hash never change. Everything else is asked for each time, above all the service worker: an old one stays for ever. */
function cachingOf(pathname: string): string {
  return pathname.startsWith('/_app/immutable/') ? `public, max-age=${YEAR_S}, immutable` : 'no-cache';
}
