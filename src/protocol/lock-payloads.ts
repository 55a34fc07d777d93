import * as v from 'valibot';
import type { PayloadOf } from '../domain/known-facts.ts';

/** So large a figure is a mistake; what a screen may do is bounded where it is folded (src/domain/practice/lock-times.ts). */
const figure = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000));

export const LOCK_PAYLOADS: { readonly 'lock-times/set': v.GenericSchema<PayloadOf<'lock-times/set'>> } = {
  'lock-times/set': v.looseObject({
    screen: v.picklist(['desk', 'carried']),
    veilSeconds: figure,
    lockMinutes: figure,
    forgetMinutes: figure,
    offlineHours: figure
  })
};
