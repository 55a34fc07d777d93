import { hash, randomBytes } from 'node:crypto';
import type { FeedShows } from '#domain/calendar/provider-feed.ts';
import { idFrom, type PractitionerId, type SiteId, type UserId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { Records } from '../records/records.ts';

/** A provider's calendar that somebody outside may read with its address alone. */
export interface Feed {
  readonly feed: string;
  readonly practitioner: PractitionerId;
  readonly site: SiteId;
  readonly shows: FeedShows;
  readonly by: UserId;
  readonly madeAt: Instant;
  readonly revokedAt: Instant | null;
}

/** Under `feed:<hash of the token>` among the notes, as JSON: whoever reads the database cannot read a calendar with it. */
const PREFIX = 'feed:';

/** The register of calendar feeds. A token is 128 random bits, given out once, and kept only as its hash [ICS-1]. */
export class Feeds {
  readonly #records: Records;
  readonly #now: () => Instant;

  constructor(records: Records, now: () => Instant) {
    this.#records = records;
    this.#now = now;
  }

  async make(
    of: Pick<Feed, 'practitioner' | 'site' | 'shows' | 'by'>
  ): Promise<{ readonly feed: Feed; readonly token: string }> {
    const token = randomBytes(16).toString('base64url');
    const feed: Feed = { ...of, feed: idFrom(randomBytes(10)), madeAt: this.#now(), revokedAt: null };
    await this.#records.ask('INSERT INTO meta (key, value) VALUES (?, ?)', keyOf(token), JSON.stringify(feed));
    return { feed, token };
  }

  async all(): Promise<readonly Feed[]> {
    const rows = await this.#records.ask('SELECT value FROM meta WHERE key LIKE ?', `${PREFIX}%`);
    return rows.flatMap(({ value }) => feedFrom(value) ?? []).sort((a, b) => b.madeAt - a.madeAt);
  }

  /** Null when there is no such feed, or it was revoked: both are the same to whoever asks. */
  async byToken(token: string): Promise<Feed | null> {
    const [row] = await this.#records.ask('SELECT value FROM meta WHERE key = ?', keyOf(token));
    const feed = feedFrom(row?.['value']);
    return feed?.revokedAt === null ? feed : null;
  }

  /** The feed that is over now; null when there is none that still ran. */
  async revoke(id: string): Promise<Feed | null> {
    const rows = await this.#records.ask('SELECT key, value FROM meta WHERE key LIKE ?', `${PREFIX}%`);
    for (const { key, value } of rows) {
      const feed = feedFrom(value);
      if (feed?.feed !== id || feed.revokedAt !== null) continue;
      const over = { ...feed, revokedAt: this.#now() };
      await this.#records.ask('UPDATE meta SET value = ? WHERE key = ?', JSON.stringify(over), String(key));
      return over;
    }
    return null;
  }
}

function keyOf(token: string): string {
  return PREFIX + hash('sha256', `anteroom feed|${token}`);
}

function feedFrom(value: unknown): Feed | null {
  return typeof value === 'string' ? (JSON.parse(value) as Feed) : null; // written above alone
}
