import { storage } from '#storage/offer.ts';
export const bad = storage;
