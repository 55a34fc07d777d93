import { expect, test } from 'vitest';
import { pathOf, viewFrom } from './schedule-view.ts';

const usual = { date: '2026-11-20', row: 15, colour: 'type', closed: false } as const;

test('[SCH-5] a view is in its address and comes back from it', () => {
  expect(pathOf(usual)).toBe('/schedule/2026-11-20');
  const other = { ...usual, row: 5, colour: 'status', closed: true } as const;
  const address = new URL(pathOf(other), 'http://desk');
  expect(address.pathname).toBe('/schedule/2026-11-20');
  expect(viewFrom('2026-11-20', address.searchParams)).toEqual(other);
});

test.each(['row=7', 'row=', 'colour=red', 'closed=yes', 'row=15.0&colour=<b>'])(
  '[SCH-5] what an address says wrongly is as usual: %s',
  (search) => {
    expect(viewFrom('2026-11-20', new URLSearchParams(search))).toEqual(usual);
  }
);
