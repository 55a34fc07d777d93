import { expect, test } from 'vitest';
import type { SyncStatus } from '#station/station.ts';
import {
  clockWarning,
  docText,
  freedText,
  lastingWarning,
  lostText,
  statusLine,
  statusStory,
  stuckText,
  updateStory
} from './sync-words.ts';

const NOW = Date.UTC(2026, 10, 20, 15, 0);
const LIVE: SyncStatus = {
  link: 'live',
  offlineSince: null,
  unsent: 0,
  unsentSince: null,
  refused: [],
  fault: null,
  firstSync: null,
  clockOffsetMs: 0,
  lastHeard: NOW
};
const refused = [{ doc: 'practice', code: 'E_SCHEMA', say: 'This change was not accepted.' }];

test.each([
  [undefined, 'Starting', 'expected'],
  [LIVE, 'Saved · Sent', 'done'],
  [{ ...LIVE, unsent: 3 }, 'Saved · 3 to send', 'active'],
  [{ ...LIVE, link: 'connecting' as const }, 'Saved · Connecting', 'waiting'],
  [{ ...LIVE, link: 'offline' as const, offlineSince: NOW - 12 * 60_000 }, 'Offline 12 min · Saved', 'waiting'],
  [
    { ...LIVE, link: 'offline' as const, offlineSince: NOW - 65 * 60_000, unsent: 1200 },
    'Offline 1 h 05 · 1,200 to send',
    'waiting'
  ],
  [{ ...LIVE, refused }, 'Saved · Sent · 1 to look at', 'trouble'],
  [{ ...LIVE, fault: 'The disk is full.' }, 'Not saved', 'trouble'],
  [{ ...LIVE, lost: { unsent: 1 } }, 'Not saved', 'trouble']
])('[SHELL-3] the status line of %o says %s', (status, text, hue) => {
  expect(statusLine(status, NOW)).toEqual({ text, hue });
});

test('[SHELL-3] “sent” is never said while something waits or the server does not answer', () => {
  for (const link of ['connecting', 'live', 'offline'] as const) {
    for (const unsent of [0, 1]) {
      const said = /sent$/i.test(statusLine({ ...LIVE, link, unsent }, NOW).text);
      expect(said).toBe(link === 'live' && unsent === 0);
    }
  }
});

test('[SHELL-4] the line is explained: what happened, what is safe, how long it waits', () => {
  const offline = { ...LIVE, link: 'offline' as const, unsent: 2, unsentSince: NOW - 5 * 60_000 };
  expect(statusStory(offline, NOW)).toBe(
    'The clinic’s server cannot be reached. Go on working: everything is saved on this device and will be sent by itself once the server answers. 2 changes wait to be sent, the oldest since 5 min.'
  );
  expect(statusStory({ ...LIVE, fault: 'The disk is full.' }, NOW)).toBe('The disk is full.');
  expect(statusStory({ ...LIVE, unsent: 1 }, NOW)).toBe('Saved on this device. 1 change waits to be sent.');
});

test('[SHELL-11] who must update is told what is safe; an older server only while something waits for it', () => {
  expect(statusStory({ ...LIVE, update: 'needed', unsent: 14 }, NOW)).toBe(
    'Please update Anteroom on this device: reload this page. Your 14 unsent changes are safe.'
  );
  expect(updateStory({ ...LIVE, update: 'needed' })).toMatch(/Nothing is lost\.$/);
  expect(updateStory({ ...LIVE, update: 'server', unsent: 2 })).toBe(
    'The server is being updated; 2 changes of this newer Anteroom wait here for it.'
  );
  expect(updateStory({ ...LIVE, update: 'server' })).toBeNull();
  expect(updateStory(LIVE)).toBeNull();
});

test('[SHELL-4] documents are named without a patient’s name or id', () => {
  expect(['practice', 'day/main/2026-11-20', 'patient/8f2k', 'inbox/3', 'what/ever'].map(docText)).toEqual([
    'Practice settings',
    'The day Fri, Nov 20',
    'A patient’s record',
    'Kiosk 3',
    'Other records'
  ]);
});

test('[SHELL-5] a clock that is off by 90 seconds or more is told of', () => {
  expect(clockWarning({ ...LIVE, clockOffsetMs: 89_000 })).toBeNull();
  expect(clockWarning({ ...LIVE, clockOffsetMs: 600_000 })).toMatch(/^This device’s clock is 10 minutes slow\./);
  expect(clockWarning({ ...LIVE, clockOffsetMs: -90_000 })).toMatch(/^This device’s clock is 2 minutes fast\./);
  expect(clockWarning({ ...LIVE, clockOffsetMs: 3 * 3_600_000 })).toMatch(/^This device’s clock is 3 hours slow\./);
  expect(clockWarning({ ...LIVE, clockOffsetMs: -86_400_000 })).toMatch(/^This device’s clock is 1 day fast\./);
  expect(clockWarning({ ...LIVE, clockOffsetMs: null })).toBeNull();
});

const waiting = { ...LIVE, unsent: 3, unsentSince: NOW - 600_000, movedAt: NOW - 31_000 };
const away = { ...LIVE, link: 'offline' as const, offlineSince: NOW - 301_000 };

test.each([
  [LIVE, null],
  [waiting, '3 changes have waited 1 min to be sent: The server answers, but has not taken them. Nothing is lost.'],
  [
    { ...waiting, unsent: 1, movedAt: NOW - 130_000, heldUp: 'The server is full.' },
    '1 change has waited 2 min to be sent: The server is full. Nothing is lost.'
  ],
  [{ ...waiting, movedAt: NOW - 29_000 }, null],
  [{ ...waiting, link: 'connecting' as const }, null],
  [{ ...away, offlineSince: NOW - 299_000 }, null],
  [
    away,
    'No server for 5 min. Go on working. Everything is saved here. If other desks are online, look at this one’s network.'
  ],
  [
    { ...away, unsent: 2 },
    'No server for 5 min. Go on working. 2 changes saved here wait. If other desks are online, look at this one’s network.'
  ]
])('[SHELL-8] a queue that is stuck, and a long time away, are told with their cause: %#', (status, text) => {
  expect(stuckText(status, NOW)).toBe(text);
});

test('[SHELL-11] a store that is gone says what is safe and counts what is not', () => {
  expect(lostText(0)).toMatch(/safe on the server\. Nothing was waiting/);
  expect(lostText(1)).toMatch(/1 change had not been sent/);
  expect(lostText(12)).toMatch(/12 changes had not been sent/);
});

test('[SHELL-11] making room says how much there is', () => {
  expect([null, 0, 12_340_000].map(freedText)).toEqual([
    'What could be packed closer is.',
    'Nothing could be packed closer. Remove other files from this device.',
    '12.3 MB are free again.'
  ]);
});

test('[SHELL-12] a browser that may clear the store is told of, once it was asked', () => {
  expect(lastingWarning(LIVE)).toBe(null);
  expect(lastingWarning({ ...LIVE, lasting: true })).toBe(null);
  expect(lastingWarning({ ...LIVE, lasting: false })).toMatch(/may clear what is kept here/);
});
