import { describe, expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import { instantAt } from '#domain/time.ts';
import { twoVisitsOf, type TwoVisits } from '#domain/visit/two-visits.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { at, smallDay, type OneVisit } from '#tests/fixtures/small-day.ts';
import { joinVisits } from './join-visits.ts';
import { actsOf } from './prompts.ts';
import { takeBack } from './take-back.ts';
import { tellApart } from './tell-apart.ts';

const DAY = dayDoc(SITE, TODAY);
const LABEL = { family: 'Rook', given: 'Ann', birthDate: '1980-01-02' };

function stationWith(...visits: OneVisit[]): MemoryStation {
  return memoryStation({ facts: [practiceFacts(), smallDay(visits)], now: at(620) });
}

/** Another desk took them for a walk-in while it heard of nobody. */
function walkIn(station: MemoryStation, of: object = {}, more: readonly NewFact[] = []): void {
  const arrival = { visit: 'v-w', appointment: null, patient: 'patient-one', label: LABEL, ticket: 'B-003', ...of };
  station.receive(DAY, [{ kind: 'visit/arrived', of: arrival, at: at(595) }, ...more], 5);
}

async function twice(station: MemoryStation): Promise<readonly TwoVisits[]> {
  const [visits, appointments] = await Promise.all([
    station.rows.visits(SITE, TODAY),
    station.rows.appointments(SITE, TODAY)
  ]);
  return twoVisitsOf(visits, appointments, (one) => instantAt(TODAY, one.at.start, ZONE) - 3_600_000);
}
const visit = (station: MemoryStation, id: string) => station.rows.visit(SITE, TODAY, id);

test('[ARR-18] a walk-in and a scheduled arrival of one person, met after a partition, become one visit with one ticket that is called, and undo makes two', async () => {
  const station = stationWith({ id: 'one', start: 620, family: 'Rook', arrived: 610 });
  walkIn(station, {}, [
    { kind: 'visit/called', of: { visit: 'v-w', room: 'room-1' } },
    { kind: 'visit/roomed', of: { visit: 'v-w', room: 'room-1' } },
    { kind: 'visit/needed', of: { visit: 'v-w', need: 'nurse' } },
    { kind: 'visit/checked-in', of: { visit: 'v-w' } }
  ]);
  const [two] = await twice(station);
  expect(two).toMatchObject({ goes: { visit: 'v-w' }, stays: { visit: 'v-one' }, appointment: { appointment: 'one' } });

  const joined = await joinVisits(station, two!);
  expect(await visit(station, 'v-one')).toMatchObject({
    state: 'in-room',
    room: 'room-1',
    ticket: 'K1-001',
    otherTickets: ['B-003'],
    arrivedAt: at(595),
    needs: [{ need: 'nurse' }],
    problems: []
  });
  expect((await visit(station, 'v-one'))?.checkedIn).not.toBeNull();
  expect(await visit(station, 'v-w')).toMatchObject({ state: 'left', leftReason: 'joined', joinedTo: 'v-one' });
  expect(await twice(station)).toEqual([]);

  expect(joined.ok && (await takeBack(station, joined.value))).toEqual({ ok: true });
  expect(await visit(station, 'v-one')).toMatchObject({ state: 'waiting', otherTickets: [], arrivedAt: at(610) });
  expect(await visit(station, 'v-w')).toMatchObject({ state: 'in-room', room: 'room-1', needs: [{ need: 'nurse' }] });
});

test('[ARR-18] a walk-in who is booked and not marked as arrived: the appointment’s visit begins when they came', async () => {
  const station = stationWith({ id: 'one', start: 620, family: 'Rook' });
  walkIn(station, { patient: null, submission: 's-1' });
  const [two] = await twice(station);
  expect(two).toMatchObject({ goes: { visit: 'v-w' }, appointment: { appointment: 'one' } });
  const joined = await joinVisits(station, two!);
  expect(await visit(station, 'v-one')).toMatchObject({
    state: 'waiting',
    patient: 'patient-one',
    ticket: 'B-003',
    arrivedAt: at(595),
    submissions: ['s-1']
  });
  expect(joined.ok && (await takeBack(station, joined.value)).ok).toBe(true);
  expect(await visit(station, 'v-one')).toBeUndefined();
});

test.each<[string, OneVisit, object]>([
  [
    'another given name: a twin',
    { id: 'one', start: 620, family: 'Rook' },
    { patient: null, label: { ...LABEL, given: 'Bea' } }
  ],
  [
    'no birth date to tell them by',
    { id: 'one', start: 620, family: 'Rook' },
    { patient: null, label: { ...LABEL, birthDate: null } }
  ],
  ['an appointment hours later', { id: 'one', start: 900, family: 'Rook' }, {}],
  [
    'who was seen this morning',
    { id: 'one', start: 500, family: 'Rook', arrived: 500, then: [[520, 'checked-out']] },
    {}
  ],
  ['another patient', { id: 'two', start: 620, family: 'Quill' }, {}]
])('[ARR-18] %s is no second visit of one person', async (_, booked, of) => {
  const station = stationWith(booked);
  walkIn(station, of);
  expect(await twice(station)).toEqual([]);
});

test('[ARR-18] two walk-ins of one person: the first stands; what another desk has joined meanwhile is refused', async () => {
  const station = stationWith();
  walkIn(station);
  walkIn(station, { visit: 'v-x', ticket: 'B-004' });
  const [two] = await twice(station);
  expect(two).toMatchObject({ goes: { visit: 'v-x' }, stays: { visit: 'v-w' } });
  expect((await joinVisits(station, two!)).ok).toBe(true);
  expect(await joinVisits(station, two!)).toEqual({ ok: false, error: { code: 'join/changed-since' } });
  expect((await visit(station, 'v-w'))?.otherTickets).toEqual(['B-004']);
});

describe('[ARR-20] two visits that stay two', () => {
  test('are asked about at no desk any more, until that is undone', async () => {
    const station = stationWith({ id: 'one', start: 620, family: 'Rook', arrived: 610 });
    walkIn(station);
    const [two] = await twice(station);
    const before = await Promise.all([visit(station, 'v-one'), visit(station, 'v-w')]);
    const done = await tellApart(station, two!, 'both-stand');
    expect(await twice(station)).toEqual([]);
    // Neither has moved by it.
    expect(await Promise.all([visit(station, 'v-one'), visit(station, 'v-w')])).toMatchObject([
      before[0]!,
      { ...before[1]!, apart: ['v-one'] }
    ]);
    expect(done.ok && (await takeBack(station, done.value)).ok).toBe(true);
    expect(await twice(station)).toHaveLength(1);
  });

  test('an appointment whose patient has not come is told apart as well, and stays so once they come', async () => {
    const station = stationWith({ id: 'one', start: 620, family: 'Rook' });
    walkIn(station, { patient: null });
    const [two] = await twice(station);
    await tellApart(station, two!, 'two-people');
    expect(await twice(station)).toEqual([]);
    const { patient, label } = two!.appointment!;
    const arrival = { visit: 'v-one', appointment: 'one', patient, label, ticket: 'B-009' };
    station.receive(DAY, [{ kind: 'visit/arrived', of: arrival, at: at(625) }], 5);
    expect(await twice(station)).toEqual([]);
  });

  test('a third visit of theirs is asked about all the same', async () => {
    const station = stationWith({ id: 'one', start: 620, family: 'Rook', arrived: 610 });
    walkIn(station);
    await tellApart(station, (await twice(station))[0]!, 'both-stand');
    walkIn(station, { visit: 'v-x', ticket: 'B-004' });
    expect((await twice(station)).map(({ goes, stays }) => [goes.visit, stays?.visit])).toEqual([['v-x', 'v-one']]);
    await tellApart(station, (await twice(station))[0]!, 'both-stand');
    expect((await twice(station)).map(({ goes, stays }) => [goes.visit, stays?.visit])).toEqual([['v-x', 'v-w']]);
  });

  test('of one record they are not offered as two people; whose visit is gone is not told apart', async () => {
    const station = stationWith({ id: 'one', start: 620, family: 'Rook', arrived: 610 });
    walkIn(station);
    const [two] = await twice(station);
    const row = {} as never; // nothing of it is looked at
    expect(actsOf({ kind: 'two-visits', id: '', row, two: two! })).toEqual(['join', 'both-stand']);
    const stranger = { ...two!, goes: { ...two!.goes, patient: null } };
    expect(actsOf({ kind: 'two-visits', id: '', row, two: stranger })).toEqual(['join', 'two-people', 'both-stand']);
    const gone = { kind: 'visit/left', of: { visit: 'v-w', reason: 'other' } };
    station.receive(DAY, [gone], 5);
    expect(await tellApart(station, two!, 'both-stand')).toEqual({ ok: false, error: { code: 'join/changed-since' } });
  });
});
