import { one } from '#ui/round-one.ts';
export const two = (): unknown => one;
