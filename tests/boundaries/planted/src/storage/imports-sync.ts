import { sync } from '#sync/offer.ts';
export const bad = sync;
