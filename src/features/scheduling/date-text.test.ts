import { expect, test } from 'vitest';
import { dateFrom } from './date-text.ts';

/** A Friday. */
const TODAY = '2026-11-20';
const FROM = '2027-01-31';

test.each([
  ['today', '2026-11-20'],
  ['Tomorrow', '2026-11-21'],
  ['mon', '2026-11-23'],
  ['friday', '2026-11-27'],
  ['thurs', '2026-11-26'],
  ['+1w', '2027-02-07'],
  ['+1m', '2027-02-28'],
  ['+6m', '2027-07-31'],
  ['-3', '2027-01-28'],
  ['+ 10 d', '2027-02-10'],
  ['+1y', '2028-01-31'],
  ['-2m', '2026-11-30'],
  ['12/3', '2026-12-03'],
  ['3/9', '2027-03-09'],
  ['11/20', '2026-11-20'],
  ['12/3/26', '2026-12-03'],
  ['12-3-2027', '2027-12-03'],
  ['dec 3', '2026-12-03'],
  ['3 December 2027', '2027-12-03'],
  ['Sept. 9', '2027-09-09'],
  ['2026-12-03', '2026-12-03'],
  ['2/29/28', '2028-02-29']
])('“%s” is %s', (text, date) => {
  expect(dateFrom(text, TODAY, FROM)).toEqual({ ok: true, value: date });
});

test.each([
  ['2/31', 'February 31 does not exist.'],
  ['2/29/2027', 'February 29, 2027 does not exist.'],
  ['april 31', 'April 31 does not exist.']
])('“%s”: %s', (text, say) => {
  expect(dateFrom(text, TODAY, FROM)).toEqual({ ok: false, error: { code: 'date/no-such-day', say } });
});

test.each([
  '',
  ' ',
  'soon',
  '13/1',
  '0/3',
  '12/0',
  '2026-02-31',
  '+1000w',
  '+w',
  '12/3/2',
  'dec',
  '٣/٤',
  'm',
  '1'.repeat(10_000)
])('“%.12s” is no day', (text) => {
  expect(dateFrom(text, TODAY, FROM)).toEqual({ ok: false, error: { code: 'date/unreadable' } });
});
