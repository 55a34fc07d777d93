import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { practiceFacts, SITE } from '#tests/fixtures/practice.ts';
import type { Fact, NewOf } from '../fact.ts';
import type { PracticeFact } from '../practice/practice-facts.ts';
import { practiceOf } from '../practice/practice.ts';
import { plusDays } from '../time.ts';
import type { Appointment } from './appointment.ts';
import { allCells, countOf, earlier, fill, has, later, minutesOf, noCells, runAround, startsOfRuns } from './cells.ts';
import { fillOf } from './fill.ts';
import { findSlots, firstSlot, thirdNextAvailable } from './find-slots.ts';
import { ANY_SLOT, type SlotSearch } from './slot-search.ts';
import { freeDay } from './free-time.ts';
import { findPairs } from './pair-slots.ts';
import type { PlanFact } from './plan-facts.ts';

const MONDAY = '2026-11-23';
const SEARCH: SlotSearch = {
  ...ANY_SLOT,
  patient: 'pat',
  visitType: 'established'
};

function visit(practitioner: string, start: number, minutes: number, over: Partial<Appointment> = {}): Appointment {
  return {
    appointment: `a-${practitioner}-${start}`,
    patient: 'p',
    label: { family: 'Rook', given: 'Ann', birthDate: null },
    visitType: 'established',
    at: { practitioner, start, minutes },
    note: '',
    status: 'booked',
    reason: null,
    provisional: false,
    replaces: null,
    rescheduledTo: null,
    slip: null,
    last: '1.0',
    contested: [],
    problems: [],
    ...over
  };
}

/** @param booked by days after Monday */
function daysWith(
  plan: readonly (NewOf<PlanFact> | NewOf<PracticeFact>)[] = [],
  booked: readonly (readonly Appointment[])[] = [],
  count = 7
) {
  const facts = [...practiceFacts().facts, ...plan];
  const practice = practiceOf(
    facts.map((fact, clock) => ({ client: 1, clock, fact: { ...fact, at: clock, by: 'u' } as Fact }))
  );
  return Array.from({ length: count }, (_, i) => freeDay(practice, SITE, plusDays(MONDAY, i), booked[i] ?? []));
}
const short = (slots: readonly { date: string; practitioner: string; start: number }[]) =>
  slots.map(({ date, practitioner, start }) => `${date.slice(8)} ${practitioner} ${start}`);
const kim = { ...SEARCH, practitioners: ['p-kim'] };
const FULL = [visit('p-kim', 540, 180), visit('p-kim', 780, 240)];
const RULES = {
  visitType: 'established',
  segments: [],
  before: 0,
  after: 0,
  dailyCap: null,
  intervalDays: null,
  referral: false,
  authorization: false
};

