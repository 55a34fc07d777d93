import { describe, expect, test } from 'vitest';
import { ageOn, birthDateFrom } from './birth-date-text.ts';

const TODAY = '2026-11-20';

describe('[REG-4] birth dates as people write them', () => {
  test.each([
    '3/9/1971',
    '03/09/1971',
    '3/9/71',
    '03-09-71',
    '3.9.1971',
    '3 9 71',
    '030971',
    '03091971',
    '19710309',
    '1971-03-09',
    '1971/3/9',
    'mar 9 1971',
    'Mar. 9, 1971',
    'March 9th, 1971',
    'march 9 71',
    "Mar 9 '71",
    '9 March 1971',
    '9-Mar-1971',
    '9th mar 71',
    '  3/9/1971  '
  ])('“%s” is 9 March 1971', (typed) => {
    expect(birthDateFrom(typed, TODAY)).toEqual({ ok: true, value: '1971-03-09' });
  });

  test.each([
    ['11/20/26', '2026-11-20'],
    ['11/21/26', '1926-11-21'],
    ['2/29/24', '2024-02-29'],
    ['sept 1 2001', '2001-09-01'],
    ['1/1/1880', '1880-01-01'],
    ['20011231', '2001-12-31'],
    ['12312001', '2001-12-31']
  ])('“%s” is %s', (typed, date) => {
    expect(birthDateFrom(typed, TODAY)).toEqual({ ok: true, value: date });
  });

  test.each([
    ['2/31/1990', { code: 'birth/no-such-day', year: 1990, month: 2, day: 31 }],
    ['02/29/2023', { code: 'birth/no-such-day', year: 2023, month: 2, day: 29 }],
    ['Feb 30 85', { code: 'birth/no-such-day', year: 1985, month: 2, day: 30 }],
    ['1/1/2099', { code: 'birth/in-the-future', date: '2099-01-01' }],
    ['2026-11-21', { code: 'birth/in-the-future', date: '2026-11-21' }],
    ['5/5/1850', { code: 'birth/too-long-ago', date: '1850-05-05' }],
    ['0001-01-01', { code: 'birth/too-long-ago', date: '0001-01-01' }]
  ])('“%s” is refused: %o', (typed, error) => {
    expect(birthDateFrom(typed, TODAY)).toEqual({ ok: false, error });
  });

  test.each([
    '',
    ' ',
    '3/9',
    '3/9/1',
    '3/9/197',
    '13/13/1990',
    '0/5/1990',
    '5/0/1990',
    '31/12/1990',
    'march',
    'marchy 9 1971',
    'ma 9 1971',
    '9 1971',
    '1971',
    '3//9/71x',
    '٣/٩/١٩٧١',
    '<img onerror>',
    '3/9/1971'.repeat(2_000)
  ])('“%.24s” cannot be read', (typed) => {
    expect(birthDateFrom(typed, TODAY)).toEqual({ ok: false, error: { code: 'birth/unreadable' } });
  });
});

test.each([
  ['1971-03-09', '2026-11-20', { count: 55, unit: 'year' }],
  ['1971-11-21', '2026-11-20', { count: 54, unit: 'year' }],
  ['1971-11-20', '2026-11-20', { count: 55, unit: 'year' }],
  ['2024-02-29', '2025-02-28', { count: 11, unit: 'month' }],
  ['2023-11-20', '2026-11-20', { count: 3, unit: 'year' }],
  ['2023-11-21', '2026-11-20', { count: 35, unit: 'month' }],
  ['2026-08-21', '2026-11-20', { count: 91, unit: 'day' }],
  ['2026-11-20', '2026-11-20', { count: 0, unit: 'day' }],
  ['2026-11-21', '2026-11-20', null]
])('[REG-4] who was born on %s is, on %s, %o', (born, date, age) => {
  expect(ageOn(born, date)).toEqual(age);
});
