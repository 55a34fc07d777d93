import { describe, expect, test } from 'vitest';
import { dayDoc, practiceDoc } from '#domain/documents.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { changePractice, type PracticeChange } from './change-practice.ts';
import { overlapForm, overlapFrom, typeRulesForm, typeRulesFrom } from './rule-forms.ts';
import { conflictText, overlapText, rulesText } from './rule-words.ts';
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

function overlapPolicy() {
  const policy = overlapFrom(TWICE);
  if (!policy.ok) throw new Error('no policy');
  return policy.value;
}

test('[RULE-2] said in words', async () => {
  const practice = await memoryStation({ facts: [practiceFacts()] }).rows.practice();
  const policy = { ...overlapPolicy(), mayOverlap: ['nurse'], positions: [{ minute: 0, starts: 2 }], maxPerSession: 3 };
  expect(overlapText(policy, practice)).toBe(
    'Up to 2 at once, with Nurse visit, 3 a session, beginning at 0 x 2, with a reason'
  );
  expect(overlapText({ ...policy, maxConcurrent: 1 }, practice)).toBe('Never twice');
});
