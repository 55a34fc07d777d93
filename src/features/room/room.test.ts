import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { StorageFault, type SyncStatus } from '#station/station.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay, type OneVisit } from '#tests/fixtures/small-day.ts';
import { askNeed } from './ask-need.ts';
import { cleanRoom } from './clean-room.ts';
import { freeRoom } from './free-room.ts';
import { mayStep, moveOn, nextStep, ROOM_STEPS } from './move-on.ts';
import { roomWordsFor } from './refusals.ts';
import { roomNow } from './room-now.ts';
import { roomsHere } from './rooms-here.ts';
import { syncWords } from './sync-words.ts';
import { takeBack } from './take-back.ts';

const DAY = dayDoc(SITE, TODAY);
const ROOM = 'room-3';
const CALLED: OneVisit = { id: 'one', start: 590, arrived: 580, called: { at: 594, room: ROOM } };
const WAITING: OneVisit = { id: 'two', start: 600, arrived: 585 };
const GONE: OneVisit = {
  id: 'three',
  start: 540,
  arrived: 530,
  called: { at: 541, room: ROOM },
  then: [
    [543, 'roomed'],
    [570, 'done'],
    [575, 'checked-out']
  ]
};

function tablet(...visits: OneVisit[]): MemoryStation {
  return memoryStation({
    device: { no: 4, label: 'R1', surface: 'room' },
    facts: [practiceFacts(), smallDay(visits)],
    now: at(600)
  });
}

const here = (station: MemoryStation, room = ROOM) => roomNow(station.rows, SITE, TODAY, room);

test('[ROOM-2] the room shows who is in it by two identifiers, what for, and nobody who waits', async () => {
  const room = await here(tablet(CALLED, WAITING));
  expect(room).toEqual({
    name: 'Room 3',
    longTurnover: 15,
    state: 'taken',
    since: at(594),
    occupant: {
      flags: [],
      visit: 'v-one',
      patient: expect.any(String),
      ticket: 'K1-001',
      family: 'Testing-1',
      given: 'Ann',
      birthDate: '1980-01-02',
      reason: 'Established',
      state: 'called',
      since: at(594),
      needs: []
    },
    leftAt: null,
    blockedFor: null,
    lastTicket: null,
    alsoHere: []
  });
  expect(JSON.stringify(room)).not.toContain('Testing-2');
});

test('[ROOM-3] four taps take a visit through, offline, each a fact of its own', async () => {
  const station = tablet(CALLED);
  station.setOnline(false);
  for (const step of ROOM_STEPS) expect((await moveOn(station, ROOM, 'v-one', step)).ok).toBe(true);
  expect(station.recorded.map(({ doc, facts }) => [doc, facts[0]!.kind])).toEqual([
    [DAY, 'visit/roomed'],
    [DAY, 'visit/ready'],
    [DAY, 'visit/with-provider'],
    [DAY, 'visit/done']
  ]);
  expect(await here(station)).toMatchObject({ state: 'left', occupant: null, lastTicket: 'K1-001' });
});

test('[ROOM-3] a step may be left out, and the usual next one is known', async () => {
  const station = tablet(CALLED);
  expect((await moveOn(station, ROOM, 'v-one', 'with-provider')).ok).toBe(true);
  expect(nextStep('called')).toBe('in-room');
  expect(nextStep('with-provider')).toBe('done');
  expect(nextStep('done')).toBe(null);
  expect([mayStep('with-provider', 'in-room'), mayStep('with-provider', 'done')]).toEqual([false, true]);
});

test.each([
  ['v-nobody', ROOM, 'room/no-such-visit'],
  ['v-one', 'room-4', 'room/called-elsewhere'],
  ['v-two', ROOM, 'room/called-elsewhere'],
  ['v-three', ROOM, 'room/not-now']
])('[ROOM-3] %s in %s is refused as %s, in words, and nothing is written', async (visit, room, code) => {
  const station = tablet(CALLED, WAITING, GONE);
  const result = await moveOn(station, room, visit, 'in-room');
  expect(result).toMatchObject({ ok: false, error: { code } });
  expect(!result.ok && roomWordsFor(result.error)).toMatch(/\.$/);
  expect(station.recorded).toEqual([]);
});

