import * as v from 'valibot';
import type { KnownKind, PayloadOf } from '../domain/known-facts.ts';
import { date, docName, id, list, maybe, text } from './fact-fields.ts';

type CheckInKind = Extract<
  KnownKind,
  | 'field/verified'
  | 'patient/flagged'
  | 'visit/flagged'
  | 'visit/told-apart'
  | 'arrival/ruled'
  | 'flow/ruled'
  | 'check-in/ruled'
  | 'visit/checked-in'
  | 'visit/line-waived'
>;

/** A field of a patient, or one of several things of a kind: `address`, `coverage:c-1`. */
const field = v.pipe(v.string(), v.regex(/^[a-z][A-Za-z0-9-]{0,39}(?::[A-Za-z0-9][A-Za-z0-9_.-]{0,63})?$/));
const line = v.picklist([
  'identity',
  'phones',
  'address',
  'email',
  'photo-id',
  'coverage',
  'consent-to-treat',
  'privacy-notice',
  'financial-policy'
]);
const most = (minutes: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(minutes));
const flag = v.picklist(['do-not-announce', 'interpreter', 'mobility', 'escort', 'clinical-risk']);
const limit = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(480));
const late = v.picklist(['see', 'wait-for-gap', 'rebook']);
const reason = v.pipe(
  text(300, 'A reason'),
  v.check((input) => input.trim() !== '', 'A reason is missing.')
);

/** The shapes of checking in: who made sure of what, what was done without, and what the practice asks for. */
export const CHECK_IN_PAYLOADS: { readonly [Kind in CheckInKind]: v.GenericSchema<PayloadOf<Kind>> } = {
  'field/verified': v.pipe(
    v.looseObject({
      patient: docName,
      field,
      how: v.picklist(['asked', 'card', 'id', 'payer', 'kiosk', 'portal', 'signed', 'declined']),
      until: maybe(date),
      note: maybe(text(300, 'A note')),
      words: maybe(
        v.looseObject({
          form: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/)),
          version: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/))
        })
      )
    }),
    v.check(({ how, note }) => how !== 'declined' || (note ?? '').trim() !== '', 'A reason is missing.')
  ),
  'check-in/ruled': v.looseObject({
    line,
    need: v.picklist(['required', 'recommended', 'off']),
    days: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_660))),
    eachYear: v.boolean()
  }),
  'flow/ruled': v.looseObject({
    longWatched: v.nullable(limit),
    longQuiet: limit,
    callsUnanswered: limit,
    answerTime: limit,
    longCalled: limit,
    lateFrom: limit,
    toldAhead: limit,
    toldAgain: limit,
    longTurnover: limit
  }),
  'arrival/ruled': v.pipe(
    v.looseObject({
      visitType: id,
      earliest: most(720),
      grace: most(240),
      lateAccept: most(240),
      late,
      byProvider: maybe(list(v.looseObject({ practitioner: id, late }), 50))
    }),
    v.check(({ grace, lateAccept }) => grace <= lateAccept, 'Who is on time is not too late.')
  ),
  'patient/flagged': v.looseObject({ patient: docName, flag, on: v.boolean() }),
  'visit/flagged': v.looseObject({ visit: id, flag, on: v.boolean() }),
  'visit/told-apart': v.pipe(
    v.looseObject({ visit: id, other: id, why: v.picklist(['two-people', 'both-stand']) }),
    v.check(({ visit, other }) => visit !== other, 'A visit is one with itself.')
  ),
  'visit/checked-in': v.looseObject({ visit: id }),
  'visit/line-waived': v.looseObject({ visit: id, line, reason })
};
