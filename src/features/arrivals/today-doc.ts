import { dayDoc, type DocId } from '#domain/documents.ts';
import type { Station } from '#station/station.ts';

/** The document of this site's day. */
export function todayDoc(station: Station): DocId {
  return dayDoc(station.device.site, station.today());
}
