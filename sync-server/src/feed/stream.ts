import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { EPOCH_HEADER, HEAD_HEADER } from '#protocol/feed.ts';
import type { Journal } from '../journal/journal.ts';

/** Fast rather than small: level 6 saves a tenth more and takes three times as long. */
const GZIP_LEVEL = 3;

/**
 * Sends records as they are made. A reader that is slow holds the maker up, so no more than a page is in memory [FEED-4]; one that
 * goes away ends it.
 */
export async function streamRecords(
  request: IncomingMessage,
  response: ServerResponse,
  journal: Journal,
  records: AsyncIterable<Uint8Array>
): Promise<void> {
  const gzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'cache-control': 'no-store',
    vary: 'accept-encoding',
    [EPOCH_HEADER]: journal.epoch,
    [HEAD_HEADER]: String(journal.head()),
    ...(gzip && { 'content-encoding': 'gzip' })
  });
  try {
    await (gzip ? pipeline(records, createGzip({ level: GZIP_LEVEL }), response) : pipeline(records, response));
  } catch (error) {
    response.destroy();
    // The reader hung up, which is its right; anything else is ours to know.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
