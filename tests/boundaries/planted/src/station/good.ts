import { liveQuery } from 'dexie';
import { domain } from '#domain/offer.ts';
export const stationWith = [liveQuery, domain];
