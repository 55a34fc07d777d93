import * as v from 'valibot';
import type { KnownKind, PayloadOf } from '../domain/known-facts.ts';
import { ALARM_PAYLOADS } from './alarm-payloads.ts';
import { LOCK_PAYLOADS } from './lock-payloads.ts';
import { AUDIT_PAYLOADS } from './audit-payloads.ts';
import { attempt, CALL_PAYLOADS, CASE_PAYLOADS, SWAP_PAYLOADS } from './case-payloads.ts';
import { CHECK_IN_PAYLOADS } from './check-in-payloads.ts';
import { COVERAGE_PAYLOADS } from './coverage-payloads.ts';
import { DOCUMENT_PAYLOADS } from './document-payloads.ts';
import { FORM_PAYLOADS } from './form-payloads.ts';
import { PATIENT_PAYLOADS } from './patient-payloads.ts';
import { OUTSIDE_PAYLOADS, unknownPatient } from './outside-payloads.ts';
import { RULING_PAYLOADS } from './ruling-payloads.ts';
import { SCREEN_PAYLOADS } from './screen-payloads.ts';
import {
  bytes,
  date,
  deviceNo,
  docName,
  factIdentity,
  filledName,
  hue,
  id,
  instant,
  label,
  line,
  list,
  maybe,
  minuteOfDay,
  minutes,
  name,
  placement,
  text,
  zone
} from './fact-fields.ts';
import { staffRole, staffVerbs } from './staff-fields.ts';
import { VISIT_PAYLOADS } from './visit-payloads.ts';

const dayHours = list(
  v.pipe(
    v.looseObject({ from: minuteOfDay, to: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1440)) }),
    v.check(({ from, to }) => from < to, 'Hours end after they begin.')
  ),
  12
);

const resource = v.looseObject({ kind: v.picklist(['practitioner', 'room', 'device', 'staff', 'site']), id });
/** A year and a day: the longest leave. */
const longMinutes = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(366 * 1440));
const stretch = { date, start: minuteOfDay, minutes: longMinutes };
/** How a recurrence rule looks (RFC 5545 §3.3.10), and no oftener than once a day; what cannot be read all the same leaves the first day. */
const rule = v.pipe(
  v.string(),
  v.maxLength(500),
  v.regex(
    /^(?:RRULE:)?(?=.*\bFREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)\b)[A-Z-]+=[A-Z0-9,+-]+(?:;[A-Z-]+=[A-Z0-9,+-]+)*$/i,
    'How often this recurs cannot be read.'
  )
);
const segments = list(
  v.looseObject({
    kind: v.picklist(['practitioner', 'room', 'device', 'staff']),
    any: list(id, 50),
    offset: minutes,
    minutes: v.pipe(minutes, v.minValue(1))
  }),
  12
);
const override = v.looseObject({
  classes: list(v.picklist(['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C10', 'C11', 'C12']), 12),
  reason: text(500, 'A reason')
});
const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000));
const CANCEL_REASONS = [
  'illness',
  'transport',
  'cost',
  'insurance',
  'forgot',
  'better',
  'another-provider',
  'provider-ill',
  'emergency',
  'weather',
  'equipment',
  'schedule-change',
  'unconfirmed',
  'deceased',
  'duplicate',
  'entered-in-error'
] as const;
/** Three years either way. */
const noticeHours = v.pipe(v.number(), v.integer(), v.minValue(-26_304), v.maxValue(26_304));
const elsewhere = v.looseObject({ date, appointment: id, site: maybe(docName) });

/**
 * The shape of every kind of fact this version knows. Keys it does not know come from a newer version and are let through
 * (RELIABILITY §3.6); the general limits of `fact-texts.ts` hold for them too. Typed by the domain: a kind that is missing here,
 * or has another shape there, does not compile.
 */
