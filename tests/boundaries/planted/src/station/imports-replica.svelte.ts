import { replica } from '#replica/offer.ts';
export const bad = replica;
