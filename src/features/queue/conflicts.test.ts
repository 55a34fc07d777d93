import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { plusDays } from '#domain/time.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { onOtherDays, patientsToAsk, visitsOfAll } from '#station/other-visits.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay, type OneVisit } from '#tests/fixtures/small-day.ts';
import { conflictCards, type ConflictCard } from './conflicts.ts';

const DAY = dayDoc(SITE, TODAY);
const place = (start: number, practitioner = 'p-kim') => ({ practitioner, start, minutes: 20 });

function stationWith(visits: readonly OneVisit[]): MemoryStation {
  return memoryStation({ facts: [practiceFacts(), smallDay(visits)], now: at(600) });
}

async function cards(station: MemoryStation, now = 600): Promise<readonly ConflictCard[]> {
  const [practice, appointments, visits] = await Promise.all([
    station.rows.practice(),
    station.rows.appointments(SITE, TODAY),
    station.rows.visits(SITE, TODAY)
  ]);
  const leases = await station.rows.leases(SITE, TODAY);
  const others = onOtherDays(await visitsOfAll(station.rows, patientsToAsk(practice, appointments)), TODAY);
  return conflictCards({ practice, site: SITE, date: TODAY, appointments, visits, others, leases, now });
}

const TWICE: readonly OneVisit[] = [
  { id: 'one', start: 620, family: 'Rook' },
  { id: 'two', start: 630, family: 'Quill' },
  { id: 'next', start: 650, family: 'Other' }
];

test('[QUE-15] a double booking has both sides and, for each, where it fits next', async () => {
  const [card] = await cards(stationWith(TWICE.slice(0, 3)));
  expect(card).toMatchObject({ id: 'one+two', weight: 'soft', words: 'Dr Kimball twice at 10:30 am' });
  expect(card?.sides.map(({ label }) => label.family)).toEqual(['Rook', 'Quill']);
  expect(card?.answers.map(({ label }) => label)).toEqual([
    'Keep Rook, Ann, move Quill, Ann to 10:00 am',
    'Keep Quill, Ann, move Rook, Ann to 10:10 am',
    'Open Rook, Ann on the schedule',
    'Open Quill, Ann on the schedule'
  ]);
});

test('[QUE-15] nothing is offered before now', async () => {
  const [card] = await cards(stationWith(TWICE), 615);
  expect(card?.answers.filter(({ act }) => act === 'move').map(({ label }) => label)).toEqual([
    'Keep Rook, Ann, move Quill, Ann to 11:10 am',
    'Keep Quill, Ann, move Rook, Ann to 11:10 am'
  ]);
});

test('[QUE-15] what was booked offline over another must be settled, and comes first', async () => {
  const station = stationWith([
    { id: 'one', start: 620 },
    { id: 'two', start: 700 },
    { id: 'three', start: 700 }
  ]);
  const label = { family: 'Late', given: 'Ann', birthDate: null };
  const of = {
    appointment: 'off',
    patient: 'p-off',
    label,
    visitType: 'established',
    at: place(620),
    provisional: true
  };
  station.receive(DAY, [{ kind: 'appointment/booked', of }], 9);
  const found = await cards(station);
  expect(found.map(({ weight, id }) => [weight, id])).toEqual([
    ['must', 'off+one'],
    ['soft', 'three+two']
  ]);
  expect(found[0]?.words).toBe('Dr Kimball twice at 10:20 am');
  // Whoever promised it calls: the desk's words were “within the hour” (LEASE-6).
  expect(found[0]?.call).toEqual({ label, owner: '', until: at(600) + 3_600_000 });
  expect(found[1]?.call).toBeNull();
  expect(found[0]?.answers[0]).toMatchObject({ act: 'move', appointment: 'off' });
});

test('[QUE-15] a conflict over the time of someone who is being seen is past', async () => {
  const called = { at: 600, room: 'room-1' };
  const seen: OneVisit = { id: 'one', start: 620, arrived: 590, called, then: [[610, 'with-provider']] };
  expect(await cards(stationWith([seen, { id: 'two', start: 620 }]))).toEqual([]);
});

test('[QUE-15] an appointment outside the provider’s hours can be moved into them', async () => {
  const [card] = await cards(stationWith([{ id: 'one', start: 725 }]));
  expect(card).toMatchObject({ words: 'Dr Kimball does not work at 12:05 pm', weight: 'hard' });
  expect(card?.answers[0]).toMatchObject({ act: 'move', to: place(700) });
});

test('[QUE-16] one that two desks moved is offered to stay where it is, or to go back', async () => {
  const station = stationWith([{ id: 'one', start: 620 }]);
  const moved = (to: number) => ({
    kind: 'appointment/moved',
    of: { appointment: 'one', from: place(620), to: place(to) }
  });
  station.receive(DAY, [moved(660)], 8);
  station.receive(DAY, [moved(700)], 9);
  const [card] = await cards(station);
  expect(card).toMatchObject({ words: 'Moved by two desks at once', weight: 'must' });
  expect(card?.answers.map(({ act, label }) => [act, label])).toEqual([
    ['keep', 'Leave it at 11:40 am, Dr Kimball'],
    ['move', 'Move back to 11:00 am, Dr Kimball'],
    ['open', 'Open Testing-1, Ann on the schedule']
  ]);
});

test('[QUE-15] (C11) what came too soon after another day’s visit, booked by a desk that was alone, is told of when both are here', async () => {
  const station = stationWith([{ id: 'one', start: 620, family: 'Rook' }]);
  const { doc } = practiceFacts();
  const rule = { visitType: 'established', segments: [], before: 0, after: 0, dailyCap: null, intervalDays: 10 };
  station.receive(doc, [{ kind: 'visit-type/ruled', of: { ...rule, referral: false, authorization: false } }], 9);
  expect(await cards(station)).toEqual([]);

  const [mine] = await station.rows.appointments(SITE, TODAY);
  const booked = (appointment: string) => ({
    kind: 'appointment/booked',
    of: { appointment, patient: mine!.patient, label: mine!.label, visitType: 'established', at: place(620) }
  });
  station.receive(dayDoc(SITE, plusDays(TODAY, -10)), [booked('long-ago')], 8);
  expect(await cards(station)).toEqual([]);
  station.receive(dayDoc(SITE, plusDays(TODAY, -9)), [booked('elsewhere')], 8);
  const [card, ...more] = await cards(station);
  expect(more).toEqual([]);
  expect(card).toMatchObject({ id: 'one', weight: 'soft', words: 'Sooner after the last one than is paid for' });
  // Another time of the same day would be as soon.
  expect(card?.answers.map(({ label }) => label)).toEqual(['Open Rook, Ann on the schedule']);
});
