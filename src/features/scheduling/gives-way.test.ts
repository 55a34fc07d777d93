import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { memoryStation } from '#station/memory-station.ts';
import { FERN, bookedFact } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { bookAppointment } from './book-appointment.ts';
import { givesWay } from './gives-way.ts';

const DAY = dayDoc(SITE, TODAY);
const ANN = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1971-03-09',
  sex: 'female' as const,
  phones: [{ number: '+12065550101', use: 'mobile' as const }],
  identifiers: []
};
const lease = (device: number, from: number, to: number) => ({
  kind: 'lease/granted',
  of: {
    lease: `l-${device}`,
    device,
    practitioner: 'p-kim',
    date: TODAY,
    span: { from, to },
    until: Date.UTC(2026, 10, 21)
  }
});
const booking = (start: number) => ({
  appointment: `a-${start}`,
  date: TODAY,
  patient: 'pat-fern',
  label: FERN,
  visitType: 'established',
  at: { practitioner: 'p-kim', start, minutes: 20 },
  note: '',
  over: false
});

test('[BOOK-5] [LEASE-2] alone, a desk promises what it has a lease on; anything else is provisional', async () => {
  const station = memoryStation({
    facts: [practiceFacts(), { doc: DAY, facts: [lease(1, 600, 640), lease(2, 660, 700)] }]
  });
  station.setOnline(false);
  await bookAppointment(station, booking(610));
  await bookAppointment(station, { ...booking(670), patient: 'pat-other' });
  expect(await station.rows.appointment(SITE, TODAY, 'a-610')).toMatchObject({ lease: 'l-1', provisional: false });
  expect(await station.rows.appointment(SITE, TODAY, 'a-670')).toMatchObject({ provisional: true });
  station.setOnline(true);
  await bookAppointment(station, { ...booking(620 + 20), patient: 'pat-third' });
  const told = await station.rows.appointment(SITE, TODAY, 'a-640');
  expect(told?.provisional).toBe(false);
  expect(told?.lease).toBeUndefined();
});

test('[LEASE-6] who gives way is told three other times and the phone number; who keeps the time is not', async () => {
  const facts = [practiceFacts(), registered('pat-ann', ANN), { doc: DAY, facts: [lease(1, 600, 640)] }];
  const station = memoryStation({ facts });
  station.setOnline(false);
  await bookAppointment(station, booking(610));
  station.setOnline(true);
  station.receive(
    DAY,
    [bookedFact({ appointment: 'a-late', patient: 'pat-ann', provisional: true }, { start: 615 })],
    7
  );
  const way = await givesWay(station.rows, station, SITE, TODAY, 'a-late');
  expect(way).toMatchObject({ to: { appointment: 'a-610' }, phone: '+12065550101' });
  expect(way?.offers.map(({ start }) => start)).toEqual([630, 650, 670]);
  expect(await givesWay(station.rows, station, SITE, TODAY, 'a-610')).toBeNull();
  expect(await givesWay(station.rows, station, SITE, TODAY, 'a-none')).toBeNull();
});

test('[LEASE-6] whoever promised the time calls, within the hour that was promised', async () => {
  const user = { user: 'u-ada', name: 'Ada Quill', initials: 'AQ', role: 'clerk' } as const;
  const station = memoryStation({ user, facts: [practiceFacts(), { doc: DAY, facts: [lease(7, 600, 640)] }] });
  station.setOnline(false);
  await bookAppointment(station, booking(610));
  const held = { appointment: 'a-held', patient: 'pat-ann', lease: 'l-7' };
  station.receive(DAY, [bookedFact(held, { start: 615 })], 7);
  expect(await givesWay(station.rows, station, SITE, TODAY, 'a-610')).toMatchObject({
    to: { appointment: 'a-held' },
    owner: 'Ada Quill',
    until: station.now() + 3_600_000
  });
});
