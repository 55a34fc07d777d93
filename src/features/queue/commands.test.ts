import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay, type OneVisit } from '#tests/fixtures/small-day.ts';
import { askNeed } from './ask-need.ts';
import { bringBack } from './bring-back.ts';
import { callPatient } from './call-patient.ts';
import { checkOut } from './check-out.ts';
import { freeRoom } from './free-room.ts';
import { markLeft } from './mark-left.ts';
import { moveOn } from './move-on.ts';
import { placeInLine } from './place-in-line.ts';
import { queueWordsFor } from './refusals.ts';
import { roomsOf } from './rooms.ts';
import { blockRoom, cleanRoom } from './set-room.ts';
import { takeBack } from './take-back.ts';

const DAY = dayDoc(SITE, TODAY);
const WAITING: OneVisit = { id: 'one', start: 600, arrived: 590 };
const CALLED: OneVisit = { ...WAITING, id: 'two', called: { at: 596, room: 'room-2' } };
const SEEN: OneVisit = {
  ...CALLED,
  id: 'three',
  arrived: 570,
  called: { at: 580, room: 'room-3' },
  then: [
    [582, 'roomed'],
    [590, 'with-provider'],
    [599, 'done']
  ]
};

function stationWith(...visits: OneVisit[]): MemoryStation {
  return memoryStation({ facts: [practiceFacts(), smallDay(visits)], now: at(600) });
}

async function stateOf(station: MemoryStation, id: string): Promise<string | undefined> {
  return (await station.rows.visit(SITE, TODAY, `v-${id}`))?.state;
}

test('[QUE-5] a waiting patient is called to a free room, and may be called again', async () => {
  const station = stationWith(WAITING);
  expect((await callPatient(station, 'v-one', 'room-1')).ok).toBe(true);
  expect((await callPatient(station, 'v-one', 'room-1')).ok).toBe(true);
  expect(await station.rows.visit(SITE, TODAY, 'v-one')).toMatchObject({ state: 'called', room: 'room-1', calls: 2 });
  expect(station.recorded[0]).toEqual({
    command: 'queue/call-patient',
    doc: DAY,
    facts: [{ kind: 'visit/called', of: { visit: 'v-one', room: 'room-1' } }]
  });
});

test('[QUE-21] a turn is changed with a reason, to before somebody, to the end, or before all', async () => {
  const second: OneVisit = { id: 'second', start: 610, arrived: 592 };
  const third: OneVisit = { id: 'third', start: 615, arrived: 593 };
  const station = stationWith(WAITING, second, third, CALLED);
  const turns = async () =>
    (await station.rows.visits(SITE, TODAY)).flatMap(({ visit, placed }) => (placed ? [[visit, placed.turn]] : []));

  const placed = await placeInLine(station, 'v-third', { reason: 'agreed', before: 'v-second' });
  expect(station.recorded.at(-1)?.facts).toEqual([
    { kind: 'visit/placed', of: { visit: 'v-third', turn: at(605), before: 'v-second', reason: 'agreed' } }
  ]);
  if (placed.ok) expect((await takeBack(station, placed.value)).ok).toBe(true);
  expect(await turns()).toEqual([]);

  expect((await placeInLine(station, 'v-one', { reason: 'stepped-out', before: null })).ok).toBe(true);
  expect(await turns()).toEqual([['v-one', at(616)]]);
  expect((await placeInLine(station, 'v-third', { reason: 'clinical', before: 'v-second' })).ok).toBe(true);
  expect(station.recorded.at(-1)?.facts[0]?.of).toMatchObject({ turn: at(600), before: null });

  expect(await placeInLine(station, 'v-one', { reason: 'agreed', before: 'v-two' })).toEqual({
    ok: false,
    error: { code: 'place/not-in-line' }
  });
  expect(await placeInLine(station, 'v-two', { reason: 'agreed', before: null })).toMatchObject({
    error: { code: 'visit/not-now', state: 'called' }
  });
  expect(await placeInLine(station, 'v-none', { reason: 'agreed', before: null })).toMatchObject({
    error: { code: 'visit/unknown' }
  });
});

