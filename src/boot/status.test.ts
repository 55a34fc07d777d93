import { expect, test } from 'vitest';
import { statusBoard } from './status.ts';

test('[SHELL-8] what waits has moved when it is less, begins at another, or has a server again; not when it grows', () => {
  let now = 100;
  const status = statusBoard(() => now);
  const movedAt = (part: Parameters<typeof status.set>[0]): unknown => {
    now += 1;
    status.set(part);
    return status.value.movedAt;
  };
  expect(movedAt({ link: 'live' })).toBe(null);
  expect(movedAt({ unsent: 2, unsentSince: 50 })).toBe(102);
  expect(movedAt({ unsent: 3 })).toBe(102);
  expect(movedAt({ unsent: 2 })).toBe(104);
  expect(movedAt({ unsentSince: 51 })).toBe(105);
  expect(movedAt({ link: 'offline' })).toBe(105);
  expect(movedAt({ link: 'live' })).toBe(107);
  expect(movedAt({ unsent: 0, unsentSince: null })).toBe(null);
});

test('[SHELL-8] why the server does not take it is forgotten when it does', () => {
  const status = statusBoard(() => 1);
  status.set({ link: 'live', unsent: 2, unsentSince: 1, heldUp: null });
  status.set({ heldUp: 'The server is full.' });
  expect(status.value.heldUp).toBe('The server is full.');
  status.set({ unsent: 1 });
  expect(status.value.heldUp).toBe(null);
});

test('[BOOT-16] what was saved counts at once', () => {
  const status = statusBoard(() => 7);
  status.saved('practice', 2);
  status.saved('practice', 1);
  expect(status.value).toMatchObject({ unsent: 3, unsentSince: 7, movedAt: 7 });
  expect(status.value.waiting).toEqual([{ doc: 'practice', facts: 3 }]);
});
