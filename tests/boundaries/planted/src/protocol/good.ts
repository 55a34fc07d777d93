import * as encoding from 'lib0/encoding';
import * as v from 'valibot';
import type { Shape } from '#domain/offer.ts';
export const protocolWith = (shape: Shape): unknown => [shape, encoding, v];
