import { Shape } from '#domain/offer.ts';
export const a = (shape: Shape): string => shape.of;
