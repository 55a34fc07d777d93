import { expect, test } from 'vitest';
import type { AuditLine } from './audit-line.ts';
import { openingsIn } from './openings.ts';

const line = (user: string, at: number, action = 'document/viewed', more: Partial<AuditLine> = {}): AuditLine => ({
  ...{ dev: 5, session: 's', n: at, at, user, action, refs: ['document:case/c1'], reason: '', fields: ['documents'] },
  ...{ verdict: 'done', flags: [], explained: null, place: [at, 1, 0], ...more }
});

test('[DOC-19] each who opened a paper is named once, with how often and until when, and whether a copy left', () => {
  expect(
    openingsIn([
      line('u-b', 30),
      line('u-a', 20),
      line('u-a', 10),
      line('u-c', 15, 'field/copied'),
      line('u-b', 40, 'sheet/printed')
    ])
  ).toEqual([
    { user: 'u-a', first: 10, last: 20, times: 2, hasLeft: false },
    { user: 'u-c', first: 15, last: 15, times: 0, hasLeft: true },
    { user: 'u-b', first: 30, last: 40, times: 1, hasLeft: true }
  ]);
});

test('[DOC-19] what was refused, or is about something else, opened nothing', () => {
  const lines = [
    line('u-a', 1, 'document/viewed', { verdict: 'denied' }),
    line('u-a', 2, 'access/denied'),
    line('device:3', 3, 'document/served'),
    line('u-a', 4, 'newer/thing')
  ];
  expect(openingsIn(lines)).toEqual([]);
});
