import * as v from 'valibot';
import type { KnownKind, PayloadOf } from '../domain/known-facts.ts';
import {
  bytes,
  date,
  deviceNo,
  docName,
  id,
  instant,
  line,
  list,
  maybe,
  minutes,
  name,
  ticket,
  zone
} from './fact-fields.ts';
import { definition } from './form-payloads.ts';

type ScreenKind = Extract<
  KnownKind,
  | `submission/${string}`
  | `arrivals/${string}`
  | `envelope/${string}`
  | `board/${string}`
  | `ticket/${string}`
  | `line/${string}`
  | `wait/${string}`
  | `waits/${string}`
  | `delay/${string}`
  | `kiosk/${string}`
>;

/** The shapes of what kiosks write and desks answer, and of what the server's agent writes for kiosks and boards. */
export const SCREEN_PAYLOADS: { readonly [Kind in ScreenKind]: v.GenericSchema<PayloadOf<Kind>> } = {
  'submission/handled': v.looseObject({
    submission: id,
    device: deviceNo,
    outcome: v.picklist(['arrived', 'walk-in', 'dismissed']),
    visit: v.nullable(id)
  }),
  'submission/field-settled': v.looseObject({
    submission: id,
    device: deviceNo,
    patient: docName,
    field: v.picklist(['name', 'birthDate', 'phones', 'email', 'address', 'language', 'emergency']),
    outcome: v.picklist(['taken', 'refused'])
  }),
  'submission/sealed': v.looseObject({
    submission: id,
    ticket,
    date,
    keyId: id,
    sealed: bytes(16 * 1024),
    // Two sides of a card; a form that takes a picture may bring more.
    parts: maybe(list(v.looseObject({ blob: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) }), 8))
  }),
  'arrivals/opened': v.looseObject({ siteName: name, keyId: id, key: bytes(256), salt: maybe(bytes(32)) }),
  'envelope/placed': v.looseObject({ envelope: id, sealed: bytes(4 * 1024) }),
  'envelope/withdrawn': v.looseObject({ envelope: id }),
  'arrivals/form-shown': v.looseObject({ definition }),

  'kiosk/silent': v.looseObject({ device: deviceNo, label: line(20), since: instant }),
  'kiosk/heard': v.looseObject({ device: deviceNo, at: instant }),
  'board/opened': v.looseObject({ siteName: name, areaName: name, zone }),
  'ticket/waiting': v.looseObject({ ticket }),
  'ticket/called': v.looseObject({ ticket, roomName: name }),
  'ticket/gone': v.looseObject({ ticket }),
  'line/ordered': v.looseObject({ tickets: list(ticket, 1_000) }),
  'wait/told': v.looseObject({ ticket, low: minutes, high: minutes }),
  'waits/judged': v.looseObject({
    waits: v.pipe(v.number(), v.integer(), v.minValue(0)),
    longer: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    pastTurn: maybe(minutes)
  }),
  'delay/told': v.looseObject({ called: name, minutes })
};
