import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testData } from '#tests/test-data.ts';
import { zoneNamed } from './calendar-zones.ts';
import { escaped, folded, textValue } from './content-lines.ts';
import { readCalendar, type CalendarEvent } from './read-calendar.ts';

const HOME = 'America/New_York';
const file = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: readonly string[]): string =>
  file('BEGIN:VEVENT', 'UID:1', 'SUMMARY:Leave', ...lines, 'END:VEVENT');
const read = (text: string) => {
  const result = readCalendar(text, HOME);
  if (!result.ok) throw new Error(result.error.say);
  return result.value;
};
const one = (...lines: readonly string[]): Partial<CalendarEvent> | undefined => read(event(...lines)).events[0];

describe('[CAL-3] an event on the office’s wall clock', () => {
  test.each([
    ['floating', ['DTSTART:20261120T090000', 'DTEND:20261120T100000'], { date: '2026-11-20', start: 540, minutes: 60 }],
    ['UTC', ['DTSTART:20261120T140000Z', 'DTEND:20261120T150000Z'], { date: '2026-11-20', start: 540, minutes: 60 }],
    [
      'here',
      [`DTSTART;TZID=${HOME}:20261120T090000`, 'DURATION:PT90M'],
      { date: '2026-11-20', start: 540, minutes: 90 }
    ],
    ['elsewhere', ['DTSTART;TZID=Europe/Lisbon:20261120T090000', 'DURATION:PT1H'], { date: '2026-11-20', start: 240 }],
    ['by Microsoft’s name', ['DTSTART;TZID="Pacific Standard Time":20261120T090000'], { start: 720, minutes: 5 }],
    ['by a vendor’s path', ['DTSTART;TZID=/x.example/20260101_1/Europe/Lisbon:20261120T090000'], { start: 240 }],
    ['the day before, here', ['DTSTART:20261121T030000Z'], { date: '2026-11-20', start: 1320 }],
    ['a whole day', ['DTSTART;VALUE=DATE:20261120'], { allDay: true, start: 0, minutes: 1440 }],
    ['two weeks', ['DTSTART;VALUE=DATE:20261120', 'DTEND;VALUE=DATE:20261204'], { minutes: 14 * 1440 }],
    ['over the night the clock goes back', ['DTSTART:20261031T220000', 'DTEND:20261101T080000'], { minutes: 660 }],
    ['no end', ['DTSTART:20261120T090000'], { minutes: 5 }],
    ['recurring', ['DTSTART:20261120T090000', 'RRULE:FREQ=WEEKLY;BYDAY=FR;'], { rule: 'FREQ=WEEKLY;BYDAY=FR' }],
    [
      'with days left out and added',
      [
        'DTSTART:20261120T090000',
        'RRULE:FREQ=DAILY',
        'EXDATE:20261121T090000,20261122T090000',
        'RDATE;VALUE=DATE:20261230'
      ],
      { except: ['2026-11-21', '2026-11-22'], also: ['2026-12-30'] }
    ],
    ['one instance', ['DTSTART:20261120T100000', 'RECURRENCE-ID:20261120T090000'], { instead: '2026-11-20' }],
    ['called off', ['DTSTART:20261120T090000', 'STATUS:CANCELLED'], { cancelled: true }],
    ['free time', ['DTSTART:20261120T090000', 'TRANSP:TRANSPARENT'], { free: true }],
    ['a folded, escaped name', ['DTSTART:20261120T090000', 'SUMMARY:ignored'], { summary: 'Leave' }]
  ] as const)('%s', (_, lines, expected) => expect(one(...lines)).toMatchObject(expected));

  test('in a zone that only the file knows, by its own rules', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Ours',
      'BEGIN:STANDARD',
      'DTSTART:19701101T020000',
      'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU',
      'TZOFFSETFROM:-0300',
      'TZOFFSETTO:-0400',
      'END:STANDARD',
      'BEGIN:DAYLIGHT',
      'DTSTART:19700308T020000',
      'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU',
      'TZOFFSETFROM:-0400',
      'TZOFFSETTO:-0300',
      'END:DAYLIGHT',
      'END:VTIMEZONE'
    ];
    const at = (stamp: string) =>
      read(file(...zone, 'BEGIN:VEVENT', 'UID:1', `DTSTART;TZID=Ours:${stamp}`, 'END:VEVENT')).events[0]?.start;
    expect([at('20260701T090000'), at('20261201T090000')]).toEqual([480, 480]);
  });
});

