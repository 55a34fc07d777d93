import { describe, expect, test } from 'vitest';
import { dayDoc, practiceDoc } from '#domain/documents.ts';
import { beyond, BOOKING_ROLES, mayOverride, mayOverrideAll } from '#domain/scheduling/conflict-rules.ts';
import { emptyPlan, planWith } from '#domain/scheduling/plan.ts';
import { plusDays } from '#domain/time.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { changePractice, type PracticeChange } from './change-practice.ts';
import { overlapForm, overlapFrom, recallForm, recallFrom, typeRulesForm, typeRulesFrom } from './rule-forms.ts';
import { conflictText, overlapText, overrideText, recallText, rulesText } from './rule-words.ts';
import { hoursFrom, hoursText } from './week-text.ts';
import { wouldConflict } from './would-conflict.ts';

const EMPTY = typeRulesForm(undefined);
const RULES = {
  visitType: 'annual',
  segments: [{ kind: 'room' as const, any: ['room-1'], offset: 0, minutes: 30 }],
  before: 5,
  after: 10,
  dailyCap: 4,
  intervalDays: 366,
  referral: true,
  authorization: false
};

test('[RULE-1] a type’s rules are what the form says; its rooms and people stay', () => {
  expect(typeRulesFrom('annual', typeRulesForm(RULES), RULES)).toEqual({ ok: true, value: RULES });
  const none = {
    visitType: 'annual',
    segments: [],
    before: 0,
    after: 0,
    dailyCap: null,
    intervalDays: null,
    referral: false,
    authorization: false
  };
  expect(typeRulesFrom('annual', EMPTY, undefined)).toEqual({ ok: true, value: none });
  expect(rulesText(RULES)).toBe(
    'At most 4 a provider’s day, not again for 366 days, 5 min free before, 10 min free after, needs a referral'
  );
  expect([rulesText(none), rulesText(undefined)]).toEqual(['No rules', 'No rules']);
});

test.each([
  ['a word', { dailyCap: 'four' }],
  ['half', { dailyCap: '1.5' }],
  ['too many', { dailyCap: '1001' }],
  ['less than nothing', { intervalDays: '-1' }],
  ['eleven years', { intervalDays: '4000' }],
  ['a day before', { before: '1440' }],
  ['a long number', { after: '999999999' }]
])('[RULE-1] refused: %s', (_, part) =>
  expect(typeRulesFrom('annual', { ...EMPTY, ...part }, undefined)).toMatchObject({
    error: { code: 'rules/bad-number' }
  })
);

const TWICE = { ...overlapForm(undefined), practitioner: 'p-kim' };

test('[RULE-2] how far a provider may be booked twice: anywhere, at the top of the hour, in waves, or as it is typed', () => {
  const positions = (form: Partial<typeof TWICE>) => {
    const policy = overlapFrom({ ...TWICE, ...form });
    return policy.ok ? policy.value.positions : policy.error.code;
  };
  expect(positions({})).toEqual([]);
  expect(positions({ positions: 'top' })).toEqual([{ minute: 0, starts: 2 }]);
  expect(positions({ positions: 'wave' })).toEqual([
    { minute: 0, starts: 2 },
    { minute: 30, starts: 1 }
  ]);
  expect(positions({ positions: 'own', own: ' 15 x 2,:45×1 ' })).toEqual([
    { minute: 15, starts: 2 },
    { minute: 45, starts: 1 }
  ]);
  const policy = overlapFrom({
    ...TWICE,
    positions: 'wave',
    visitType: 'nurse',
    mayOverlap: ['nurse'],
    maxPerSession: '3'
  });
  expect(policy.ok && overlapForm(policy.value)).toMatchObject({
    positions: 'wave',
    visitType: 'nurse',
    mayOverlap: ['nurse'],
    maxPerSession: '3'
  });
});

test.each([
  ['nobody', { practitioner: '' }, 'rules/no-provider'],
  ['no number', { maxConcurrent: '' }, 'rules/bad-number'],
  ['none', { maxConcurrent: '0' }, 'rules/bad-number'],
  ['too many', { maxConcurrent: '21' }, 'rules/bad-number'],
  ['a session of words', { maxPerSession: 'few' }, 'rules/bad-number'],
  ['no type', { mayOverlap: [] }, 'rules/no-types'],
  ['no place', { positions: 'own' as const, own: '' }, 'rules/bad-positions'],
  ['minute 60', { positions: 'own' as const, own: '60 x 1' }, 'rules/bad-positions'],
  ['one minute twice', { positions: 'own' as const, own: '0 x 1, 0 x 2' }, 'rules/bad-positions'],
  ['nobody there', { positions: 'own' as const, own: '0 x 0' }, 'rules/bad-positions']
])('[RULE-2] refused: %s', (_, part, code) =>
  expect(overlapFrom({ ...TWICE, ...part })).toMatchObject({ error: { code } })
);

