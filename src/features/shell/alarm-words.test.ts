import { expect, test } from 'vitest';
import type { Alarm } from '#domain/practice/alarms.ts';
import { alarmText, standsUntilText } from './alarm-words.ts';

const ZONE = 'America/New_York';
const alarm: Alarm = {
  alarm: 'a1',
  what: 'glass-broken',
  user: 'nell',
  name: 'Nell Ashgrove',
  means: 'kit',
  vouched: [],
  device: 'A',
  reason: 'x',
  until: null,
  at: Date.UTC(2026, 10, 20, 15, 0),
  closed: null
};

test.each<[string, Partial<Alarm>]>([
  ['Emergency access: Nell Ashgrove opened desk A to read, with the recovery kit, Fri, Nov 20, 10:00 am.', {}],
  [
    'Emergency access: Nell Ashgrove opened desk A to read, with the passphrase of Ivy Vale, Fri, Nov 20, 10:00 am.',
    { means: 'manager', vouched: ['Ivy Vale'] }
  ],
  [
    'A new passphrase was made for Nell Ashgrove, who had lost their sign-in, with the passphrases of Ivy Vale and Ada Quill, Fri, Nov 20, 10:00 am.',
    { what: 'sign-in-renewed', means: 'two-managers', vouched: ['Ivy Vale', 'Ada Quill'] }
  ],
  [
    'A new passphrase was made for Nell Ashgrove, who had lost their sign-in, with the recovery kit and the passphrase of Ivy Vale, Fri, Nov 20, 10:00 am.',
    { what: 'sign-in-renewed', means: 'kit-and-manager', vouched: ['Ivy Vale'] }
  ],
  ['Nell Ashgrove put a new recovery kit in force, Fri, Nov 20, 10:00 am.', { what: 'kit-made', means: 'manager' }],
  ['Something a newer Anteroom tells of, Fri, Nov 20, 10:00 am.', { what: 'newer' as never, means: 'newer' as never }]
])('[GLASS-5] %s', (say, over) => {
  expect(alarmText({ ...alarm, ...over }, ZONE)).toBe(say);
});

test('[GLASS-6] until when it stays is said', () => {
  expect(standsUntilText(alarm, ZONE)).toBe('Sat, Nov 21, 10:00 am');
});
