import { expect, test } from 'vitest';
import { habitsFrom, habitsOf, pathOf, USUAL_VIEW, viewFrom, type ScheduleView } from './schedule-view.ts';

const DAY = '2026-11-20';
const usual: ScheduleView = { ...USUAL_VIEW, date: DAY, closed: false };
const other: ScheduleView = {
  date: DAY,
  row: 5,
  colour: 'status',
  by: 'resource',
  days: 7,
  whose: 'room:r-1',
  names: false,
  closed: true
};

test.each([
  ['', usual],
  ['row=7&colour=blue&closed=yes&by=moon&days=3&draft=a-1', usual],
  ['row=5&colour=status&closed=1&by=resource&days=7&whose=room:r-1&names=0', other],
  ['row=10', { ...usual, row: 10 }],
  ['by=site', { ...usual, by: 'site' }]
] as const)('[SCH-5] what an address says: “%s”', (search, view) => {
  expect(viewFrom(DAY, new URLSearchParams(search))).toEqual(view);
});

test('[SCH-5] a view comes back from its address as it was (S-14)', () => {
  expect(pathOf(usual)).toBe(`/schedule/${DAY}`);
  for (const view of [usual, other]) {
    const [path, search = ''] = pathOf(view, 'a-1').split('?');
    expect(path).toBe(`/schedule/${DAY}`);
    expect(viewFrom(DAY, new URLSearchParams(search))).toEqual(view);
    expect(new URLSearchParams(search).get('draft')).toBe('a-1');
  }
});

test('[SCH-13] what a person keeps is what an address that says nothing means to them', () => {
  const habits = habitsFrom(JSON.stringify(habitsOf(other)));
  expect(viewFrom(DAY, new URLSearchParams(), habits)).toEqual({ ...other, closed: false });
  expect(pathOf(other, null, habits)).toBe(`/schedule/${DAY}?closed=1`);
  const back = pathOf(usual, null, habits).split('?')[1];
  expect(viewFrom(DAY, new URLSearchParams(back), habits)).toEqual({ ...usual, whose: 'room:r-1' });
});

test.each([null, '', 'x', '1', '[]', '{"row":"seven","days":2,"whose":null}', '{"row":{}}'])(
  '[SCH-13] “%s” was never kept: as usual',
  (text) => {
    expect(habitsFrom(text)).toEqual(USUAL_VIEW);
  }
);
