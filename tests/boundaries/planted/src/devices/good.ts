import { domain } from '#domain/offer.ts';
export const devicesWith = domain;