test('[QUE-18] a desk calls for somebody to a patient, once, and says that they came', async () => {
  const station = stationWith(CALLED, SEEN);
  expect((await askNeed(station, 'v-two', 'ekg', true)).ok).toBe(true);
  expect(await askNeed(station, 'v-two', 'ekg', true)).toMatchObject({ ok: false, error: { code: 'need/is-so' } });
  expect((await station.rows.visit(SITE, TODAY, 'v-two'))?.needs).toEqual([{ need: 'ekg', since: at(600) }]);
  expect((await askNeed(station, 'v-two', 'ekg', false)).ok).toBe(true);
  expect((await station.rows.visit(SITE, TODAY, 'v-two'))?.needs).toEqual([]);
  expect(await askNeed(station, 'v-three', 'ekg', true)).toMatchObject({ error: { code: 'visit/not-now' } });
  expect(await askNeed(station, 'v-none', 'ekg', true)).toMatchObject({ error: { code: 'visit/unknown' } });
});

test('[QUE-19] a room out of use is called to by nobody until it is said to be free', async () => {
  const station = stationWith(WAITING, CALLED);
  expect((await blockRoom(station, 'room-1', 'repair')).ok).toBe(true);
  expect(await blockRoom(station, 'room-1', 'repair')).toEqual({ ok: false, error: { code: 'room/blocked-already' } });
  const refused = await callPatient(station, 'v-one', 'room-1');
  expect(refused).toMatchObject({ ok: false, error: { code: 'call/room-blocked', room: { blockedFor: 'repair' } } });
  expect(!refused.ok && queueWordsFor(refused.error)).toBe(
    'Room 1 is not in use. Say that it is free first, or choose another room.'
  );
  expect((await roomsOf(station)).at(-1)).toMatchObject({ room: 'room-1', state: 'blocked' });
  station.setNow(at(601));
  expect((await freeRoom(station, 'room-1')).ok).toBe(true);
  expect((await callPatient(station, 'v-one', 'room-1')).ok).toBe(true);
  expect(await blockRoom(station, 'room-2', 'repair')).toMatchObject({ error: { code: 'room/someone-inside' } });
  expect(await cleanRoom(station, 'room-2')).toMatchObject({ error: { code: 'room/someone-inside' } });
  expect(await cleanRoom(station, 'nowhere')).toEqual({ ok: false, error: { code: 'room/unknown' } });
});

test('[QUE-5] a room that is taken is not given twice, and nothing is written', async () => {
  const station = stationWith(WAITING, CALLED);
  const result = await callPatient(station, 'v-one', 'room-2');
  expect(result).toMatchObject({ ok: false, error: { code: 'call/room-taken', room: { room: 'room-2' } } });
  expect(station.recorded).toEqual([]);
  expect(!result.ok && queueWordsFor(result.error)).toBe(
    'Room 2 is taken by Testing-2, Ann (K1-002). Choose another room.'
  );
});

test.each([
  ['v-nobody', 'room-1', 'visit/unknown'],
  ['v-one', 'room-99', 'call/no-such-room'],
  ['v-gone', 'room-1', 'visit/not-now']
])('[QUE-5] calling %s to %s is refused as %s', async (visit, room, code) => {
  const station = stationWith(WAITING, { id: 'gone', start: 540, arrived: 530, then: [[550, 'left']] });
  const result = await callPatient(station, visit, room);
  expect(result).toMatchObject({ ok: false, error: { code } });
  expect(!result.ok && queueWordsFor(result.error)).toMatch(/\.$/);
  expect(station.recorded).toEqual([]);
});

test('[QUE-6] free rooms come first, then those a patient has left, then the taken', async () => {
  const rooms = await roomsOf(stationWith(CALLED, SEEN));
  expect(rooms.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'Room 1 free',
    'Room 4 free',
    'Room 5 free',
    'Room 6 free',
    'Room 7 free',
    'Room 8 free',
    'Room 9 free',
    'Room 10 free',
    'Room 3 left',
    'Room 2 taken'
  ]);
});

