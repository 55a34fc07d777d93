import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NewFact } from '#domain/fact.ts';
import { expectFoldLaws } from '#tests/fixtures/fold-laws.ts';
import { FERN, ROOK } from '#tests/fixtures/booked.ts';
import type { Appointment, AppointmentStatus } from './appointment.ts';
import { changesSince, linesOf, printedSheets, type SheetPrint } from './day-sheet.ts';
import { NO_TIME_ON_PAPER, visitOn } from '#tests/fixtures/sheet-visits.ts';

const PAGES = ['provider:p-kim', 'provider:p-patel', 'room:room-1', 'site:main', 'none'];

test('[SHEET-1] the same prints are the same paper, in any order and however often they came', () => {
  const print = (page: string, version: number): NewFact => ({
    kind: 'day-sheet/printed',
    of: { page, version, names: true, lines: [] }
  });
  const some = PAGES.flatMap((page) => [print(page, 1), print(page, 2)]);
  expectFoldLaws(printedSheets, fc.constantFrom(...some), 100);
});

test('[SHEET-1] a print says of a visit when it is and a digest, and no word of a patient', () => {
  const lines = linesOf('site:main', [visitOn({ appointment: 'a-1', label: ROOK, note: 'Wheelchair' })], true);
  expect(lines).toEqual([
    { appointment: 'a-1', from: 540, to: 560, says: expect.stringMatching(/^[0-9a-z]+-[0-9a-z]+$/) }
  ]);
});

/** One visit of a small day, in any state a day can bring it to. */
const anyVisit = fc
  .record({
    start: fc.constantFrom(540, 560, 600),
    minutes: fc.constantFrom(20, 40),
    practitioner: fc.constantFrom('p-kim', 'p-patel'),
    visitType: fc.constantFrom('established', 'new'),
    label: fc.constantFrom(ROOK, FERN),
    note: fc.constantFrom('', 'Wheelchair'),
    room: fc.constantFrom(null, 'room-1', 'room-2'),
    status: fc.constantFrom<AppointmentStatus>('booked', 'booked', 'booked', 'cancelled', 'no-show', 'rescheduled')
  })
  .map((of) => visitOn(of));
const anyDay = fc
  .array(fc.option(anyVisit), { minLength: 6, maxLength: 6 })
  .map((visits): readonly Appointment[] =>
    visits.flatMap((visit, i) => (visit ? [{ ...visit, appointment: `a-${i}` }] : []))
  );

/** What a person reads of a page: each of its lines as text, by visit. Written apart from the engine. */
function paper(page: string, day: readonly Appointment[], names: boolean): ReadonlyMap<string, string> {
  const texts = day.flatMap((one): (readonly [string, string])[] => {
    const room = one.segments?.find(({ kind }) => kind === 'room');
    const key = room?.any[0] ?? null;
    const isOn =
      page === 'site:main' ||
      page === `provider:${one.at.practitioner}` ||
      (page === 'none' && key === null) ||
      page === `room:${key}`;
    if (!isOn || NO_TIME_ON_PAPER.has(one.status)) return [];
    const { family, birthDate } = one.label;
    const who = names ? `${family} ${birthDate} ${one.note}` : '';
    return [
      [one.appointment, `${one.at.start} ${one.at.minutes} ${one.at.practitioner} ${one.visitType} ${key} ${who}`]
    ];
  });
  return new Map(texts);
}

test('[SHEET-2] what changed since a print is exactly the visits whose line is another, a new one or none', () => {
  fc.assert(
    fc.property(anyDay, anyDay, fc.constantFrom(...PAGES), fc.boolean(), (before, after, page, names) => {
      const print: SheetPrint = { page, version: 1, names, lines: linesOf(page, before, names) };
      const [was, now] = [paper(page, before, names), paper(page, after, names)];
      const expected = [...new Set([...was.keys(), ...now.keys()])].filter((id) => was.get(id) !== now.get(id));
      expect(
        changesSince(print, after)
          .map(({ appointment }) => appointment)
          .sort()
      ).toEqual(expected.sort());
      expect(changesSince(print, before)).toEqual([]);
    }),
    { numRuns: 500 }
  );
});

test.each<[string, Partial<Parameters<typeof visitOn>[0]> | null, unknown]>([
  ['moved', { start: 600 }, { what: 'moved', was: [{ from: 540, to: 560 }], now: [{ from: 600, to: 620 }] }],
  ['longer', { minutes: 40 }, { what: 'moved', was: [{ from: 540, to: 560 }], now: [{ from: 540, to: 580 }] }],
  ['of another type', { visitType: 'new' }, { what: 'changed' }],
  ['with another', { practitioner: 'p-patel' }, { what: 'gone', now: [] }],
  ['cancelled', { status: 'cancelled' }, { what: 'gone', was: [{ from: 540, to: 560 }] }],
  ['taken back', null, { what: 'gone' }]
])('[SHEET-2] a visit that is %s', (_, change, expected) => {
  const lines = linesOf('provider:p-kim', [visitOn({})], true);
  const print: SheetPrint = { page: 'provider:p-kim', version: 1, names: true, lines };
  expect(changesSince(print, change ? [visitOn(change)] : [])).toMatchObject([expected]);
});

test('[SHEET-4] on a sheet without names, another name is no change', () => {
  const print: SheetPrint = {
    page: 'site:main',
    version: 1,
    names: false,
    lines: linesOf('site:main', [visitOn({})], false)
  };
  expect(changesSince(print, [visitOn({ label: FERN, note: 'New number' })])).toEqual([]);
});