describe('[FIND-1] what is asked for', () => {
  test('one provider, in order of time', () => {
    expect(short(findSlots(daysWith(), kim, 3))).toEqual(['23 p-kim 540', '23 p-kim 560', '23 p-kim 580']);
  });
  test.each([
    ['weekdays', { weekdays: [3] }, '25 p-kim 540'],
    ['part of the day', { dayParts: [{ from: 780, to: 900 }] }, '23 p-kim 780'],
    ['not before a minute', { notBefore: { date: MONDAY, minute: 605 } }, '23 p-kim 605'],
    ['not before a day', { notBefore: { date: '2026-11-26', minute: 0 } }, '26 p-kim 540'],
    ['another length', { minutes: 150, dayParts: [{ from: 660, to: 1440 }] }, '23 p-kim 780'],
    [
      'while the authorization is good',
      { authorization: { from: '2026-11-24', to: '2026-11-24', left: null } },
      '24 p-kim 540'
    ],
    ['another type', { visitType: 'new', dayParts: [{ from: 690, to: 1440 }] }, '23 p-kim 780']
  ] satisfies [string, Partial<SlotSearch>, string][])('%s', (_, over, first) => {
    expect(short(findSlots(daysWith(), { ...kim, ...over }, 1))).toEqual([first]);
    expect(short([firstSlot(daysWith(), { ...kim, ...over })!])).toEqual([first]);
  });
  test('nothing that is not there', () => {
    expect(findSlots(daysWith([], [], 5), { ...kim, weekdays: [0] }, 3)).toEqual([]);
    expect(firstSlot(daysWith(), { ...kim, minutes: 500 })).toBeNull();
    expect(findSlots(daysWith(), { ...SEARCH, practitioners: ['p-nobody'] }, 3)).toEqual([]);
    expect(findSlots([], kim, 3)).toEqual([]);
    expect(findSlots(daysWith(), { ...kim, minutes: 0 }, 3)).toEqual([]);
  });
  test('within a template, and not in one for others', () => {
    const template = (visitTypes: string[], start: number): NewOf<PlanFact> => ({
      kind: 'block/placed',
      of: {
        block: `b-${start}`,
        kind: 'template',
        title: 'T',
        resources: [{ kind: 'practitioner', id: 'p-kim' }],
        date: MONDAY,
        start,
        minutes: 60,
        visitTypes
      }
    });
    expect(short(findSlots(daysWith([template(['annual'], 540)]), kim, 1))).toEqual(['23 p-kim 600']);
    expect(short(findSlots(daysWith([template(['established'], 540)]), kim, 1))).toEqual(['23 p-kim 540']);
  });
  test('not sooner than is paid for, nor more than a day has room for', () => {
    const rules = (over: object): NewOf<PlanFact> => ({ kind: 'visit-type/ruled', of: { ...RULES, ...over } });
    expect(short(findSlots(daysWith([rules({ intervalDays: 30 })]), { ...kim, lastVisit: '2026-10-26' }, 1))).toEqual([
      '25 p-kim 540'
    ]);
    const capped = daysWith([rules({ dailyCap: 1 })], [[visit('p-kim', 900, 20)]]);
    expect(short(findSlots(capped, kim, 1))).toEqual(['24 p-kim 540']);
  });
  test('(S-36) time before and after a visit, within hours, and kept free for those that are booked', () => {
    const buffer: NewOf<PlanFact> = { kind: 'visit-type/ruled', of: { ...RULES, before: 20, after: 10 } };
    expect(short(findSlots(daysWith([buffer]), kim, 1))).toEqual(['23 p-kim 560']);
    const booked = daysWith([buffer], [[visit('p-kim', 600, 20)]]);
    const nurse = findSlots(
      booked,
      { ...kim, visitType: 'nurse', dayParts: [{ from: 560, to: 660 }], weekdays: [1] },
      9
    );
    expect(short(nurse)).toEqual(['23 p-kim 560', '23 p-kim 570', '23 p-kim 630', '23 p-kim 640', '23 p-kim 650']);
    const last = findSlots(booked, { ...kim, dayParts: [{ from: 960, to: 1020 }] }, 9).filter(
      ({ date }) => date === MONDAY
    );
    expect(short(last)).toEqual(['23 p-kim 960', '23 p-kim 980']);
  });
});

describe('[FIND-2] more than the provider', () => {
  const scan: NewOf<PlanFact>[] = [
    {
      kind: 'visit-type/ruled',
      of: {
        ...RULES,
        visitType: 'annual',
        segments: [
          { kind: 'room', any: ['room-1', 'room-2'], offset: 0, minutes: 30 },
          { kind: 'practitioner', any: [], offset: 15, minutes: 15 }
        ]
      }
    }
  ];
  const inRoom = (room: string, start: number) =>
    visit('p-patel', start, 60, {
      appointment: room,
      segments: [{ kind: 'room', any: [room], offset: 0, minutes: 60 }]
    });
  test('a room from a pool, the provider a quarter of an hour later', () => {
    const days = daysWith(scan, [[inRoom('room-1', 540), visit('p-kim', 540, 30)]]);
    const [found] = findSlots(days, { ...kim, visitType: 'annual' }, 1);
    expect(found).toMatchObject({
      start: 555,
      segments: [
        { kind: 'room', any: ['room-2'] },
        { kind: 'practitioner', any: [] }
      ]
    });
  });
  test('no room, no visit', () => {
    const days = daysWith(scan, [[inRoom('room-1', 540), inRoom('room-2', 540)]]);
    expect(findSlots(days, { ...kim, visitType: 'annual' }, 1)[0]?.start).toBe(600);
  });
  test('with an interpreter for all of it', () => {
    const busy = visit('p-vey', 540, 120, { segments: [{ kind: 'staff', any: ['u-int'], offset: 0, minutes: 120 }] });
    expect(findSlots(daysWith([], [[busy]]), { ...kim, with: [{ kind: 'staff', any: ['u-int'] }] }, 1)[0]?.start).toBe(
      660
    );
  });
});

