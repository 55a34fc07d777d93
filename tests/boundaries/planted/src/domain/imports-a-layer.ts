import { ui } from '#ui/offer.ts';
export const bad = ui;
