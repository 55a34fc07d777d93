import { expect, test } from 'vitest';
import { blocksBetween } from '#domain/scheduling/blocks.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { memoryStation } from '#station/memory-station.ts';
import { TODAY, ZONE, practiceFacts } from '#tests/fixtures/practice.ts';
import { importCalendar, previewCalendar, type ImportAsked } from './import-calendar.ts';

const MANAGER = { user: 'u-dot', name: 'Dot Willow', initials: 'DW', role: 'manager' } as const;
const ASKED: ImportAsked = { kind: 'leave', resource: { kind: 'practitioner', id: 'p-kim' }, withTitles: false };
const event = (uid: string, ...lines: readonly string[]): string[] => [
  'BEGIN:VEVENT',
  `UID:${uid}`,
  ...lines,
  'END:VEVENT'
];
const file = (...events: readonly string[][]): string =>
  ['BEGIN:VCALENDAR', ...events.flat(), 'END:VCALENDAR'].join('\r\n');
const HOLIDAY = event('1', 'SUMMARY:Beach with A. Rook', 'DTSTART;VALUE=DATE:20261207', 'DTEND;VALUE=DATE:20261212');
const STANDUP = event(
  '2',
  'SUMMARY:Stand-up',
  'DTSTART:20261102T083000',
  'DURATION:PT15M',
  'RRULE:FREQ=WEEKLY;BYDAY=MO'
);

function preview(text: string, over: Partial<ImportAsked> = {}) {
  const result = previewCalendar(text, ZONE, TODAY, { ...ASKED, ...over });
  if (!result.ok) throw new Error(result.error.say);
  return result.value;
}
async function shown(station: ReturnType<typeof memoryStation>): Promise<string[]> {
  const { plan } = await station.rows.practice();
  return [...blocksBetween(plan, '2026-11-23', '2026-12-14')]
    .sort()
    .flatMap(([date, day]) => day.map(({ span }) => `${date.slice(5)} ${span.from}`));
}

test('[CAL-5] what would be placed is seen first; names of events are left out unless asked for', () => {
  const past = event('3', 'DTSTART:20260102T090000');
  const off = event('4', 'DTSTART:20261130T090000', 'STATUS:CANCELLED');
  const broken = event('5', 'DTSTART:whenever');
  const seen = preview(file(STANDUP, HOLIDAY, past, off, broken));
  expect(seen.blocks.map(({ title, date, minutes }) => [title, date, minutes])).toEqual([
    ['Leave', '2026-11-02', 15],
    ['Leave', '2026-12-07', 5 * 1440]
  ]);
  expect([seen.passedOver, seen.notTaken.length]).toEqual([2, 1]);
  expect(preview(file(HOLIDAY), { withTitles: true }).blocks[0]?.title).toBe('Beach with A. Rook');
  for (const { kind, of } of seen.facts) expect(checkFact({ kind, of, at: 1, by: 'u' })).toMatchObject({ ok: true });
});

test('[CAL-5] read again it is the same time, changed where it changed; one instance goes elsewhere', async () => {
  const station = memoryStation({ facts: [practiceFacts()], user: MANAGER });
  await importCalendar(station, preview(file(STANDUP)), ASKED);
  expect(await shown(station)).toEqual(['11-23 510', '11-30 510', '12-07 510', '12-14 510']);
  const later = event('2', 'DTSTART:20261102T090000', 'DURATION:PT15M', 'RRULE:FREQ=WEEKLY;BYDAY=MO');
  const moved = event('2', 'RECURRENCE-ID:20261130T090000', 'DTSTART:20261201T100000', 'DURATION:PT15M');
  await importCalendar(station, preview(file(later, moved)), ASKED);
  expect(await shown(station)).toEqual(['11-23 540', '12-01 600', '12-07 540', '12-14 540']);
});

test('[CAL-5] nothing to place, or not theirs to place', async () => {
  const clerk = memoryStation({ facts: [practiceFacts()] });
  expect(await importCalendar(clerk, preview(file(HOLIDAY)), ASKED)).toEqual({
    ok: false,
    error: { code: 'block/not-yours' }
  });
  const manager = memoryStation({ facts: [practiceFacts()], user: MANAGER });
  expect(await importCalendar(manager, preview(file()), ASKED)).toEqual({
    ok: false,
    error: { code: 'calendar/nothing' }
  });
  expect(previewCalendar('not a calendar', ZONE, TODAY, ASKED)).toMatchObject({ ok: false });
  expect([...clerk.recorded, ...manager.recorded]).toEqual([]);
});