describe('[FIND-3] in what order, and why', () => {
  test('the usual provider is worth waiting for, within reason', () => {
    const asked = { ...SEARCH, practitioners: ['p-kim', 'p-moss'], usual: 'p-kim' };
    const [first] = findSlots(daysWith([], [FULL]), asked, 5);
    expect(first).toMatchObject({ date: '2026-11-24', practitioner: 'p-kim', reasons: ['usual-provider'] });
    const [later] = findSlots(daysWith([], [FULL, FULL, FULL, FULL]), asked, 5);
    expect(later).toMatchObject({ date: MONDAY, practitioner: 'p-moss', reasons: ['soonest'] });
  });
  test('what leaves a piece too short to use comes after what does not', () => {
    const nearly = [visit('p-kim', 565, 455)];
    const found = findSlots(daysWith([], [nearly]), kim, 50);
    expect(found.find(({ date }) => date === MONDAY)?.reasons).toContain('leaves-gap');
    expect(found[0]?.date).toBe('2026-11-24');
  });
  test('what fits a gap exactly says so', () => {
    expect(findSlots(daysWith([], [[visit('p-kim', 560, 460)]]), kim, 1)[0]?.reasons).toEqual(['soonest', 'fills-gap']);
  });
  test('an afternoon for who likes afternoons', () => {
    const found = findSlots(daysWith(), { ...kim, preferredParts: [{ from: 780, to: 1020 }] }, 1);
    expect(found[0]).toMatchObject({ start: 780, reasons: ['preferred-time'] });
  });
  test('asked for fewer, they are the first of the many', () => {
    const days = daysWith([], [FULL, [visit('p-kim', 540, 100)]], 20);
    const asked = { ...SEARCH, usual: 'p-kim', preferredParts: [{ from: 900, to: 1020 }] };
    const all = findSlots(days, asked, 10_000);
    for (const most of [1, 7, 40]) expect(short(findSlots(days, asked, most))).toEqual(short(all.slice(0, most)));
  });
});

test('[FIND-4] two of a family on one day: side by side, or one after the other with the same provider', () => {
  const any = findPairs(daysWith([], [FULL]), [kim, SEARCH], 60, 2);
  expect(any.map(({ date, apart }) => [date, apart])).toEqual([
    ['2026-11-24', 0],
    ['2026-11-25', 0]
  ]);
  const [same] = findPairs(daysWith(), [kim, kim], 60, 1);
  expect(same?.slots.map(({ start }) => start)).toEqual([540, 560]);
  const split = [visit('p-kim', 560, 140), visit('p-kim', 800, 220)];
  expect(findPairs(daysWith([], [split], 1), [kim, kim], 50, 1)).toEqual([]);
  expect(findPairs(daysWith([], [split], 1), [kim, kim], 300, 1)[0]?.apart).toBe(60);
});

test('[FIND-5] third next available leaves out holds', () => {
  expect(thirdNextAvailable(daysWith(), kim)).toMatchObject({ date: MONDAY, start: 580 });
  const hold: NewOf<PlanFact> = {
    kind: 'block/placed',
    of: {
      block: 'b',
      kind: 'hold',
      title: 'Same day',
      resources: [{ kind: 'practitioner', id: 'p-kim' }],
      date: MONDAY,
      start: 580,
      minutes: 440
    }
  };
  expect(thirdNextAvailable(daysWith([hold]), kim)).toMatchObject({ date: '2026-11-24', start: 540 });
  expect(thirdNextAvailable(daysWith([], [], 0), kim)).toBeNull();
});