test('[ROOM-4] a room that was left is free once a person says so', async () => {
  const station = tablet(GONE);
  expect(await here(station)).toMatchObject({ state: 'left', occupant: null, lastTicket: 'K1-001' });
  expect((await freeRoom(station, ROOM)).ok).toBe(true);
  expect(await here(station)).toMatchObject({ state: 'free', lastTicket: null });
  expect(await freeRoom(station, ROOM)).toEqual({ ok: false, error: { code: 'room/already-free' } });
});

test('[ROOM-4] not while someone is shown in it', async () => {
  const station = tablet(CALLED);
  const result = await freeRoom(station, ROOM);
  expect(result).toEqual({ ok: false, error: { code: 'room/someone-inside', ticket: 'K1-001' } });
  expect(!result.ok && roomWordsFor(result.error)).toBe('K1-001 is still shown in this room. Press “Done” first.');
  expect(station.recorded).toEqual([]);
});

test('[ROOM-4] who was freed away comes back only with a new call', async () => {
  const station = tablet(GONE);
  await freeRoom(station, ROOM);
  station.setNow(at(610));
  station.receive(DAY, [{ kind: 'visit/arrived', of: arrival('four') }], 7);
  station.receive(DAY, [{ kind: 'visit/called', of: { visit: 'v-four', room: ROOM } }], 7);
  expect(await here(station)).toMatchObject({ state: 'taken', occupant: { visit: 'v-four', reason: 'Walk-in' } });
});

test('[ROOM-10] one tap calls for somebody, another says that they came; offline, and taken back like a step', async () => {
  const station = tablet(CALLED);
  station.setOnline(false);
  const asked = await askNeed(station, ROOM, 'v-one', { need: 'interpreter', wanted: true });
  expect(station.recorded.at(-1)?.facts).toEqual([
    { kind: 'visit/needed', of: { visit: 'v-one', need: 'interpreter' } }
  ]);
  expect((await here(station))?.occupant?.needs).toEqual([{ need: 'interpreter', since: at(600) }]);
  const again = await askNeed(station, ROOM, 'v-one', { need: 'interpreter', wanted: true });
  expect(again).toEqual({ ok: false, error: { code: 'room/need-is-so', isOpen: true } });
  if (asked.ok) await takeBack(station, asked.value);
  expect((await here(station))?.occupant?.needs).toEqual([]);
  expect(await askNeed(station, ROOM, 'v-one', { need: 'lab', wanted: false })).toEqual({
    ok: false,
    error: { code: 'room/need-is-so', isOpen: false }
  });
});

test('[ROOM-10] not for somebody who was called elsewhere, or is not there', async () => {
  const station = tablet({ ...CALLED, called: { at: 594, room: 'room-4' } });
  const nurse = { need: 'nurse', wanted: true } as const;
  expect(await askNeed(station, ROOM, 'v-one', nurse)).toEqual({ ok: false, error: { code: 'room/called-elsewhere' } });
  expect(await askNeed(station, ROOM, 'v-none', nurse)).toEqual({ ok: false, error: { code: 'room/no-such-visit' } });
  expect(station.recorded).toEqual([]);
});

test('[ROOM-11] a room is being made ready, then free; not while someone is in it', async () => {
  const station = tablet(GONE);
  expect((await cleanRoom(station, ROOM)).ok).toBe(true);
  expect(await here(station)).toMatchObject({ state: 'cleaning', leftAt: at(575), lastTicket: 'K1-001' });
  expect(await cleanRoom(station, ROOM)).toEqual({ ok: false, error: { code: 'room/being-cleaned' } });
  station.setNow(at(601));
  expect((await freeRoom(station, ROOM)).ok).toBe(true);
  expect(await here(station)).toMatchObject({ state: 'free', leftAt: null });
  expect(await cleanRoom(tablet(CALLED), ROOM)).toMatchObject({ ok: false, error: { code: 'room/someone-inside' } });
});

