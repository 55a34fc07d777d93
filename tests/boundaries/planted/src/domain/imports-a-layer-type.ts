import type { Shape } from '#station/offer.ts';
export type Bad = Shape;
