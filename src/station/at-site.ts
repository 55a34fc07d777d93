import type { SiteId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { localDateOf } from '#domain/time.ts';
import type { Station } from './station.ts';

/**
 * The same desk and person at work on another office's days: a command given this station writes into that office's document, by its clock and
 * its date [SCH-21]. A desk holds the days of every office, so this needs no server. An office nobody knows is the desk's own.
 */
export function stationAt(station: Station, practice: Practice | undefined, site: SiteId): Station {
  const office = practice?.sites.get(site);
  if (!office || site === station.device.site) return station;
  const { zone } = office;
  const there: Partial<Station> = {
    device: { ...station.device, site },
    zone,
    today: () => localDateOf(station.now(), zone)
  };
  return Object.assign(Object.create(station) as Station, there); // all else is the station's own
}
