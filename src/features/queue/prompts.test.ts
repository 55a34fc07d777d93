import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { USUAL_LIMITS } from '#domain/visit/flow-limits.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { at, smallDay, type OneVisit } from '#tests/fixtures/small-day.ts';
import { lateNow } from './late-now.ts';
import { markLeft } from './mark-left.ts';
import { actsOf, PROMPT_KEYS, promptsOf, promptText, TOLD_ACTS, type Prompt, type PromptAct } from './prompts.ts';
import { roomsOf } from './rooms.ts';
import { spokeTo } from './spoke-to.ts';
import { takeBack } from './take-back.ts';
import { tellDelay } from './tell-delay.ts';
import { todayOf, type TodayRow, type TodayRows } from './today.ts';

const LONG: OneVisit = { id: 'long', start: 550, arrived: 540 };
const CALLED: OneVisit = { id: 'called', start: 580, arrived: 570, called: { at: 584, room: 'room-2' } };
const GONE: OneVisit = {
  id: 'gone',
  start: 540,
  arrived: 530,
  called: { at: 541, room: 'room-3' },
  then: [[570, 'done']]
};
const FRESH: OneVisit = { id: 'fresh', start: 600, arrived: 590 };

function desk(...visits: OneVisit[]): MemoryStation {
  return memoryStation({ facts: [practiceFacts(), smallDay(visits)], now: at(600) });
}

async function prompts(station: MemoryStation, withDelays = false): Promise<readonly Prompt[]> {
  const { rows } = station;
  const [practice, appointments, visits, rooms] = await Promise.all([
    rows.practice(),
    rows.appointments(SITE, TODAY),
    rows.visits(SITE, TODAY),
    roomsOf(station)
  ]);
  const today = todayOf({ date: TODAY, site: SITE, zone: ZONE, practice, appointments, visits });
  const late = lateNow({ appointments, visits, date: TODAY, zone: ZONE, now: station.now() });
  return promptsOf({ rows: today, rooms, late: withDelays ? late : new Map(), now: station.now() });
}

test('[QUE-22] [QUE-23] who may have gone and which room nobody makes ready is asked about, the longest first', async () => {
  const asked = await prompts(desk(LONG, CALLED, GONE, FRESH));
  expect(asked.map((one) => [one.id, promptText(one), actsOf(one)])).toEqual([
    ['v-long', 'waits 50 min, nobody spoke to them for 1 h 00 (asked about after 45 min)', ['spoke', 'left-unseen']],
    ['v-called', 'no answer for 16 min, called 1 time', ['call-again', 'spoke', 'left-unseen']],
    ['room-3', 'empty for 30 min, waits to be made ready', ['is-free', 'cleaning']]
  ]);
});

test.each([
  ['its own limit', { ...USUAL_LIMITS, longWatched: 30 }, 20, /\(the practice’s limit is 30 min\)$/],
  ['its own history', USUAL_LIMITS, 20, /\(9 in 10 here were called within 20 min\)$/]
])('[QUE-22] who waits longer than by %s is asked about, and the line says by what', (_, limits, past, words) => {
  const row = {
    ...{ visit: 'v', state: 'waiting', startsAt: null, arrivedAt: at(560), calledAt: null, calls: 0, spokenAt: null }
  } as TodayRow; // as much of it as the watch looks at
  const rows = { expected: [], waiting: [row], rooms: [], checkOut: [], done: [] } as unknown as TodayRows;
  const [asked] = promptsOf({ rows, rooms: [], late: new Map(), now: at(595), limits, past });
  expect(asked && promptText(asked)).toMatch(words);
});

test('[QUE-22] a word with them puts the question off, and is taken back like a step', async () => {
  const station = desk(LONG);
  const spoken = await spokeTo(station, 'v-long');
  expect(await prompts(station)).toEqual([]);
  station.setNow(at(620));
  expect(await prompts(station)).toHaveLength(1);
  station.setNow(at(610));
  if (spoken.ok) expect((await takeBack(station, spoken.value)).ok).toBe(true);
  expect(await prompts(station)).toHaveLength(1);
});

test('[QUE-22] only who waits or was called can be spoken to like this', async () => {
  const station = desk(GONE);
  expect(await spokeTo(station, 'v-gone')).toEqual({ ok: false, error: { code: 'visit/not-now', state: 'done' } });
  expect(await spokeTo(station, 'v-none')).toEqual({ ok: false, error: { code: 'visit/unknown' } });
  expect(station.recorded).toEqual([]);
});

