import { domain } from '#domain/offer.ts';
export const bad = domain;
