import { server } from '#server/offer.ts';
export const bad = server;
