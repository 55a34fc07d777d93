import { describe, expect, test } from 'vitest';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import type { Fact } from '../fact.ts';
import { practiceOf } from '../practice/practice.ts';
import type { Appointment } from './appointment.ts';
import type { ConflictClass } from './appointment-facts.ts';
import { CONFLICT_RULES, mayOverride } from './conflict-rules.ts';
import { clashesWith, conflictsOf, noticesOf, type ScheduleDay } from './conflicts.ts';

const TEN = 600;
const BLOCK = { block: 'b-1', title: 'x', date: TODAY, start: TEN, minutes: 60 };
const RULES = { visitType: 'established', segments: [], before: 0, after: 0, dailyCap: null, intervalDays: null };
const ASKS = { ...RULES, referral: false, authorization: false };
const provider = { kind: 'practitioner', id: 'p-kim' };
const everybody = { kind: 'site', id: SITE };
const room = (offset = 0, minutes = 20) => ({ kind: 'room' as const, any: ['room-1'], offset, minutes });

type Said = readonly { readonly kind: string; readonly of: object }[];

/** The fixture's practice with more said of it. */
function practiceWith(more: Said) {
  const facts = [...practiceFacts().facts, ...more];
  return practiceOf(
    facts.map(({ kind, of }, clock) => ({ client: 1, clock, fact: { kind, of, at: clock, by: 'u' } as Fact }))
  );
}
const visit = (id: string, start = TEN, over: Partial<Appointment> = {}): Appointment => ({
  ...{ appointment: id, patient: `of-${id}`, label: { family: 'Rook', given: id, birthDate: null } },
  ...{ visitType: 'established', at: { practitioner: 'p-kim', start, minutes: 20 }, note: '', status: 'booked' },
  ...{ reason: null, provisional: false, replaces: null, rescheduledTo: null, slip: null, last: '1.0' },
  ...{ contested: [], problems: [], ...over }
});
const day = (appointments: readonly Appointment[], said: Said = [], more: Partial<ScheduleDay> = {}): ScheduleDay => ({
  practice: practiceWith(said),
  site: SITE,
  date: TODAY,
  appointments,
  ...more
});
const classes = (of: ScheduleDay): readonly string[] =>
  [...conflictsOf(of), ...noticesOf(of)].map((one) => `${one.id} ${one.classes.join(' ')}`);
const moss = { practitioner: 'p-moss', start: TEN, minutes: 20 };

describe('[ENG-2] [ENG-6] an example of each class of conflict', () => {
  test.each<[string, ScheduleDay, readonly string[]]>([
    ['C1 a provider has two at once', day([visit('a'), visit('b', TEN + 10)]), ['a+b C1']],
    [
      'C2 a room is needed twice',
      day([visit('a', TEN, { segments: [room()] }), visit('b', TEN, { at: moss, segments: [room()] })]),
      ['a+b C2']
    ],
    [
      'C2 a room is closed',
      day(
        [visit('a', TEN, { segments: [room()] })],
        [{ kind: 'block/placed', of: { ...BLOCK, kind: 'closure', resources: [{ kind: 'room', id: 'room-1' }] } }]
      ),
      ['a C2']
    ],
    [
      'C2 a provider is needed in another’s visit and has one of their own',
      day([
        visit('a', TEN, { segments: [{ kind: 'practitioner', any: ['p-moss'], offset: 0, minutes: 20 }] }),
        visit('b', TEN, { at: moss })
      ]),
      ['a+b C2']
    ],
    [
      'C3 a patient has two at once',
      day([visit('a', TEN, { patient: 'p' }), visit('b', TEN, { patient: 'p', at: moss })]),
      ['a+b C3']
    ],
    [
      'C4 a patient comes twice',
      day([visit('a', TEN, { patient: 'p' }), visit('b', 660, { patient: 'p' })]),
      ['a+b C4']
    ],
    ['C5 outside the provider’s hours', day([visit('a', 480)]), ['a C5']],
    [
      'C5 the provider is on leave',
      day([visit('a')], [{ kind: 'block/placed', of: { ...BLOCK, kind: 'leave', resources: [provider] } }]),
      ['a C5']
    ],
    [
      'C6 the time is held',
      day([visit('a')], [{ kind: 'block/placed', of: { ...BLOCK, kind: 'hold', resources: [provider] } }]),
      ['a C6']
    ],
    [
      'C6 a template of other types',
      day(
        [visit('a')],
        [{ kind: 'block/placed', of: { ...BLOCK, kind: 'template', resources: [provider], visitTypes: ['annual'] } }]
      ),
      ['a C6']
    ],
    [
      'C7 more of a type than the day has room for',
      day([visit('a'), visit('b', 660)], [{ kind: 'visit-type/ruled', of: { ...ASKS, dailyCap: 1 } }]),
      ['b C7']
    ],
    [
      'C8 the office is closed',
      day([visit('a')], [{ kind: 'block/placed', of: { ...BLOCK, kind: 'closure', resources: [everybody] } }]),
      ['a C8']
    ],
    [
      'C9 an authorization is missing',
      day([visit('a')], [{ kind: 'visit-type/ruled', of: { ...ASKS, authorization: true } }]),
      ['a C9']
    ],
    [
      'C10 a referral is missing',
      day([visit('a')], [{ kind: 'visit-type/ruled', of: { ...ASKS, referral: true } }]),
      ['a C10']
    ],
    [
      'C11 too soon after the last',
      day([visit('a')], [{ kind: 'visit-type/ruled', of: { ...ASKS, intervalDays: 10 } }], {
        others: new Map([['of-a', [{ date: '2026-11-15', visitType: 'established' }]]])
      }),
      ['a C11']
    ],
    ['C12 booked offline over another', day([visit('a', TEN, { provisional: true }), visit('b')]), ['a+b C12']]
  ])('%s', (_, of, expected) => expect(classes(of)).toEqual(expected));

  test('[ENG-5] asked of one visit, the day is looked at with the visit in it', () => {
    const booked = day([visit('b', TEN + 10), visit('c', 700), visit('d', 710)]);
    expect(clashesWith(booked, visit('a')).map(({ id, classes: found }) => [id, found])).toEqual([['a+b', ['C1']]]);
    expect(clashesWith(booked, visit('c', TEN + 10)).map(({ id }) => id)).toEqual(['b+c']);
  });
});

