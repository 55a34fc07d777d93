import { expect, test } from 'vitest';
import {
  birthDateText,
  clockIso,
  clockText,
  counted,
  dayText,
  longDayText,
  minutesText,
  moneyText,
  phoneText
} from './format.ts';

test.each([
  [0, '12:00 am', '00:00'],
  [545, '9:05 am', '09:05'],
  [720, '12:00 pm', '12:00'],
  [1439, '11:59 pm', '23:59']
])('minute %i of the day reads %s', (minute, text, iso) => {
  expect([clockText(minute), clockIso(minute)]).toEqual([text, iso]);
});

test.each([
  [0, '$0.00'],
  [2500, '$25.00'],
  [-120450, '−$1,204.50']
])('%i cents read %s', (cents, text) => {
  expect(moneyText(cents)).toBe(text);
});

test('days, waits, counts and phones read as people write them', () => {
  expect(birthDateText('1971-03-09')).toBe('03/09/1971');
  expect(birthDateText(null)).toBe('DOB unknown');
  expect(dayText('2026-11-21')).toBe('Sat, Nov 21');
  expect(longDayText('2026-11-21')).toBe('Saturday, November 21, 2026');
  expect([minutesText(7), minutesText(65)]).toEqual(['7 min', '1 h 05']);
  expect([counted(1, 'visit'), counted(1200, 'visit'), counted(2, 'person', 'people')]).toEqual([
    '1 visit',
    '1,200 visits',
    '2 people'
  ]);
  expect([phoneText('+12065550101'), phoneText('555-0101')]).toEqual(['(206) 555-0101', '555-0101']);
});
