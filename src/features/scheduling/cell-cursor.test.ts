import { expect, test } from 'vitest';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import { cardAt, cellAfter, cellOf, within, type GridBounds } from './cell-cursor.ts';
import { columnsOf } from './day-columns.ts';

async function bounds(): Promise<GridBounds> {
  const { rows } = memoryStation({ facts: [practiceFacts(), dayOf([bookedFact({}, { minutes: 40 })])] });
  const day = {
    practice: await rows.practice(),
    appointments: await rows.appointments(SITE, TODAY),
    visits: [],
    clashes: new Map()
  };
  const columns = columnsOf(day, { site: SITE, date: TODAY, closed: false });
  return { columns, from: 480, to: 1020, row: 15 };
}

test.each([
  ['down', { column: 1, minute: 540 }, 'ArrowDown', { column: 1, minute: 555 }],
  ['down from an appointment', { column: 0, minute: 540 }, 'ArrowDown', { column: 0, minute: 585 }],
  ['up into it', { column: 0, minute: 585 }, 'ArrowUp', { column: 0, minute: 570 }],
  ['up from within it', { column: 0, minute: 570 }, 'ArrowUp', { column: 0, minute: 525 }],
  ['up at the top', { column: 1, minute: 480 }, 'ArrowUp', { column: 1, minute: 480 }],
  ['down at the foot', { column: 1, minute: 1005 }, 'ArrowDown', { column: 1, minute: 1005 }],
  ['left at the edge', { column: 0, minute: 600 }, 'ArrowLeft', { column: 0, minute: 600 }],
  ['right', { column: 4, minute: 600 }, 'ArrowRight', { column: 5, minute: 600 }],
  ['right at the edge', { column: 5, minute: 600 }, 'ArrowRight', { column: 5, minute: 600 }],
  ['home', { column: 2, minute: 600 }, 'Home', { column: 2, minute: 480 }],
  ['end', { column: 2, minute: 600 }, 'End', { column: 2, minute: 1005 }]
])('[SCH-6] %s', async (_, from, key, to) => {
  expect(cellAfter(from, key, await bounds())).toEqual(to);
});

test('[SCH-6] other keys are not the cursor’s', async () => {
  expect(cellAfter({ column: 0, minute: 540 }, 'a', await bounds())).toBeNull();
});

test('[SCH-9] carried, an appointment goes row by row, over others', async () => {
  expect(cellAfter({ column: 0, minute: 540 }, 'ArrowDown', await bounds(), false)).toEqual({ column: 0, minute: 555 });
});

test('[SCH-6] an appointment is found where it lies, and a place outside comes inside', async () => {
  const grid = await bounds();
  expect(cardAt(grid.columns, { column: 0, minute: 575 })?.appointment.appointment).toBe('a-1');
  expect(cardAt(grid.columns, { column: 0, minute: 580 })).toBeUndefined();
  expect(cellOf(grid.columns, 'a-1')).toEqual({ column: 0, minute: 540 });
  expect(cellOf(grid.columns, 'a-9')).toBeNull();
  expect(within({ column: 99, minute: 9999 }, grid)).toEqual({ column: 5, minute: 1005 });
});
