import * as v from 'valibot';
export const bad = v;
