import { describe, expect, test } from 'vitest';
import { instantAt } from '#domain/time.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf, FERN } from '#tests/fixtures/booked.ts';
import { practiceFacts, SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { downtimeDays, downtimePacket, dueFor, type DowntimePacket } from './downtime.ts';

const at = (minute: number) => instantAt(TODAY, minute, ZONE);
const MINUTE = 60_000;

function packet(madeAt: number, seen = 10, trueAt = madeAt): DowntimePacket {
  return { madeAt, trueAt, seen, practice: 'P', office: 'O', days: [], calls: [] };
}

describe('[DOWN-2] when a packet is made', () => {
  const ten = at(600);
  test.each<[string, DowntimePacket | undefined, number, number, ReturnType<typeof dueFor>]>([
    ['there is none', undefined, 0, ten, 'make'],
    ['yesterday’s, before six', packet(at(-120)), 10, at(-110), 'stamp'],
    ['yesterday’s, at six', packet(at(345)), 10, at(360), 'make'],
    ['this morning’s, at noon of a quiet day', packet(at(400), 10, at(718)), 10, at(400 + 59), null],
    ['an hour old', packet(at(400)), 10, at(460), 'make'],
    ['nineteen changes, just made', packet(ten), 29, ten + MINUTE, null],
    ['twenty changes, just made', packet(ten), 30, ten + MINUTE, 'make'],
    ['one change, nine minutes', packet(ten), 11, ten + 9 * MINUTE, null],
    ['one change, ten minutes', packet(ten), 11, ten + 10 * MINUTE, 'make'],
    ['nothing changed for five minutes', packet(ten), 10, ten + 5 * MINUTE, 'stamp'],
    ['nothing changed for four', packet(ten), 10, ten + 4 * MINUTE, null],
    ['made in the future: the clock was set back', packet(ten), 10, ten - MINUTE, 'make']
  ])('%s', (_, kept, seen, now, due) => {
    expect(dueFor(kept, seen, now, ZONE)).toBe(due);
  });
});

test('[DOWN-1] it has today and tomorrow by provider, with phones, and only what stands', async () => {
  const gone = { kind: 'appointment/cancelled', of: { appointment: 'a-3', by: 'patient', reason: 'illness' } };
  const note = 'Wheelchair';
  const station = memoryStation({
    facts: [
      practiceFacts(),
      dayOf([
        bookedFact({ appointment: 'a-2', patient: 'pat-fern', label: FERN, note }, { start: 600 }),
        bookedFact(),
        bookedFact({ appointment: 'a-3' }, { start: 700, practitioner: 'p-patel' }),
        gone
      ])
    ]
  });
  const practice = await station.rows.practice();
  const days = await Promise.all(
    downtimeDays(at(600), ZONE).map(async (date) => ({
      date,
      appointments: await station.rows.appointments(SITE, date)
    }))
  );
  const patients = new Map([['pat-rook', { phones: [{ number: '+15125550101', use: 'mobile' as const }] }]]);
  const made = downtimePacket({ practice, site: SITE, zone: ZONE, now: at(600), days, patients, seen: 4 });
  expect(made).toMatchObject({ madeAt: at(600), trueAt: at(600), practice: practice.name, seen: 4 });
  expect(made.days.map(({ date }) => date)).toEqual([TODAY, '2026-11-21']);
  expect(made.days[1]?.providers).toEqual([]);
  expect(made.days[0]?.providers).toMatchObject([
    {
      called: 'Dr Kimball',
      lines: [
        { start: 540, label: { family: 'Rookwell' }, phone: '+15125550101' },
        { start: 600, label: { family: 'Fernaby' }, phone: '', note }
      ]
    }
  ]);
});
