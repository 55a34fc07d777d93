import { protocol } from '#protocol/offer.ts';
export const workerWith = protocol;
