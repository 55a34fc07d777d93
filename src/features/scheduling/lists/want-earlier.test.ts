import { describe, expect, test } from 'vitest';
import type { WaitlistEntry } from '#domain/casework/case.ts';
import { asapLines } from '#domain/scheduling/asap.ts';
import { freedTimes, matchesFor } from '#domain/scheduling/waitlist.ts';
import { plusDays } from '#domain/time.ts';
import { memoryStation, MEMORY_NOW } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { asapWorkLines, bookingsOf } from './asap-lines.ts';
import { nextStep } from './schedule-lines.ts';
import { noLongerEarlier, waitingCase, wantEarlier } from './want-earlier.ts';

const LATER = plusDays(TODAY, 14);
const SOON = plusDays(TODAY, 3);
const ASKED = { date: LATER, appointment: 'a-1' };
const desk = () =>
  memoryStation({
    facts: [
      practiceFacts(),
      dayOf([bookedFact()], LATER),
      dayOf(
        [
          bookedFact({ appointment: 'a-2', patient: 'pat-fern' }, { start: 660 }),
          { kind: 'appointment/cancelled', of: { appointment: 'a-2', by: 'patient', reason: 'illness' } }
        ],
        SOON
      )
    ]
  });
const entriesOf = async (station: ReturnType<typeof desk>) => (await station.rows.cases('waitlist')) as WaitlistEntry[];

describe('[ASAP-1] would come earlier', () => {
  test('is one place on the waitlist that gives up the booking, whichever desk ticks it; unticked it is closed', async () => {
    const station = desk();
    expect(await waitingCase(station, ASKED)).toBeNull();
    await wantEarlier(station, ASKED);
    await wantEarlier(station, ASKED);
    const [entry, ...others] = await entriesOf(station);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ frees: ASKED, latest: LATER, practitioners: ['p-kim'], visitTypes: ['established'] });
    expect(await waitingCase(station, ASKED)).toBe(entry?.case);
    expect(await noLongerEarlier(station, ASKED)).toMatchObject({ ok: true });
    expect([await waitingCase(station, ASKED), await entriesOf(station)]).toEqual([null, []]);
    // Ticked again they wait anew.
    expect(await wantEarlier(station, ASKED)).toMatchObject({ ok: true });
    expect(await entriesOf(station)).toHaveLength(1);
  });

  test.each([
    ['an appointment there is none of', { ...ASKED, appointment: 'a-9' }, 'appointment/unknown'],
    ['one that was cancelled', { date: SOON, appointment: 'a-2' }, 'earlier/not-booked']
  ])('refused: %s', async (_, asked, code) => {
    const station = desk();
    expect(await wantEarlier(station, asked)).toMatchObject({ error: { code } });
    expect(station.recorded).toEqual([]);
  });
});

test('[ASAP-2] a freed time proposes them, and the line says so; whose booking is gone is to be taken off', async () => {
  const station = desk();
  await wantEarlier(station, ASKED);
  const [practice, entries, appointments] = await Promise.all([
    station.rows.practice(),
    entriesOf(station),
    station.rows.appointments(SITE, SOON)
  ]);
  const [time] = freedTimes({ practice, site: SITE, date: SOON, appointments });
  if (!time) throw new Error('no time was freed');
  const state = { practice, entries, offers: [], now: MEMORY_NOW, zone: station.zone };
  const matches = matchesFor(time, state);
  const open = { key: 't', time, matches, running: [] };
  const bookings = await bookingsOf(station.rows, SITE, entries);
  const [line] = asapWorkLines(asapLines(entries, bookings, TODAY), [open], practice);
  expect(line).toMatchObject({ act: 'Offer', status: { hue: 'active' } });
  const [waits] = asapWorkLines(asapLines(entries, bookings, TODAY), [], practice);
  expect(waits).toMatchObject({ act: 'Open' });
  const [gone] = asapWorkLines(asapLines(entries, bookings, plusDays(LATER, 1)), [open], practice);
  expect(gone).toMatchObject({ act: 'Take off', status: { hue: 'trouble' } });
});

test.each([
  [[], 'Call'],
  [['phone'], 'Call again'],
  [['phone', 'phone'], 'Letter sent'],
  [['phone', 'letter'], null]
] as const)('[SCHED-4] after %j comes %s', (channels, expected) =>
  expect(nextStep(channels.map((channel) => ({ channel })))).toBe(expected)
);