test('[QUE-10] [QUE-22] who left unseen has the time and the reason, and comes back by undo', async () => {
  const station = desk(CALLED);
  const left = await markLeft(station, 'v-called', 'without-being-seen', 'no-answer');
  expect(await station.rows.visit(SITE, TODAY, 'v-called')).toMatchObject({
    state: 'left',
    since: at(600),
    leftReason: 'without-being-seen',
    leftWhy: 'no-answer'
  });
  expect(await prompts(station)).toEqual([]);
  if (left.ok) expect((await takeBack(station, left.value)).ok).toBe(true);
  expect(await station.rows.visit(SITE, TODAY, 'v-called')).toMatchObject({ state: 'called', leftWhy: null });
});

test('[QUE-23] somebody who makes the room ready puts the question off by as long', async () => {
  const station = desk(GONE);
  station.receive(dayDoc(SITE, TODAY), [{ kind: 'room/cleaning', at: at(595), of: { room: 'room-3' } }], 7);
  expect(await prompts(station)).toEqual([]);
  station.setNow(at(611));
  expect((await prompts(station)).map(promptText)).toEqual(['empty for 41 min, is being made ready']);
});

const DELAYED: readonly OneVisit[] = [
  { id: 'soon', family: 'Soon', start: 640 },
  { id: 'waits', family: 'Waits', start: 570, arrived: 565 },
  { id: 'after', family: 'After', start: 700 },
  { id: 'other', family: 'Other', start: 620, practitioner: 'p-patel' }
];

test('[QUE-24] a provider who runs late is a prompt for each whom it touches; who was told, and by whom, is noted', async () => {
  const station = desk(...DELAYED);
  expect((await prompts(station, true)).map((one) => [one.id, promptText(one)])).toEqual([
    ['v-waits', expect.stringMatching(/^to be told: .+ runs 30 min late$/)],
    ['v-soon', expect.stringMatching(/^to be told: .+ runs 30 min late$/)]
  ]);

  const told = await tellDelay(station, 'waits', { minutes: 30, answer: 'steps-out' });
  expect((await tellDelay(station, 'soon', { minutes: 30, answer: 'not-reached' })).ok).toBe(true);
  expect(await prompts(station, true)).toEqual([]);
  expect((await station.rows.appointment(SITE, TODAY, 'waits'))?.delay).toEqual({
    minutes: 30,
    answer: 'steps-out',
    at: at(600),
    by: station.user.user
  });

  station.setNow(at(615));
  const again = await prompts(station, true);
  expect(again.map((one) => [one.id, promptText(one)])).toEqual([
    ['v-waits', expect.stringMatching(/^waits 45 min/)],
    ['v-waits', expect.stringMatching(/^to be told of more: .+ runs 45 min late$/)],
    ['v-soon', expect.stringMatching(/^to be told again: /)]
  ]);
  if (told.ok) expect((await takeBack(station, told.value)).ok).toBe(true);
  expect((await station.rows.appointment(SITE, TODAY, 'waits'))?.delay).toBeUndefined();
});

test('[QUE-24] nothing is noted of an appointment that does not hold', async () => {
  const station = desk(...DELAYED);
  const of = { appointment: 'soon', by: 'patient', reason: 'illness' };
  station.receive(dayDoc(SITE, TODAY), [{ kind: 'appointment/cancelled', of }], 7);
  const refused = { ok: false, error: { code: 'delay/no-such-appointment' } };
  expect(await tellDelay(station, 'soon', { minutes: 30, answer: 'waits' })).toEqual(refused);
  expect(await tellDelay(station, 'none', { minutes: 30, answer: 'waits' })).toEqual(refused);
  expect(station.recorded).toEqual([]);
});

test('[QUE-25] the letters of one prompt differ, and none is a key that moves about', () => {
  const row = {} as TodayRow; // nothing of it is looked at
  const each: readonly (readonly PromptAct[])[] = [
    actsOf({ kind: 'watch', id: '', row, why: { code: 'no-answer', minutes: 6, calls: 3 } as never }),
    actsOf({ kind: 'watch', id: '', row, why: { code: 'long', minutes: 50, quiet: 30 } as never }),
    [...TOLD_ACTS, ...actsOf({ kind: 'delay', id: '', row, minutes: 20 })],
    actsOf({ kind: 'two-visits', id: '', row, two: { goes: {} } as never }),
    ['is-free', 'cleaning']
  ];
  for (const acts of each) {
    const keys = acts.map((act) => PROMPT_KEYS[act]);
    expect(new Set(keys).size).toBe(acts.length);
    for (const key of keys) expect(['j', 'k', 'e', '/', '?']).not.toContain(key);
  }
});
