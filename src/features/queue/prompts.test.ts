import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { at, smallDay, type OneVisit } from '#tests/fixtures/small-day.ts';
import { markLeft } from './mark-left.ts';
import { actsOf, promptsOf, promptText, type Prompt } from './prompts.ts';
import { roomsOf } from './rooms.ts';
import { spokeTo } from './spoke-to.ts';
import { takeBack } from './take-back.ts';
import { todayOf } from './today.ts';

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

async function prompts(station: MemoryStation): Promise<readonly Prompt[]> {
  const { rows } = station;
  const [practice, appointments, visits, rooms] = await Promise.all([
    rows.practice(),
    rows.appointments(SITE, TODAY),
    rows.visits(SITE, TODAY),
    roomsOf(station)
  ]);
  const today = todayOf({ date: TODAY, site: SITE, zone: ZONE, practice, appointments, visits });
  return promptsOf(today, rooms, station.now());
}

test('[QUE-22] [QUE-23] who may have gone and which room nobody makes ready is asked about, the longest first', async () => {
  const asked = await prompts(desk(LONG, CALLED, GONE, FRESH));
  expect(asked.map((one) => [one.id, promptText(one), actsOf(one)])).toEqual([
    ['v-long', 'waits 50 min, nobody spoke to them for 1 h 00', ['spoke', 'left-unseen']],
    ['v-called', 'called 1 time, no answer for 16 min', ['call-again', 'spoke', 'left-unseen']],
    ['room-3', 'empty for 30 min, waits to be made ready', ['is-free', 'cleaning']]
  ]);
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
