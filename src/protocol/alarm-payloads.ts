import * as v from 'valibot';
import type { KnownKind, PayloadOf } from '../domain/known-facts.ts';
import { filledName, id, instant, line } from './fact-fields.ts';

type AlarmKind = Extract<KnownKind, `alarm/${string}`>;

/** The shapes of alarms (src/domain/practice/alarm-facts.ts). */
export const ALARM_PAYLOADS: { readonly [Kind in AlarmKind]: v.GenericSchema<PayloadOf<Kind>> } = {
  'alarm/raised': v.looseObject({
    alarm: id,
    what: v.picklist(['glass-broken', 'sign-in-renewed', 'kit-made']),
    user: id,
    name: filledName,
    means: v.picklist(['kit', 'manager', 'kit-and-manager', 'two-managers']),
    vouched: v.pipe(v.array(filledName), v.maxLength(2)),
    device: line(40, 'Device'),
    reason: line(200, 'Reason'),
    until: v.nullable(instant)
  }),
  'alarm/closed': v.looseObject({ alarm: id })
};
