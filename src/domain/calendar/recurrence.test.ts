import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { testData } from '#tests/test-data.ts';
import { dayNo, type FloatingMs } from './floating.ts';
import { ruleFrom, type RecurrenceRule } from './recurrence-rule.ts';
import { instancesOf } from './recurrence.ts';

const folder = testData('icalendar');

interface Vector {
  readonly rule: string;
  readonly start: string;
  readonly expected: readonly string[];
}

function vectors(file: string): Vector[] {
  if (!folder) return [];
  const blocks = readFileSync(path.join(folder, 'rrule-vectors', file), 'utf8').split(/\r?\n\s*\r?\n/);
  return blocks.flatMap((block) => {
    const said = (key: string): string | undefined => new RegExp(`^${key}:(.*)$`, 'm').exec(block)?.[1]?.trim();
    const [rule, start] = [said('RRULE'), said('DTSTART')];
    return rule && start ? [{ rule, start, expected: (said('INSTANCES') ?? '').split(',') }] : [];
  });
}

function floating(text: string): FloatingMs {
  const [, y, m, d, h, min, s] = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d))?/.exec(text)!.map(Number);
  return dayNo(y!, m!, d!) * 86_400_000 + ((h || 0) * 3600 + (min || 0) * 60 + (s || 0)) * 1000;
}

function written(at: FloatingMs, like: string): string {
  const text = new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return like.endsWith('Z') ? text : like.includes('T') ? text.slice(0, -1) : text.slice(0, 8);
}

const rule = (text: string): RecurrenceRule => {
  const read = ruleFrom(text);
  if (!read.ok) throw new Error(read.error.say);
  return read.value;
};
const some = (text: string, start: string, most = 5): string[] => {
  return [...take(instancesOf(rule(text), floating(start)), most)].map((at) => written(at, start));
};
function* take<T>(all: Iterable<T>, most: number): Generator<T> {
  let left = most;
  for (const one of all) {
    if (left-- <= 0) return;
    yield one;
  }
}

describe.skipIf(!folder)('[CAL-2] the vectors of RFC 5545 and 7529, as others wrote them', () => {
  const all = [...vectors('icalrecur_test.txt'), ...vectors('icalrecur_test_rscale.txt')];
  test('there are as many as there should be', () => expect(all.length).toBeGreaterThanOrEqual(folder ? 96 : 0));

  test.each(all.map((vector) => [`${vector.rule} from ${vector.start}`, vector] as const))('%s', (_, vector) => {
    if (vector.expected[0]?.startsWith('***')) return expect(ruleFrom(vector.rule).ok).toBe(false);
    expect(some(vector.rule, vector.start, vector.expected.length + 1)).toEqual(vector.expected);
  });
});

describe.skipIf(!folder)('[CAL-2] how many times, as others counted', () => {
  const text = folder
    ? readFileSync(path.join(folder, 'rrule-vectors/recur.txt'), 'utf8').replace(/\r?\n[ \t]/g, '')
    : '';
  const counted = text.split('BEGIN:VEVENT').flatMap((event) => {
    const said = (key: string): string | undefined => new RegExp(`^${key}(?:;[^:\\n]*)?:(.*)$`, 'm').exec(event)?.[1];
    const [line, start, count] = [said('RRULE'), said('DTSTART'), said('X-EXPECT-NUMEVENTS')];
    // What a file leaves out besides is the file’s reader’s (CAL-3).
    return line && start && count && !/^EX(?:DATE|RULE)/m.test(event) ? [[line, start, Number(count)] as const] : [];
  });
  test('there are as many as there should be', () => expect(counted).toHaveLength(55));
  test.each(counted)('%s from %s: %d', (line, start, count) => {
    expect(some(line, start, count + 1)).toHaveLength(count);
  });
});

test('[CAL-2] days that a month lacks are left out, and a rule that matches nothing ends', () => {
  expect(some('FREQ=MONTHLY;BYMONTHDAY=31', '20260131', 4)).toEqual(['20260131', '20260331', '20260531', '20260731']);
  expect(some('FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30', '20260101')).toEqual([]);
  expect(some('FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30', '20260101T000000')).toEqual([]);
});

test.each([
  ['nothing', ''],
  ['no frequency', 'INTERVAL=2'],
  ['a frequency that is none', 'FREQ=FORTNIGHTLY'],
  ['twice the same part', 'FREQ=DAILY;FREQ=WEEKLY'],
  ['a part that is none', 'FREQ=DAILY;EVERY=2'],
  ['no interval', 'FREQ=DAILY;INTERVAL=0'],
  ['a negative count', 'FREQ=DAILY;COUNT=-1'],
  ['a count and an end', 'FREQ=DAILY;COUNT=2;UNTIL=20260101'],
  ['an end that is no day', 'FREQ=DAILY;UNTIL=20260231'],
  ['an end that is no date', 'FREQ=DAILY;UNTIL=tomorrow'],
  ['month 13', 'FREQ=YEARLY;BYMONTH=13'],
  ['day 0', 'FREQ=MONTHLY;BYMONTHDAY=0'],
  ['hour 24', 'FREQ=DAILY;BYHOUR=24'],
  ['a weekday that is none', 'FREQ=WEEKLY;BYDAY=XX'],
  ['the zeroth Monday', 'FREQ=MONTHLY;BYDAY=0MO'],
  ['the second Monday of a week', 'FREQ=WEEKLY;BYDAY=2MO'],
  ['a week number of a month', 'FREQ=MONTHLY;BYWEEKNO=3'],
  ['days of the month in a week', 'FREQ=WEEKLY;BYMONTHDAY=3'],
  ['days of the year in a month', 'FREQ=MONTHLY;BYYEARDAY=3'],
  ['a choice from nothing', 'FREQ=DAILY;BYSETPOS=1'],
  ['another calendar', 'RSCALE=HEBREW;FREQ=YEARLY'],
  ['10 KB', `FREQ=DAILY;X-A=${'a'.repeat(10_240)}`],
  ['markup', '<b>FREQ=DAILY</b>'],
  ['a list of nothing', 'FREQ=WEEKLY;BYDAY=,']
])('[CAL-1] refused in words: %s', (_, text) => {
  const read = ruleFrom(text);
  expect(read.ok).toBe(false);
  if (!read.ok) expect(read.error.say).toMatch(/^[A-Z].*\.$/);
});
