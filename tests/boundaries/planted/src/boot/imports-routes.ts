import { routes } from '../routes/offer.ts';
export const bad = routes;
