import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  instantAt,
  instantOf,
  isLocalDate,
  localDateOf,
  minuteOfDayOf,
  minutesBetween,
  nextStamp,
  plusDays,
  stampAt,
  weekdayOf
} from './time.ts';

const NEW_YORK = 'America/New_York';
const utc = (iso: string): number => Date.parse(iso);

describe('[TIME-1] stamps', () => {
  test('follow the clock, and never repeat or run back, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4e12 }), { maxLength: 50 }), (clock) => {
        let last = 0;
        for (const now of clock) {
          const next = nextStamp(last, now);
          expect(next).toBeGreaterThan(last);
          expect(next).toBeGreaterThanOrEqual(stampAt(now));
          expect(Number.isSafeInteger(next)).toBe(true);
          last = next;
        }
      })
    );
  });

  test('say the moment they were made, to the millisecond, for a thousand within one', () => {
    const now = utc('2026-11-20T15:00:00.123Z');
    expect(instantOf(stampAt(now))).toBe(now);
    expect(instantOf(stampAt(now) + 1023)).toBe(now);
    expect(instantOf(stampAt(now) + 1024)).toBe(now + 1);
    expect(Number.isSafeInteger(stampAt(utc('2248-01-01')))).toBe(true);
  });
});

describe('[TIME-2] a wall clock in a zone', () => {
  test.each([
    ['an ordinary morning', '2026-11-20', 600, NEW_YORK, '2026-11-20T15:00:00Z'],
    ['in summer time', '2026-07-01', 600, NEW_YORK, '2026-07-01T14:00:00Z'],
    ['midnight', '2026-11-20', 0, NEW_YORK, '2026-11-20T05:00:00Z'],
    ['the last minute', '2026-11-20', 1439, NEW_YORK, '2026-11-21T04:59:00Z'],
    ['the hour that spring skips', '2026-03-08', 150, NEW_YORK, '2026-03-08T07:30:00Z'],
    ['just before it', '2026-03-08', 119, NEW_YORK, '2026-03-08T06:59:00Z'],
    ['just after it', '2026-03-08', 180, NEW_YORK, '2026-03-08T07:00:00Z'],
    ['the hour that autumn repeats: the first', '2026-11-01', 90, NEW_YORK, '2026-11-01T05:30:00Z'],
    ['after it', '2026-11-01', 120, NEW_YORK, '2026-11-01T07:00:00Z'],
    ['half an hour off', '2026-11-20', 600, 'Asia/Kolkata', '2026-11-20T04:30:00Z'],
    ['a day ahead', '2026-11-20', 0, 'Pacific/Kiritimati', '2026-11-19T10:00:00Z'],
    ['half an hour of summer', '2026-01-15', 600, 'Australia/Lord_Howe', '2026-01-14T23:00:00Z'],
    ['no summer time', '2026-07-01', 600, 'America/Phoenix', '2026-07-01T17:00:00Z']
  ])('%s', (_, date, minute, zone, iso) => {
    expect(new Date(instantAt(date, minute, zone)).toISOString()).toBe(iso.replace('Z', '.000Z'));
  });

  test('there and back again, but for the hour that is skipped', () => {
    const zones = fc.constantFrom(
      NEW_YORK,
      'America/Los_Angeles',
      'Europe/Berlin',
      'Asia/Kolkata',
      'Australia/Lord_Howe'
    );
    const days = fc.integer({ min: 0, max: 3_650 }).map((day) => plusDays('2020-01-01', day));
    fc.assert(
      fc.property(days, fc.integer({ min: 240, max: 1439 }), zones, (date, minute, zone) => {
        const instant = instantAt(date, minute, zone);
        expect([localDateOf(instant, zone), minuteOfDayOf(instant, zone)]).toEqual([date, minute]);
      }),
      { numRuns: 400 }
    );
  });
});

describe('[TIME-3] days are never converted', () => {
  test.each([
    ['2026-11-20', 1, '2026-11-21'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-03-07', 2, '2026-03-09'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2026-11-20', 0, '2026-11-20']
  ])('%s and %d days', (date, days, then) => {
    expect(plusDays(date, days)).toBe(then);
  });

  test('weekdays', () => {
    expect([weekdayOf('2026-11-20'), weekdayOf('2026-11-22'), weekdayOf('2024-02-29')]).toEqual([5, 0, 4]);
  });

  test.each(['2026-02-28', '2024-02-29', '1880-01-01', '0001-01-01', '9999-12-31'])('%s is a day', (text) => {
    expect(isLocalDate(text)).toBe(true);
  });

  test.each([
    ...[
      '',
      '2026-02-29',
      '2026-02-31',
      '2026-13-01',
      '2026-00-10',
      '2026-1-1',
      '20260101',
      ' 2026-01-01',
      '2026-01-01T00:00'
    ],
    ...['12026-01-01', '-001-01-01', '２０２６-01-01', '2026-01-01\n']
  ])('%j is none', (text) => {
    expect(isLocalDate(text)).toBe(false);
  });
});

test('[FLOW-11] a wait is whole minutes, and never negative', () => {
  expect(minutesBetween(0, 59_999)).toBe(0);
  expect(minutesBetween(0, 60_000)).toBe(1);
  expect(minutesBetween(60_000, 0)).toBe(0);
});
