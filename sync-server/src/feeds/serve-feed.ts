import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { providerFeed } from '#domain/calendar/provider-feed.ts';
import { localDateOf, plusDays } from '#domain/time.ts';
import type { Core } from '../core.ts';
import { sendText } from '../http/reply.ts';
import { DayShelf } from './day-shelf.ts';
import { Feeds, type Feed } from './feeds.ts';

/** The one path of the server that has a secret in it (docs/adr). */
export const FEED_PATH = '/calendar/';

const BACK_DAYS = 30;
const AHEAD_DAYS = 365;
/** So often at most, a calendar that is asked for is written anew. */
const FRESH_MS = 10_000;

interface Written {
  readonly text: string;
  readonly etag: string;
  readonly at: number;
}

/** `GET /calendar/<token>.ics`: a provider's calendar for whoever has its address. */
export class FeedServer {
  readonly #feeds: Feeds;
  readonly #core: Core;
  readonly #days: DayShelf;
  readonly #written = new Map<string, Written>();
  readonly #told = new Map<string, string>();

  constructor(core: Core) {
    this.#core = core;
    this.#feeds = new Feeds(core.records, core.now);
    this.#days = new DayShelf(core.journal);
  }

  /** Nothing of the address is written down. What is not there, was revoked or is no token is answered alike [ICS-4]. */
  async answer(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> {
    const method = request.method ?? '';
    const token = /^([A-Za-z0-9_-]{22})\.ics$/.exec(pathname.slice(FEED_PATH.length))?.[1];
    // One of the wrong shape is looked up as well, so that its answer takes as long. Guessing 128 bits needs no slowing down, and who shares an
    // address with a calendar that was revoked must not be held up by it.
    const feed = await this.#feeds.byToken(token ?? '');
    if (!feed || (method !== 'GET' && method !== 'HEAD'))
      return sendText(response, 'There is no calendar here.\n', 404);
    const { text, etag } = await this.#calendar(feed);
    this.#tell(feed);
    response.setHeader('etag', etag);
    response.setHeader('cache-control', 'private, no-cache');
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304).end();
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/calendar; charset=utf-8',
      'content-length': Buffer.byteLength(text)
    });
    response.end(method === 'HEAD' ? undefined : text);
  }

  async #calendar(feed: Feed): Promise<Written> {
    const now = this.#core.now();
    const known = this.#written.get(feed.feed);
    if (known && now - known.at < FRESH_MS && now >= known.at) return known;
    const practice = await this.#core.practice();
    const today = localDateOf(now, practice.sites.get(feed.site)?.zone ?? 'UTC');
    const [from, to] = [plusDays(today, -BACK_DAYS), plusDays(today, AHEAD_DAYS)];
    const appointments = await this.#days.between(feed.site, from, to);
    const { practitioner, site, shows } = feed;
    const text = providerFeed({ practice, practitioner, site, shows, from, to, appointments });
    const written = { text, etag: `"${hash('sha256', text, 'base64url')}"`, at: now };
    this.#written.set(feed.feed, written);
    return written;
  }

  /** Once a day: a calendar asks every quarter of an hour. */
  #tell({ feed, shows }: Feed): void {
    const day = localDateOf(this.#core.now(), 'UTC');
    if (this.#told.get(feed) === day) return;
    this.#told.set(feed, day);
    this.#core.told.did({ action: 'calendar/served', refs: [`calendar:${feed}`], reason: shows });
  }
}