test('[ENG-1] each part of a visit takes what it needs for its own minutes alone', () => {
  const first = visit('a', TEN, { segments: [room(0, 10)] });
  const at = (start: number) => ({ ...moss, start });
  expect(classes(day([first, visit('b', TEN + 10, { at: at(TEN + 10), segments: [room(0, 10)] })]))).toEqual([]);
  expect(classes(day([first, visit('b', TEN + 5, { at: at(TEN + 5), segments: [room(0, 10)] })]))).toEqual(['a+b C2']);
});

describe('[ENG-4] what a provider allows at once', () => {
  const policy = (over: object) => [
    {
      kind: 'overlap/allowed',
      of: {
        practitioner: 'p-kim',
        visitType: null,
        maxConcurrent: 2,
        mayOverlap: null,
        maxPerSession: null,
        positions: [],
        needsReason: false,
        ...over
      }
    }
  ];
  const two = [visit('a'), visit('b')];
  test.each<[string, readonly Appointment[], object, readonly string[]]>([
    ['two at once', two, {}, []],
    ['not three', [...two, visit('c')], {}, ['a+b C1', 'a+c C1', 'b+c C1']],
    ['two of these types', two, { mayOverlap: ['established'] }, []],
    ['not of others', two, { mayOverlap: ['annual'] }, ['a+b C1']],
    ['at the top of the hour', two, { positions: [{ minute: 0, starts: 2 }] }, []],
    ['and not after it', [visit('a'), visit('b', TEN + 10)], { positions: [{ minute: 0, starts: 2 }] }, ['a+b C1']],
    ['with a reason alone', two, { needsReason: true }, ['a+b C1']],
    [
      'what was booked offline is C12 whatever is allowed',
      [visit('a', TEN, { provisional: true }), visit('b')],
      {},
      ['a+b C12']
    ]
  ])('%s', (_, all, over, expected) => {
    expect(classes(day(all, policy(over)))).toEqual(expected);
  });
});

/** product/03-scheduling.md, "Conflict classes": weight, and who may let it stand before a practice says otherwise. */
test('[ENG-9] each class has its weight, and whose it is to let stand', () => {
  const anyone = 'clerk assistant coordinator clinical manager';
  const table: Readonly<Record<ConflictClass, readonly [string, string]>> = {
    C1: ['soft', anyone],
    C2: ['hard', 'coordinator manager'],
    C3: ['hard', 'manager'],
    C4: ['info', anyone],
    C5: ['hard', 'clinical manager'],
    C6: ['soft', anyone],
    C7: ['soft', anyone],
    C8: ['hard', ''],
    C9: ['soft', anyone],
    C10: ['soft', anyone],
    C11: ['soft', anyone],
    C12: ['must', '']
  };
  for (const [one, [weight, may]] of Object.entries(table) as [ConflictClass, readonly [string, string]][]) {
    expect(CONFLICT_RULES[one].weight, one).toBe(weight);
    expect(mayOverride(new Map(), one).join(' '), one).toBe(may);
  }
  const over = { classes: ['C1' as const], reason: 'Both know' };
  expect(conflictsOf(day([visit('a', TEN, { over }), visit('b')]))).toMatchObject([
    { classes: ['C1'], accepted: true }
  ]);
  const unknowing = visit('a', TEN, { provisional: true, over: { classes: ['C12'], reason: 'Both know' } });
  expect(conflictsOf(day([unknowing, visit('b')]))).toMatchObject([{ classes: ['C12'], accepted: false }]);
});
