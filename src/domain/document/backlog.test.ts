import { expect, test } from 'vitest';
import { backlogOf } from './backlog.ts';
import type { Scan } from './scan.ts';

const ZONE = 'America/New_York';
const at = (day: number, hour: number): number => Date.UTC(2026, 10, day, hour);
const scan = (since: number, stage: Scan['stage'] = 'inbox') => ({ since, stage });

test('[DOC-20] what waits to be filed is counted by the days it has waited at the office, and the oldest is known', () => {
  // 3:00 UTC is the evening before in New York.
  const scans = [
    scan(at(20, 15)),
    scan(at(20, 3)),
    scan(at(18, 15)),
    scan(at(13, 15)),
    scan(at(1, 15)),
    scan(at(1, 1), 'review'),
    scan(at(1, 1), 'rescan')
  ];
  expect(backlogOf(scans, { today: '2026-11-20', zone: ZONE })).toEqual({
    ...{ oldest: at(1, 15), days: 19 },
    counts: [1, 2, 1, 1]
  });
});

test('[DOC-20] nothing waits; and what came from a clock that is ahead has waited no day', () => {
  const on = { today: '2026-11-20', zone: ZONE } as const;
  expect(backlogOf([], on)).toEqual({ oldest: null, days: 0, counts: [0, 0, 0, 0] });
  expect(backlogOf([scan(at(25, 15))], on)).toMatchObject({ days: 0, counts: [1, 0, 0, 0] });
});
