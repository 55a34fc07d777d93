import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorBody } from '#protocol/http.ts';

/** The largest JSON body, bytes. */
export const MAX_JSON = 64 * 1024;

/** An answer that is not what was asked for, with words for a person. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, say: string) {
    super(say);
    this.status = status;
    this.code = code;
  }
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store'
  });
  response.end(body);
}

export function sendText(response: ServerResponse, text: string, status = 200, type = 'text/plain'): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store'
  });
  response.end(text);
}

export function sendRefusal(response: ServerResponse, { status, code, message }: HttpRefusal): void {
  // What is left of a body that was too large is not read, so the connection cannot be used again.
  if (status === 413) response.setHeader('connection', 'close');
  sendJson(response, { error: { code, say: message } } satisfies ErrorBody, status);
}

/** A whole body, up to a limit. @throws {HttpRefusal} */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBytes) throw new HttpRefusal(413, 'http/too-large', 'That is too large to send here.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A JSON body. @throws {HttpRefusal} */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    throw new HttpRefusal(415, 'http/not-json', 'The request is not JSON.');
  const body = await readBody(request, maxBytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new HttpRefusal(400, 'http/not-json', 'The request is not JSON.');
  }
}

/** The token of `Authorization: Bearer …`; null without one. */
export function bearerOf(request: IncomingMessage): string | null {
  return /^Bearer ([A-Za-z0-9_-]{1,128})$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/** Where a request comes from; empty when it has gone already. */
export function addressOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? '';
}