test('[QUE-7] a room is freed once it is left, not while someone is inside', async () => {
  const station = stationWith(CALLED, SEEN);
  expect(await freeRoom(station, 'room-2')).toMatchObject({ ok: false, error: { code: 'room/someone-inside' } });
  expect(await freeRoom(station, 'room-1')).toMatchObject({ ok: false, error: { code: 'room/already-free' } });
  expect(await freeRoom(station, 'room-99')).toMatchObject({ ok: false, error: { code: 'room/unknown' } });
  const freed = await freeRoom(station, 'room-3');
  expect((await roomsOf(station)).find(({ room }) => room === 'room-3')?.state).toBe('free');
  if (freed.ok) await takeBack(station, freed.value);
  expect((await roomsOf(station)).find(({ room }) => room === 'room-3')?.state).toBe('left');
});

test('[QUE-8] a visit moves on through its steps, each once', async () => {
  const station = stationWith(CALLED);
  const states: (string | undefined)[] = [];
  for (const step of ['in-room', 'ready', 'with-provider', 'done'] as const) {
    expect((await moveOn(station, 'v-two', step)).ok).toBe(true);
    states.push(await stateOf(station, 'two'));
  }
  expect(states).toEqual(['in-room', 'ready', 'with-provider', 'done']);
  expect(await moveOn(station, 'v-two', 'with-provider')).toMatchObject({
    ok: false,
    error: { code: 'visit/not-now', state: 'done' }
  });
});

test('[QUE-8] nobody is put into a room that is not known', async () => {
  expect(await moveOn(stationWith(WAITING), 'v-one', 'in-room')).toEqual({
    ok: false,
    error: { code: 'visit/no-room' }
  });
});

test('[QUE-9] who stands at check-out is checked out, from a room by way of done', async () => {
  const station = stationWith(WAITING, CALLED, SEEN);
  expect((await checkOut(station, 'v-three')).ok).toBe(true);
  expect((await checkOut(station, 'v-two')).ok).toBe(true);
  expect([await stateOf(station, 'two'), await stateOf(station, 'three')]).toEqual(['checked-out', 'checked-out']);
  expect(station.recorded[1]?.facts.map(({ kind }) => kind)).toEqual(['visit/done', 'visit/checked-out']);
  expect(await checkOut(station, 'v-one')).toEqual({ ok: false, error: { code: 'check-out/not-seen' } });
  expect(await checkOut(station, 'v-two')).toMatchObject({ ok: false, error: { code: 'visit/not-now' } });
});

test('[QUE-10] [QUE-11] who left with a reason can be brought back to where they were', async () => {
  const station = stationWith(CALLED);
  expect((await markLeft(station, 'v-two', 'without-being-seen')).ok).toBe(true);
  expect(await station.rows.visit(SITE, TODAY, 'v-two')).toMatchObject({
    state: 'left',
    leftReason: 'without-being-seen'
  });
  expect((await bringBack(station, 'v-two')).ok).toBe(true);
  expect(await station.rows.visit(SITE, TODAY, 'v-two')).toMatchObject({ state: 'called', room: 'room-2' });
  expect(await bringBack(station, 'v-two')).toMatchObject({ ok: false, error: { code: 'visit/not-now' } });
});

test('[QUE-12] undo takes back a step, with all its facts', async () => {
  const station = stationWith(CALLED);
  const out = await checkOut(station, 'v-two');
  if (out.ok) expect(await takeBack(station, out.value)).toEqual({ ok: true, value: undefined });
  expect(await stateOf(station, 'two')).toBe('called');
});

test('[QUE-12] what another desk has carried on is not taken back', async () => {
  const station = stationWith(WAITING);
  const called = await callPatient(station, 'v-one', 'room-1');
  station.receive(DAY, [{ kind: 'visit/roomed', of: { visit: 'v-one', room: 'room-1' } }], 7);
  if (called.ok)
    expect(await takeBack(station, called.value)).toEqual({ ok: false, error: { code: 'undo/changed-since' } });
  expect(await stateOf(station, 'one')).toBe('in-room');
});