describe('[RULE-3] hours', () => {
  test.each([
    ['8:00-12:00, 13:00-17:00', '8:00-12:00, 13:00-17:00'],
    ['8-12,1 pm-5:30pm', '8:00-12:00, 13:00-17:30'],
    ['9 to 5 pm', '9:00-17:00'],
    ['13:00–17:00, 8:00–12:00', '8:00-12:00, 13:00-17:00'],
    ['12 am - 12 pm', '0:00-12:00'],
    ['20:00-24:00', '20:00-24:00'],
    ['closed', ''],
    ['  ', '']
  ])('%s', (typed, kept) => expect(hoursText(hoursFrom(typed) ?? [])).toBe(kept));
  test.each([
    '8',
    '8-',
    'morning',
    '12-8',
    '9-17, 16-18',
    '25:00-26:00',
    '9:60-10',
    '13 pm-14 pm',
    '9-10-11',
    '8-9,'.repeat(7) + '8-9'
  ])('refused: %s', (typed) => expect(hoursFrom(typed)).toBeNull());
});

const ruled: PracticeChange = { kind: 'visit-type/ruled', of: { ...RULES, visitType: 'established', dailyCap: 1 } };

test('[RULE-4] a manager changes the practice; nobody else does', async () => {
  const clerk = memoryStation({ facts: [practiceFacts()] });
  expect(await changePractice(clerk, ruled)).toEqual({ ok: false, error: { code: 'rules/not-yours' } });
  const user = { user: 'u-dot', name: 'Dot Willow', initials: 'DW', role: 'manager' } as const;
  const manager = memoryStation({ facts: [practiceFacts()], user });
  expect(await changePractice(manager, ruled)).toEqual({ ok: true, value: undefined });
  expect((await manager.rows.practice()).plan.typeRules.get('established')?.dailyCap).toBe(1);
  expect(manager.recorded.map(({ doc }) => doc)).toEqual([practiceDoc]);
});

test('[RULE-5] what would be in conflict is told before, and nothing is written', async () => {
  const twice = [bookedFact(), bookedFact({ appointment: 'a-2', patient: 'pat-fern' }, { start: 660 })];
  const station = memoryStation({ facts: [practiceFacts(), dayOf(twice)] });
  const ask = (change: PracticeChange) => wouldConflict(station.rows, SITE, TODAY, change);
  // Of a cap of one only the second is too many.
  expect(await ask({ ...ruled, of: { ...ruled.of, segments: [], referral: false } } as PracticeChange)).toEqual({
    count: 1,
    first: TODAY
  });
  expect(await ask({ kind: 'overlap/allowed', of: { ...overlapPolicy(), maxConcurrent: 3 } })).toEqual({
    count: 0,
    first: null
  });
  const week = Array.from({ length: 7 }, () => []);
  expect(await ask({ kind: 'hours/set', of: { practitioner: 'p-kim', site: SITE, week } })).toEqual({
    count: 2,
    first: TODAY
  });
  expect(conflictText({ count: 2, first: TODAY })).toContain(
    '2 visits in the next 30 days would be in conflict, the first on Fri'
  );
  expect(station.recorded).toEqual([]);
  expect(await station.rows.appointments(SITE, TODAY)).toHaveLength(2);
  expect(dayDoc(SITE, TODAY)).toContain(TODAY);
});

test('[RULE-5] (C11) an interval is counted from the patient’s visits on other days', async () => {
  const fern = (appointment: string) => bookedFact({ appointment, patient: 'pat-fern' }, { start: 660 });
  const facts = [practiceFacts(), dayOf([fern('a-1')], plusDays(TODAY, -5)), dayOf([fern('a-2')])];
  const station = memoryStation({ facts });
  const interval = (intervalDays: number): PracticeChange => ({
    kind: 'visit-type/ruled',
    of: { ...RULES, visitType: 'established', segments: [], dailyCap: null, referral: false, intervalDays }
  });
  expect(await wouldConflict(station.rows, SITE, TODAY, interval(6))).toEqual({ count: 1, first: TODAY });
  expect(await wouldConflict(station.rows, SITE, TODAY, interval(5))).toEqual({ count: 0, first: null });
});

function overlapPolicy() {
  const policy = overlapFrom(TWICE);
  if (!policy.ok) throw new Error('no policy');
  return policy.value;
}

