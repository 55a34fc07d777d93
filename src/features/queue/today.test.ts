import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { memoryStation } from '#station/memory-station.ts';
import { practiceFacts, SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { at, smallDay, type OneVisit } from '#tests/fixtures/small-day.ts';
import type { Rows } from '#station/rows.ts';
import { turnWordsOf } from './turn-words.ts';
import { keepingSame, todayOf, type Section, type TodayRows } from './today.ts';

const DAY = dayDoc(SITE, TODAY);

function stationWith(visits: readonly OneVisit[]) {
  return memoryStation({ facts: [practiceFacts(), smallDay(visits)], now: at(620) });
}

function ids(rows: TodayRows): Record<Section, string[]> {
  const of = (section: Section): string[] => rows[section].map(({ visit }) => visit);
  return {
    expected: of('expected'),
    waiting: of('waiting'),
    rooms: of('rooms'),
    'check-out': of('check-out'),
    done: of('done')
  };
}

async function read(rows: Rows): Promise<TodayRows> {
  const [practice, appointments, visits] = await Promise.all([
    rows.practice(),
    rows.appointments(SITE, TODAY),
    rows.visits(SITE, TODAY)
  ]);
  return todayOf({ date: TODAY, site: SITE, zone: ZONE, practice, appointments, visits });
}

test('[QUE-1] each person of the day is in the one section of where they are', async () => {
  const station = stationWith([
    { id: 'expected', start: 640 },
    { id: 'waiting', start: 600, arrived: 590 },
    { id: 'called', start: 600, arrived: 590, called: { at: 600, room: 'room-1' } },
    { id: 'with', start: 590, arrived: 580, called: { at: 585, room: 'room-2' }, then: [[599, 'with-provider']] },
    { id: 'out', start: 560, arrived: 555, called: { at: 560, room: 'room-3' }, then: [[610, 'done']] },
    { id: 'gone', start: 540, arrived: 540, then: [[560, 'left']] },
    { id: 'missed', start: 545 },
    { id: 'cancelled', start: 550 }
  ]);
  station.receive(DAY, [{ kind: 'appointment/no-show', of: { appointment: 'missed', reason: 'no-call' } }], 7);
  station.receive(
    DAY,
    [{ kind: 'appointment/cancelled', of: { appointment: 'cancelled', by: 'patient', reason: 'illness' } }],
    7
  );
  expect(ids(await read(station.rows))).toEqual({
    expected: ['v-expected'],
    waiting: ['v-waiting'],
    rooms: ['v-with', 'v-called'],
    'check-out': ['v-out'],
    done: ['v-gone', 'v-missed']
  });
});

test('[QUE-1] who comes after a no-show waits like everyone else', async () => {
  const station = stationWith([{ id: 'late', start: 540, arrived: 615 }]);
  station.receive(DAY, [{ kind: 'appointment/no-show', of: { appointment: 'late', reason: 'no-call' } }], 7);
  expect(ids(await read(station.rows)).waiting).toEqual(['v-late']);
});

test('[QUE-2] coming early takes nobody’s turn, coming late gives up one’s own', async () => {
  const station = stationWith([
    { id: 'late', start: 540, arrived: 612 },
    { id: 'early', start: 660, arrived: 560 },
    { id: 'on-time', start: 600, arrived: 595 },
    { id: 'same-time', start: 600, arrived: 590 }
  ]);
  station.receive(
    DAY,
    [
      {
        kind: 'visit/arrived',
        at: at(605),
        of: {
          visit: 'v-walk-in',
          appointment: null,
          patient: null,
          label: { family: 'Rook', given: '', birthDate: null },
          ticket: 'A-009'
        }
      }
    ],
    7
  );
  expect(ids(await read(station.rows)).waiting).toEqual(['v-same-time', 'v-on-time', 'v-walk-in', 'v-late', 'v-early']);
});

test('[QUE-20] each line says why it stands before the next', async () => {
  const station = stationWith([
    { id: 'first', family: 'Aster', start: 590, arrived: 580 },
    { id: 'second', family: 'Birch', start: 600, arrived: 585 },
    { id: 'late', family: 'Cedar', start: 595, arrived: 603 },
    { id: 'last', family: 'Dogwood', start: 640, arrived: 610 }
  ]);
  const of = { visit: 'v-last', turn: at(595), before: 'v-second', reason: 'provider-asked' };
  station.receive(DAY, [{ kind: 'visit/placed', at: at(611), of }], 7);
  const { waiting } = await read(station.rows);
  expect(waiting.map((row, index) => [row.family, turnWordsOf(row, waiting[index + 1], ZONE)])).toEqual([
    ['Aster', 'before Dogwood: booked for 9:50 am, theirs is 10:40 am'],
    ['Dogwood', 'before Birch: moved at 10:11 am: the provider asked for it'],
    ['Birch', 'before Cedar: Cedar came 8 min late'],
    ['Cedar', '']
  ]);
});

test('[QUE-3] expected by their time, rooms and check-out by how long they are there, done newest first', async () => {
  const station = stationWith([
    { id: 'b', start: 650 },
    { id: 'a', start: 640 },
    { id: 'new', start: 600, arrived: 590, then: [[615, 'left']] },
    { id: 'old', start: 600, arrived: 590, then: [[605, 'left']] }
  ]);
  const { expected, done } = ids(await read(station.rows));
  expect([expected, done]).toEqual([
    ['v-a', 'v-b'],
    ['v-new', 'v-old']
  ]);
});

test('[QUE-4] a row that says the same stays the same object, and only the changed one is new', async () => {
  const station = stationWith([
    { id: 'one', start: 600, arrived: 590 },
    { id: 'two', start: 620, arrived: 600 }
  ]);
  const before = await read(station.rows);
  station.receive(DAY, [{ kind: 'visit/called', of: { visit: 'v-one', room: 'room-1' } }], 7);
  const after = keepingSame(before, await read(station.rows));
  expect(after.waiting[0]).toBe(before.waiting[1]);
  expect(after.rooms[0]).toMatchObject({ visit: 'v-one', state: 'called', roomName: 'Room 1' });
});
