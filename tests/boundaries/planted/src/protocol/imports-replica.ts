import type { Shape } from '#replica/offer.ts';
export type Bad = Shape;
