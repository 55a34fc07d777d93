import { protocol } from '../protocol/offer.ts';
export const bad = protocol;