describe('[FIND-9] at several offices', () => {
  const OTHER: NewOf<PracticeFact>[] = [
    { kind: 'site/added', of: { site: 'quay', name: 'Quay Row', zone: 'America/New_York' } },
    { kind: 'room/added', of: { room: 'quay-1', site: 'quay', area: 'quay', name: 'Quay 1' } },
    {
      kind: 'hours/set',
      of: { practitioner: 'p-kim', site: 'quay', week: Array.from({ length: 7 }, () => [{ from: 540, to: 720 }]) }
    }
  ];
  const practice = daysWith(OTHER)[0]!.practice;
  const both = [freeDay(practice, SITE, MONDAY, []), freeDay(practice, 'quay', MONDAY, [])];
  const kim = { ...SEARCH, practitioners: ['p-kim'], homeSite: SITE };

  test('a room is free only at the office it is in', () => {
    const found = findSlots(both, { ...kim, with: [{ kind: 'room', any: ['room-1', 'quay-1'] }] }, 99);
    const rooms = found.map(({ site, segments }) => `${site} ${segments.find(({ kind }) => kind === 'room')?.any[0]}`);
    expect([...new Set(rooms)].sort()).toEqual(['main room-1', 'quay quay-1']);
  });

  test('the other office comes after the own, and says so', () => {
    const [first] = findSlots(both, kim, 99);
    expect(first?.site).toBe(SITE);
    const elsewhere = findSlots(both, kim, 99).filter(({ site }) => site === 'quay');
    expect(elsewhere.every(({ reasons }) => reasons.includes('other-site'))).toBe(true);
  });

  test('who is at one office is not free at the other', () => {
    const away = freeDay(practice, 'quay', MONDAY, [], [{ practitioner: 'p-kim', span: { from: 540, to: 660 } }]);
    expect(findSlots([away], kim, 1)[0]?.start).toBe(660);
  });

  test('the third next available counts all offices of a day', () => {
    const late = freeDay(practice, SITE, MONDAY, [visit('p-kim', 540, 120)]);
    expect(thirdNextAvailable([late, both[1]!], kim)).toMatchObject({ site: 'quay', start: 580 });
  });
});

describe('[FIND-7] how full a day is', () => {
  test('booked over open; blocked time is not open, and two at once count once', () => {
    const [free, half] = daysWith([], [[], [...FULL, visit('p-kim', 540, 180)]]);
    expect(fillOf(free!)).toBe(0);
    const open = [...half!.practice.practitioners.keys()].length * 420 + 3 * 60; // every second one begins an hour earlier
    expect(fillOf(half!)).toBeCloseTo(420 / open);
    const leave: NewOf<PlanFact> = {
      kind: 'block/placed',
      of: {
        block: 'b',
        kind: 'leave',
        title: 'Away',
        resources: [{ kind: 'site', id: SITE }],
        date: MONDAY,
        start: 0,
        minutes: 1440
      }
    };
    expect(fillOf(daysWith([leave])[0]!)).toBeNull();
  });
  test('on a day nobody works there is no such thing', () => expect(fillOf(daysWith()[6]!)).toBeNull());
});

describe('cells', () => {
  const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 1440 }), fc.integer({ min: 0, max: 1440 })), {
    maxLength: 6
  });
  test('[ENG-8] runs, shifts and counts are those of a list of booleans', () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 300 }), fc.nat(300), (all, minutes, shift) => {
        const cells = noCells();
        const plain = Array.from({ length: 288 }, () => false);
        for (const [a, b] of all) {
          const [from, to] = [Math.min(a, b), Math.max(a, b)];
          if (from === to) continue;
          fill(cells, from, to);
          for (let cell = Math.floor(from / 5); cell < Math.ceil(to / 5); cell++) plain[cell] = true;
        }
        expect(minutesOf(cells)).toEqual(plain.flatMap((set, i) => (set ? [i * 5] : [])));
        expect(countOf(cells)).toBe(plain.filter(Boolean).length);
        const long = Math.ceil(minutes / 5);
        const runs = plain.flatMap((_, i) =>
          i + long <= 288 && plain.slice(i, i + long).every(Boolean) ? [i * 5] : []
        );
        expect(minutesOf(startsOfRuns(cells, minutes))).toEqual(runs);
        expect(minutesOf(earlier(cells, shift))).toEqual(plain.flatMap((_, i) => (plain[i + shift] ? [i * 5] : [])));
        expect(minutesOf(later(cells, shift))).toEqual(plain.flatMap((_, i) => (plain[i - shift] ? [i * 5] : [])));
      })
    );
  });
  test('the run around a minute, and the edges of the day', () => {
    const cells = noCells();
    fill(cells, 600, 660);
    expect(runAround(cells, 610)).toEqual({ from: 600, to: 660 });
    expect(runAround(cells, 700)).toEqual({ from: 700, to: 700 });
    expect(runAround(allCells(), 0)).toEqual({ from: 0, to: 1440 });
    expect([has(cells, -5), has(cells, 1440), has(cells, 600)]).toEqual([false, false, true]);
    expect(countOf(startsOfRuns(allCells(), 1445))).toBe(0);
  });
});
