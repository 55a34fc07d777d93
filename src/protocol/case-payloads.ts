import * as v from 'valibot';
import type { CallFact } from '../domain/scheduling/calls.ts';
import type { CaseFact } from '../domain/casework/case-facts.ts';
import type { SlotFact } from '../domain/scheduling/slot-offer.ts';
import type { SwapFact } from '../domain/scheduling/swap.ts';
import { PROCEDURE_PAYLOADS } from './procedure-payloads.ts';
import {
  date,
  deviceNo,
  docName,
  factIdentity,
  id,
  instant,
  label,
  list,
  maybe,
  minuteOfDay,
  placement,
  text
} from './fact-fields.ts';

/** A schema for each kind. */
export type Payloads<F extends { readonly kind: string; readonly of: unknown }> = {
  readonly [K in F['kind']]: v.GenericSchema<Extract<F, { readonly kind: K }>['of']>;
};

export const channel = v.picklist(['phone', 'sms', 'email', 'portal', 'letter', 'in-person']);
export const attempt = {
  channel,
  outcome: v.picklist([
    'confirmed',
    'left-message',
    'no-answer',
    'busy',
    'wrong-number',
    'declined',
    'asks-to-cancel',
    'asks-to-reschedule',
    'language',
    'deceased',
    'sent'
  ]),
  note: maybe(text(500, 'A note'))
};
const outcome = v.picklist(['accepted', 'declined', 'no-answer', 'taken', 'withdrawn']);
const appointmentRef = v.looseObject({ date, appointment: id });
const about = { case: docName, patient: docName, label, site: docName };
const calls = (most: number) => v.pipe(list(appointmentRef, most), v.minLength(1));
/** Whom desks call [DEAL-1]. Nothing left to deal is said too: a batch may be empty. */
export const CALL_PAYLOADS: Payloads<CallFact> = {
  'calls/asked': v.looseObject({ calls: calls(100) }),
  'calls/dealt': v.looseObject({
    batch: id,
    ask: factIdentity,
    device: deviceNo,
    calls: list(appointmentRef, 10),
    until: instant
  })
};
const weekTime = v.pipe(
  v.looseObject({
    weekday: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6)),
    from: minuteOfDay,
    to: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1440))
  }),
  v.check(({ from, to }) => from < to, 'A time ends after it begins.')
);

const toSchedule = {
  visitType: id,
  practitioner: v.nullable(id),
  due: date,
  note: maybe(text(500, 'A note'))
};

const resource = v.looseObject({ kind: v.picklist(['practitioner', 'room', 'device', 'staff', 'site']), id });

/** Turns of being on call that change hands. */
export const SWAP_PAYLOADS: Payloads<SwapFact> = {
  'on-call/swap-asked': v.looseObject({ swap: id, block: id, date, from: resource, to: resource }),
  'on-call/swap-answered': v.looseObject({ swap: id, side: v.picklist(['gives', 'takes']), agrees: v.boolean() }),
  'on-call/handed-off': v.looseObject({ block: id, date, note: text(500, 'A note') })
};

/** What is said in a case's own document, and of the times of a day that are offered to who waits. */
export const CASE_PAYLOADS: Payloads<CaseFact | SlotFact> = {
  ...PROCEDURE_PAYLOADS,
  'order/placed': v.looseObject({ ...about, ...toSchedule }),
  'recall/due': v.looseObject({
    ...about,
    ...toSchedule,
    why: v.picklist(['no-show', 'after-visit', 'by-hand']),
    of: maybe(appointmentRef)
  }),
  'waitlist/added': v.looseObject({
    ...about,
    visitTypes: v.pipe(list(id, 20), v.minLength(1, 'Say which visit is waited for.')),
    practitioners: list(id, 50),
    times: list(weekTime, 42),
    earliest: date,
    latest: v.nullable(date),
    noticeHours: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(720)),
    priority: v.picklist([1, 2, 3]),
    channel,
    expires: v.nullable(date),
    frees: maybe(appointmentRef),
    note: maybe(text(500, 'A note'))
  }),
  'waitlist/offered': v.looseObject({
    case: docName,
    offer: id,
    date,
    visitType: id,
    at: placement,
    channel,
    until: instant
  }),
  'waitlist/answered': v.looseObject({ case: docName, offer: id, outcome, booked: maybe(appointmentRef) }),
  'case/attempted': v.looseObject({ case: docName, ...attempt }),
  'notice/written': v.looseObject({
    ...about,
    to: id,
    about: appointmentRef,
    visitType: id,
    at: placement,
    over: v.pipe(list(id, 50), v.minLength(1)),
    reason: maybe(text(500, 'A reason'))
  }),
  'case/hidden': v.looseObject({ case: docName, until: date }),
  'case/closed': v.looseObject({
    case: docName,
    reason: v.picklist([
      'booked',
      'done',
      'cancelled',
      'not-wanted',
      'unreachable',
      'expired',
      'deceased',
      'duplicate',
      'entered-in-error',
      'settled'
    ]),
    booked: maybe(appointmentRef)
  }),
  'slot/offered': v.looseObject({
    offer: id,
    round: id,
    case: docName,
    patient: docName,
    label,
    visitType: id,
    at: placement,
    until: instant
  }),
  'slot/answered': v.looseObject({ offer: id, outcome })
};
