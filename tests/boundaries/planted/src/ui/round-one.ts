import { two } from './round-two.ts';
export const one = (): unknown => two;