test('[ROOM-12] a room that a desk took out of use says why, and one tap makes it free', async () => {
  const station = tablet();
  station.receive(DAY, [{ kind: 'room/blocked', of: { room: ROOM, reason: 'repair' } }], 7);
  expect(await here(station)).toMatchObject({ state: 'blocked', blockedFor: 'repair', occupant: null });
  station.setNow(at(601));
  expect((await freeRoom(station, ROOM)).ok).toBe(true);
  expect(await here(station)).toMatchObject({ state: 'free', blockedFor: null });
});

test('[ROOM-5] the last tap is taken back, of a step and of a room', async () => {
  const station = tablet(CALLED, { ...GONE, called: { at: 541, room: 'room-4' } });
  const done = await moveOn(station, ROOM, 'v-one', 'done');
  if (done.ok) expect((await takeBack(station, done.value)).ok).toBe(true);
  expect((await here(station))?.occupant?.state).toBe('called');
  const freed = await freeRoom(station, 'room-4');
  if (freed.ok) await takeBack(station, freed.value);
  expect(await here(station, 'room-4')).toMatchObject({ state: 'left' });
});

test('[ROOM-5] not once a desk has carried it on', async () => {
  const station = tablet(CALLED);
  const done = await moveOn(station, ROOM, 'v-one', 'done');
  station.receive(DAY, [{ kind: 'visit/checked-out', of: { visit: 'v-one' } }], 7);
  if (done.ok)
    expect(await takeBack(station, done.value)).toEqual({ ok: false, error: { code: 'room/changed-since' } });
});

test('[ROOM-6] of two in one room the later is in hand, and the other’s ticket is named', async () => {
  const other: OneVisit = { id: 'two', start: 600, arrived: 585, called: { at: 597, room: ROOM } };
  expect(await here(tablet(CALLED, other))).toMatchObject({ occupant: { visit: 'v-two' }, alsoHere: ['K1-001'] });
});

test('[ROOM-1] rooms of this site are chosen from, by number; one that is gone is none', async () => {
  const station = tablet();
  const names = (await roomsHere(station.rows, SITE)).map(({ name }) => name);
  expect([names[0], names[1], names.at(-1)]).toEqual(['Room 1', 'Room 2', 'Room 10']);
  expect(await here(station, 'room-99')).toBe(null);
  expect(await roomsHere(memoryStation().rows, SITE)).toEqual([]);
});

test('[ROOM-8] a disk that fails throws its fault, and nothing is shown as done', async () => {
  const station = tablet(CALLED);
  station.setFault(new StorageFault('disk-full', 'This device is full.'));
  await expect(moveOn(station, ROOM, 'v-one', 'done')).rejects.toThrow(StorageFault);
  expect((await here(station))?.occupant?.state).toBe('called');
});

test.each<[Partial<SyncStatus>, string]>([
  [{}, 'Sent'],
  [{ unsent: 2 }, 'Saved · 2 to send'],
  [{ link: 'offline', offlineSince: at(588), unsent: 3 }, 'Offline 12 min · Saved · 3 to send'],
  [{ link: 'offline', offlineSince: at(600) }, 'Offline · Saved'],
  [{ fault: 'This device is full.' }, 'This device is full.']
])('[ROOM-8] the status line of %o says %s', (part, words) => {
  let status: SyncStatus | undefined;
  const station = tablet();
  station.setStatus(part);
  station.watchStatus((next) => (status = next))();
  expect(syncWords(status!, at(600)).words).toBe(words);
});

function arrival(id: string) {
  const label = { family: 'Walker', given: 'Ann', birthDate: null };
  return { visit: `v-${id}`, appointment: null, patient: null, label, ticket: 'A-009' };
}
