import { Dexie } from 'dexie';
import { domain } from '#domain/offer.ts';
export const storageWith = [Dexie, domain];
