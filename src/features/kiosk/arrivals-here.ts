import { plusDays, type LocalDate } from '#domain/time.ts';
import type { SiteId } from '#domain/ids.ts';
import type { Arrivals, Rows } from '#station/rows.ts';

/** How long a kiosk that never meets its server may go on sealing to the last key it was given. */
const KEY_DAYS = 28;

/**
 * What this kiosk holds for today. Without today's document (the server is gone since before midnight) the last key still
 * seals, and no slip is known; null when this kiosk never met its server [KIO-3].
 */
export async function arrivalsHere(rows: Rows, site: SiteId, today: LocalDate): Promise<Arrivals | null> {
  const now = await rows.arrivals(site, today);
  if (now) return now;
  for (let days = 1; days <= KEY_DAYS; days++) {
    const earlier = await rows.arrivals(site, plusDays(today, -days));
    if (earlier) {
      const { siteName, keyId, key } = earlier;
      return { siteName, keyId, key, envelopes: new Map() };
    }
  }
  return null;
}
