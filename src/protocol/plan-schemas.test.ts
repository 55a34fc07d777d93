import { describe, expect, test } from 'vitest';
import { practiceDoc, parseDocId, dayDoc } from '../domain/documents.ts';
import { PLAN_FACTS } from '#tests/fixtures/plan.ts';
import { SITE, TODAY } from '#tests/fixtures/practice.ts';
import { belongsIn, checkFact } from './fact-schemas.ts';

const signed = (kind: string, of: unknown) => ({ kind, at: 1, by: 'u-ada', of });
const BLOCK = PLAN_FACTS[0]!.of;
const block = (over: object) => signed('block/placed', { ...BLOCK, ...over });
const rules = (over: object) => signed('visit-type/ruled', { ...PLAN_FACTS[4]!.of, ...over });
const policy = (over: object) => signed('overlap/allowed', { ...PLAN_FACTS[5]!.of, ...over });
const label = { family: 'Rook', given: 'Ann', birthDate: null };
const at = { practitioner: 'p-kim', start: 540, minutes: 20 };
const booked = (over: object) =>
  signed('appointment/booked', { appointment: 'a', patient: 'p', label, visitType: 't', at, ...over });

test('[FACT-5] what plans a practice’s time is taken, in the practice’s document only', () => {
  for (const { kind, of } of PLAN_FACTS) {
    expect(checkFact(signed(kind, of)), kind).toMatchObject({ ok: true });
    expect(belongsIn(parseDocId(practiceDoc)!, signed(kind, of)), kind).toBe(true);
    expect(belongsIn(parseDocId(dayDoc(SITE, TODAY))!, signed(kind, of)), kind).toBe(false);
  }
});

test('[FACT-5] a booking with all its details is taken', () => {
  const details = {
    segments: [{ kind: 'room', any: ['room-1'], offset: 0, minutes: 20 }],
    over: { classes: ['C1', 'C5'], reason: 'Urgent, Dr Kimball knows' },
    series: { series: 's-1', date: '2026-11-20' },
    lease: 'l-1',
    urgency: 1,
    referral: 'r-77',
    authorization: { number: 'PA-1', from: '2026-11-01', to: '2026-12-31' },
    hold: 'b-1'
  };
  expect(checkFact(booked(details))).toMatchObject({ ok: true });
  const moved = { appointment: 'a', from: at, to: at, segments: details.segments, over: details.over };
  expect(checkFact(signed('appointment/moved', moved))).toMatchObject({ ok: true });
});

describe('[FACT-6] refused in words', () => {
  test.each([
    ['a kind of block nobody knows', block({ kind: 'party' })],
    ['nobody’s time', block({ resources: [] })],
    ['a resource of no kind', block({ resources: [{ kind: 'car', id: 'x' }] })],
    ['a day that does not exist', block({ date: '2026-02-30' })],
    ['a start after midnight', block({ start: 1440 })],
    ['no length', block({ minutes: 0 })],
    ['longer than a year and a day', block({ minutes: 367 * 1440 })],
    ['a rule nobody can read', block({ rule: 'every Tuesday' })],
    ['by the second', block({ rule: 'FREQ=SECONDLY' })],
    ['by the hour', block({ rule: 'FREQ=HOURLY' })],
    ['a rule of 10 KB', block({ rule: `FREQ=DAILY;X-A=${'a'.repeat(10_240)}` })],
    ['a title of two lines', block({ title: 'a\nb' })],
    ['a left-out day that is none', block({ except: ['tomorrow'] })],
    ['a negative buffer', rules({ before: -5 })],
    ['no room for any', rules({ dailyCap: 0 })],
    ['a part of no length', rules({ segments: [{ kind: 'room', any: [], offset: 0, minutes: 0 }] })],
    ['a part of a whole site', rules({ segments: [{ kind: 'site', any: ['main'], offset: 0, minutes: 5 }] })],
    ['nobody at once', policy({ maxConcurrent: 0 })],
    ['minute 60', policy({ positions: [{ minute: 60, starts: 1 }] })],
    ['six days a week', signed('site-hours/set', { site: SITE, week: Array.from({ length: 6 }, () => []) })],
    ['no device', signed('device/added', { device: 'd', site: SITE, name: 'Scan', count: 0 })],
    ['a class of conflict nobody knows', booked({ over: { classes: ['C13'], reason: 'x' } })],
    ['a reason of 501', booked({ over: { classes: ['C1'], reason: 'x'.repeat(501) } })],
    ['urgency 4', booked({ urgency: 4 })],
    ['a consent with no days', booked({ authorization: { number: '1' } })]
  ])('%s', (_, fact) => {
    const checked = checkFact(fact);
    expect(checked.ok).toBe(false);
    if (!checked.ok) expect(checked.say).toMatch(/^[A-Z].*\.$/);
  });
});
