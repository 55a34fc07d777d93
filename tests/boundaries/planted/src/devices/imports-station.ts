import { station } from '#station/offer.ts';
export const bad = station;
