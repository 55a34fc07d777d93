import { expect, test } from 'vitest';
import type { DeviceLine } from '#domain/practice/device-lines.ts';
import { agoText, boardText, leaseText, stateText, warningOf } from './device-words.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const MIN = 60_000;
const kiosk: DeviceLine = {
  deviceNo: 7,
  role: 'kiosk',
  site: 'main',
  label: 'K1',
  name: null,
  enrolledAt: NOW,
  hasKeys: true,
  isConnected: false,
  seenAt: null,
  build: null,
  unsent: null,
  leaseUntil: null,
  failures: 0,
  ended: null,
  byName: false,
  board: null,
  keyChangedAt: null,
  own: false
};

test('[DEV-4] a device says when it was last heard of, and what waits there', () => {
  expect(stateText(kiosk, NOW)).toBe('Never seen');
  expect(stateText({ ...kiosk, seenAt: NOW - 5 * MIN }, NOW)).toBe('Seen 5 min ago');
  expect(stateText({ ...kiosk, isConnected: true, unsent: 1 }, NOW)).toBe('Connected; 1 change unsent');
  const ended = { at: NOW - 3 * 60 * MIN, as: 'retired', by: 'Ada Quill', wipedAt: null } as const;
  expect(stateText({ ...kiosk, ended }, NOW)).toBe('Retired 3 h ago by Ada Quill; not yet deleted there');
  expect(stateText({ ...kiosk, ended: { ...ended, as: 'revoked', by: null, wipedAt: NOW } }, NOW)).toBe(
    'Removed 3 h ago; deleted there'
  );
});

test.each([
  [0, 'just now'],
  [59, '59 min ago'],
  [60, '1 h ago'],
  [47 * 60 + 59, '47 h ago'],
  [48 * 60, '2 days ago'],
  [-5, 'just now']
])('%d minutes are %s', (minutes, words) => expect(agoText(NOW - minutes * MIN, NOW)).toBe(words));

test('[DEV-4] a desk says how long somebody may go on there without the server', () => {
  const desk = { ...kiosk, role: 'desk' } as const;
  expect(leaseText(desk, NOW)).toBe('Nobody signed in');
  expect(leaseText({ ...desk, leaseUntil: NOW + 11 * 60 * MIN + 1 }, NOW)).toBe('11 h');
  expect(leaseText({ ...desk, leaseUntil: NOW + MIN }, NOW)).toBe('Under 1 h');
  expect(leaseText(kiosk, NOW)).toBe('–');
});

test('[DEV-2] five wrong proofs are told of', () => {
  expect(warningOf({ ...kiosk, failures: 4 })).toBeNull();
  expect(warningOf({ ...kiosk, failures: 5 })).toMatch(/5 times to connect as K1/);
});

test('[DEV-7] a board says which areas it shows, and how', () => {
  const areas = [
    { area: 'front', site: 'main', name: 'Front' },
    { area: 'back', site: 'main', name: 'Back' }
  ];
  expect(boardText({ areas: ['front'], layout: 'merged' }, areas)).toBe('Shows Front');
  expect(boardText({ areas: ['back', 'front'], layout: 'columns' }, areas)).toBe('Shows Back, Front, in columns');
  expect(boardText({ areas: ['front', 'gone'], layout: 'merged' }, areas)).toBe(
    'Shows Front, an area that is no more, in one list'
  );
});