describe('[CAL-3] not taken, with words why', () => {
  test.each([
    ['no start', []],
    ['a start that is no time', ['DTSTART:tomorrow']],
    ['31 February', ['DTSTART;VALUE=DATE:20260231']],
    ['25 o’clock', ['DTSTART:20261120T250000']],
    ['a zone nobody knows', ['DTSTART;TZID=Mars/Olympus:20261120T090000']],
    ['an end before the start', ['DTSTART:20261120T090000', 'DTEND:20261120T080000']],
    ['a length nobody can read', ['DTSTART:20261120T090000', 'DURATION:soon']],
    ['longer than a year', ['DTSTART;VALUE=DATE:20261120', 'DTEND;VALUE=DATE:20281120']],
    ['a rule nobody can read', ['DTSTART:20261120T090000', 'RRULE:FREQ=NEVER']],
    ['every hour', ['DTSTART:20261120T090000', 'RRULE:FREQ=HOURLY']],
    ['two rules', ['DTSTART:20261120T090000', 'RRULE:FREQ=DAILY', 'RRULE:FREQ=WEEKLY']],
    ['a rule of what is left out', ['DTSTART:20261120T090000', 'RRULE:FREQ=DAILY', 'EXRULE:FREQ=WEEKLY']],
    ['recurring elsewhere', ['DTSTART;TZID=Europe/Lisbon:20261120T090000', 'RRULE:FREQ=DAILY']],
    ['a left-out day that is none', ['DTSTART:20261120T090000', 'RRULE:FREQ=DAILY', 'EXDATE:never']]
  ])('%s', (_, lines) => {
    const { events, notTaken } = read(event(...lines));
    expect(events).toEqual([]);
    expect(notTaken).toHaveLength(1);
    expect(notTaken[0]?.say).toMatch(/\.$/);
  });
  test.each([
    ['nothing', ''],
    ['something else', 'name,date\nAnn,2026'],
    ['half a card', 'BEGIN:VCARD\r\nEND:VCARD'],
    ['6 MB', `BEGIN:VCALENDAR\r\n${'X-A:b\r\n'.repeat(900_000)}`],
    ['bytes', '\u0000\u0001\uFFFD']
  ])('a file that is no calendar: %s', (_, text) => {
    const result = readCalendar(text, HOME);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.error.say).toMatch(/^[A-Z].*\.$/);
  });
  test('whatever a file says, it is read or refused and nothing is thrown', () => {
    const bits = fc.constantFrom(
      'BEGIN:VCALENDAR',
      'END:VCALENDAR',
      'BEGIN:VEVENT',
      'END:VEVENT',
      'DTSTART:20261120',
      'RRULE:FREQ=DAILY',
      ' x',
      ';',
      ':',
      'A;B="',
      'DTSTART;TZID=:1'
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(bits, fc.string({ unit: 'binary' })), { maxLength: 40 }), (lines) => {
        expect(typeof readCalendar(lines.join('\n'), HOME).ok).toBe('boolean');
      }),
      { numRuns: 150 }
    );
  });
});

const folder = testData('icalendar');
const files = folder
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ics'))
  : [];
test.skipIf(!folder)('[CAL-3] every calendar of others is read, or refused in words', () => {
  expect(files.length).toBeGreaterThan(180);
  let taken = 0;
  let refusedFiles = 0;
  let notTaken = 0;
  for (const name of files) {
    const text = readFileSync(path.join(folder!, name), 'utf8');
    const result = readCalendar(text, HOME);
    if (!result.ok) {
      refusedFiles++;
      expect(result.error.say).toMatch(/\.$/);
      continue;
    }
    taken += result.value.events.length;
    notTaken += result.value.notTaken.length;
    for (const { say, line } of result.value.notTaken) {
      expect(say, name).toMatch(/^[A-Z].*\.$/);
      expect(line).toBeGreaterThan(0);
    }
    for (const { date, minutes, uid } of result.value.events) {
      expect(date, `${name} ${uid}`).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(minutes).toBeGreaterThan(0);
    }
  }
  console.info(`${files.length} files: ${taken} events taken, ${notTaken} told why not, ${refusedFiles} files refused`);
  expect(taken).toBeGreaterThan(1_500);
});

test.each([
  ['Europe/Lisbon', 'Europe/Lisbon'],
  ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['/freeassociation.example/Tzfile/Europe/Berlin', 'Europe/Berlin'],
  ['Eastern Standard Time', 'America/New_York'],
  ['Nowhere/Atlantis', null],
  ['', null],
  ['+05:00', null]
])('the zone named “%s”', (name, zone) => expect(zoneNamed(name)).toBe(zone));

test('[CAL-4] text written is text read, and no line is longer than 75 octets', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n\u0000-\u001f\u007f\uFEFF\u2028\u2029]/g, '')),
      (text) => {
        const line = folded(`SUMMARY:${escaped(text)}`);
        for (const part of line.split('\r\n')) expect(new TextEncoder().encode(part).length).toBeLessThanOrEqual(75);
        expect(textValue(line.replaceAll('\r\n ', '').slice('SUMMARY:'.length, -2))).toBe(text);
      }
    )
  );
});