test('[RULE-6] who may book over a conflict is the practice’s to say; a closed office stays nobody’s', async () => {
  const user = { user: 'u-dot', name: 'Dot Willow', initials: 'DW', role: 'manager' } as const;
  const station = memoryStation({ facts: [practiceFacts()], user });
  const rulings = async () => (await station.rows.practice()).plan.rulings;
  expect(overrideText(mayOverride(await rulings(), 'C2'))).toBe('Coordinator, manager, with a reason');
  expect(beyond(await rulings(), 'clerk', ['C1', 'C2', 'C8'])).toEqual(['C8', 'C2']);
  const ruling = { conflict: 'C2', mayOverride: BOOKING_ROLES } as const;
  expect(await changePractice(station, { kind: 'conflict/ruled', of: ruling })).toMatchObject({ ok: true });
  expect(overrideText(mayOverride(await rulings(), 'C2'))).toBe('Anyone who books, with a reason');
  expect(beyond(await rulings(), 'clerk', ['C1', 'C2', 'C8'])).toEqual(['C8']);
  expect(
    await changePractice(station, { kind: 'conflict/ruled', of: { conflict: 'C2', mayOverride: [] } })
  ).toMatchObject({ ok: true });
  expect(overrideText(mayOverride(await rulings(), 'C2'))).toBe('Nobody: another time has to be chosen');
  expect(mayOverrideAll(await rulings(), ['C1', 'C2'])).toEqual([]);
  const clerk = memoryStation({ facts: [practiceFacts()] });
  expect(await changePractice(clerk, { kind: 'conflict/ruled', of: ruling })).toMatchObject({ ok: false });
});

test('[RULE-6] what a class that stays as it is was said to be is passed over', () => {
  const plan = emptyPlan();
  const of = { conflict: 'C8', mayOverride: ['clerk'] };
  planWith(plan, { kind: 'conflict/ruled', of, at: 1, by: 'u' });
  expect(mayOverride(plan.rulings, 'C8')).toEqual([]);
});

test.each([
  ['a class that stays as it is', { conflict: 'C8', mayOverride: [] }],
  ['no class', { conflict: 'C99', mayOverride: [] }],
  ['a role there is none of', { conflict: 'C1', mayOverride: ['janitor'] }],
  ['a role twice', { conflict: 'C1', mayOverride: ['clerk', 'clerk'] }],
  ['nobody said', { conflict: 'C1' }],
  ['a name', { conflict: 'C1', mayOverride: 'clerk' }]
])('[RULE-6] refused by the server: %s', (_, of) => {
  const fact = (payload: object) => ({ kind: 'conflict/ruled', at: 1, by: 'u-dot', of: payload });
  expect(checkFact(fact({ conflict: 'C1', mayOverride: ['clerk'] }))).toMatchObject({ ok: true });
  expect(checkFact(fact(of))).toMatchObject({ ok: false, code: 'E_SCHEMA' });
});

test('[RULE-7] when patients are called back, as it is typed', async () => {
  const rule = { visitType: 'annual', afterVisitDays: 365, afterNoShowDays: 7 };
  expect(recallFrom('annual', recallForm(rule))).toEqual({ ok: true, value: rule });
  const none = { visitType: 'annual', afterVisitDays: null, afterNoShowDays: null };
  expect(recallFrom('annual', recallForm(undefined))).toEqual({ ok: true, value: none });
  expect([recallText(rule), recallText(none), recallText({ ...none, afterNoShowDays: 1 })]).toEqual([
    '365 days after the visit, 7 days after a missed one',
    'No recall',
    '1 day after a missed one'
  ]);
  const user = { user: 'u-dot', name: 'Dot Willow', initials: 'DW', role: 'manager' } as const;
  const station = memoryStation({ facts: [practiceFacts()], user });
  expect(await changePractice(station, { kind: 'recall/ruled', of: rule })).toMatchObject({ ok: true });
  expect((await station.rows.practice()).plan.recalls.get('annual')).toEqual(rule);
});

test.each([
  ['a word', { afterVisit: 'a year' }],
  ['half a day', { afterVisit: '0.5' }],
  ['before the visit', { afterNoShow: '-3' }],
  ['eleven years', { afterVisit: '4000' }],
  ['a long number', { afterNoShow: '999999999' }]
])('[RULE-7] refused: %s', (_, part) =>
  expect(recallFrom('annual', { ...recallForm(undefined), ...part })).toMatchObject({
    error: { code: 'rules/bad-number' }
  })
);

test('[RULE-2] said in words', async () => {
  const practice = await memoryStation({ facts: [practiceFacts()] }).rows.practice();
  const policy = { ...overlapPolicy(), mayOverlap: ['nurse'], positions: [{ minute: 0, starts: 2 }], maxPerSession: 3 };
  expect(overlapText(policy, practice)).toBe(
    'Up to 2 at once, with Nurse visit, 3 a session, beginning at 0 x 2, with a reason'
  );
  expect(overlapText({ ...policy, maxConcurrent: 1 }, practice)).toBe('Never twice');
});