export const PAYLOADS: { readonly [Kind in KnownKind]: v.GenericSchema<PayloadOf<Kind>> } = {
  'practice/named': v.looseObject({ name: filledName }),
  'site/added': v.looseObject({ site: docName, name: filledName, zone }),
  'site/closed': v.looseObject({ site: docName, from: v.nullable(date) }),
  'area/added': v.looseObject({ area: docName, site: docName, name: filledName }),
  'room/added': v.looseObject({ room: id, site: docName, area: docName, name: filledName }),
  'practitioner/added': v.looseObject({ practitioner: id, family: name, given: name, called: filledName, hue }),
  'practitioner/retired': v.looseObject({ practitioner: id }),
  'practitioner/waited-for': v.looseObject({ practitioner: id, site: docName, area: v.nullable(docName) }),
  'hours/set': v.looseObject({ practitioner: id, site: docName, week: v.pipe(v.array(dayHours), v.length(7)) }),
  'visit-type/added': v.looseObject({
    visitType: id,
    name: filledName,
    minutes: v.pipe(minutes, v.minValue(1)),
    hue
  }),
  'staff/added': v.looseObject({ user: id, name: filledName, initials: line(8, 'Initials'), role: staffRole }),
  'staff/removed': v.looseObject({ user: id }),
  'role/set': v.looseObject({ role: staffRole, verbs: staffVerbs, decided: maybe(staffVerbs) }),
  'contact/added': v.looseObject({
    contact: id,
    type: v.picklist(['organization', 'practitioner', 'payer']),
    name: line(200, 'Name'),
    phone: maybe(line(40, 'A phone number')),
    address: maybe(line(400, 'Address')),
    npi: maybe(line(20, 'NPI'))
  }),

  'block/placed': v.looseObject({
    block: id,
    kind: v.picklist([
      'template',
      'hold',
      'lunch',
      'meeting',
      'admin',
      'on-call',
      'leave',
      'closure',
      'rep',
      'courier',
      'surgery'
    ]),
    title: line(200, 'A title'),
    phone: maybe(line(40, 'A phone number')),
    resources: v.pipe(list(resource, 50), v.minLength(1, 'Say whose time this is.')),
    ...stretch,
    visitTypes: maybe(list(id, 100)),
    rule: maybe(rule),
    except: maybe(list(date, 1_000)),
    also: maybe(list(date, 1_000)),
    from: maybe(id),
    uid: maybe(line(500))
  }),
  'block/removed': v.looseObject({ block: id }),
  'block/moved-once': v.looseObject({ block: id, date, to: v.nullable(v.looseObject(stretch)) }),
  'visit-type/ruled': v.looseObject({
    visitType: id,
    segments,
    before: minutes,
    after: minutes,
    dailyCap: v.nullable(count),
    intervalDays: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_660))),
    referral: v.boolean(),
    authorization: v.boolean()
  }),
  'overlap/allowed': v.looseObject({
    practitioner: id,
    visitType: v.nullable(id),
    maxConcurrent: v.pipe(count, v.maxValue(20)),
    mayOverlap: v.nullable(list(id, 100)),
    maxPerSession: v.nullable(count),
    positions: list(
      v.looseObject({ minute: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(59)), starts: count }),
      12
    ),
    needsReason: v.boolean(),
    tellsProvider: maybe(v.literal(true))
  }),
  'site-hours/set': v.looseObject({ site: docName, week: v.pipe(v.array(dayHours), v.length(7)) }),
  'device/added': v.looseObject({ device: id, site: docName, name: filledName, count }),

  ...PATIENT_PAYLOADS,
  ...COVERAGE_PAYLOADS,

  'appointment/booked': v.looseObject({
    appointment: id,
    patient: docName,
    label,
    visitType: id,
    at: placement,
    note: maybe(text(2_000, 'A note')),
    provisional: maybe(v.literal(true)),
    replaces: maybe(elsewhere),
    segments: maybe(segments),
    over: maybe(override),
    series: maybe(v.looseObject({ series: id, date })),
    lease: maybe(id),
    urgency: maybe(v.picklist([1, 2, 3])),
    referral: maybe(line(120, 'A referral')),
    authorization: maybe(v.looseObject({ number: line(120, 'A number'), from: date, to: date, units: maybe(count) })),
    hold: maybe(id),
    unknown: maybe(unknownPatient)
  }),
  'appointment/moved': v.looseObject({
    appointment: id,
    from: placement,
    to: placement,
    segments: maybe(segments),
    over: maybe(override)
  }),
  'appointment/rescheduled': v.looseObject({
    appointment: id,
    to: elsewhere,
    noticeHours: maybe(noticeHours),
    reason: maybe(v.picklist([...CANCEL_REASONS, 'late', 'wrong-day']))
  }),
  'appointment/attempted': v.looseObject({
    appointment: id,
    about: v.picklist(['confirm', 'no-show', 'new-date']),
    knew: maybe(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000))),
    ...attempt
  }),
  'appointment/unconfirmed-settled': v.looseObject({ appointment: id, how: v.picklist(['kept', 'overbook']) }),
  'appointment/delay-told': v.looseObject({
    appointment: id,
    minutes,
    answer: v.picklist(['waits', 'steps-out', 'other-provider', 'another-time', 'not-reached'])
  }),
  'appointment/cancelled': v.looseObject({
    appointment: id,
    by: v.picklist(['patient', 'clinic', 'system']),
    noticeHours: maybe(noticeHours),
    reason: v.picklist(CANCEL_REASONS),
    note: maybe(text(2_000, 'A note'))
  }),
  'appointment/no-show': v.looseObject({
    appointment: id,
    reason: v.picklist([
      'no-call',
      'called-late',
      'wrong-day',
      'left-before',
      'unknown',
      'illness',
      'transport',
      'disaster'
    ])
  }),
  'day-sheet/printed': v.looseObject({
    page: id,
    version: count,
    names: v.boolean(),
    since: maybe(count),
    lines: list(v.looseObject({ appointment: id, from: minuteOfDay, to: minutes, says: id }), 300)
  }),
  'appointment/slip-issued': v.looseObject({
    ...{ appointment: id, envelope: id, key: bytes(64), code: maybe(bytes(64)) },
    // A form, its version and a day, joined by @.
    forms: maybe(list(line(120), 20))
  }),
  'appointment/forms-named': v.looseObject({ appointment: id, forms: list(line(120), 20) }),

  ...CALL_PAYLOADS,
  'lease/granted': v.looseObject({
    lease: id,
    device: deviceNo,
    practitioner: id,
    date,
    span: v.pipe(
      v.looseObject({ from: minuteOfDay, to: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1440)) }),
      v.check(({ from, to }) => from < to, 'A lease ends after it begins.')
    ),
    until: instant
  }),

  ...VISIT_PAYLOADS,
  ...CHECK_IN_PAYLOADS,
  ...CASE_PAYLOADS,
  ...DOCUMENT_PAYLOADS,
  ...FORM_PAYLOADS,
  ...SWAP_PAYLOADS,
  ...RULING_PAYLOADS,
  ...OUTSIDE_PAYLOADS,
  ...SCREEN_PAYLOADS,
  ...ALARM_PAYLOADS,
  ...LOCK_PAYLOADS,
  ...AUDIT_PAYLOADS,

  'fact/voided': v.looseObject({ fact: factIdentity, reason: maybe(line(200, 'A reason')) })
};
