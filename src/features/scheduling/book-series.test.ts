import { describe, expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { seriesVisitId } from '#domain/scheduling/series.ts';
import { plusDays } from '#domain/time.ts';
import { memoryStation, type DatedFact, type MemoryStationOptions } from '#station/memory-station.ts';
import { StorageFault } from '#station/station.ts';
import { FERN, bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import { bookSeries, type SeriesBooking } from './book-series.ts';
import { wordsFor } from './refusals.ts';
import { takeBack } from './take-back.ts';

const AT = { practitioner: 'p-kim', start: 600, minutes: 20 };
const FRIDAYS = Array.from({ length: 8 }, (_, week) => plusDays(TODAY, week * 7));
const visits = FRIDAYS.map((date) => ({
  appointment: seriesVisitId('s-1', date),
  instance: date,
  date,
  at: AT,
  over: false,
  reason: ''
}));
const order: SeriesBooking = {
  series: 's-1',
  patient: 'pat-fern',
  label: FERN,
  visitType: 'established',
  note: '',
  visits
};
const stationWith = (facts: readonly DatedFact[] = [], date = FRIDAYS[2], options: MemoryStationOptions = {}) =>
  memoryStation({ facts: [practiceFacts(), dayOf(facts, date)], ...options });
const standing = async (station: ReturnType<typeof memoryStation>) =>
  (await station.rows.appointmentsOf('pat-fern')).map(({ date, appointment }) => [date, appointment.series?.date]);

test('[SER-4] every visit stands in its own day, says which of its series it is, and all are taken back at once', async () => {
  const station = stationWith();
  const result = await bookSeries(station, { ...order, note: ' knee ' });
  expect(station.recorded.map(({ doc }) => doc)).toEqual(FRIDAYS.map((date) => dayDoc(SITE, date)));
  expect(station.recorded[1]?.facts).toEqual([
    {
      kind: 'appointment/booked',
      of: {
        appointment: 's-1.20261127',
        patient: 'pat-fern',
        label: FERN,
        visitType: 'established',
        at: AT,
        series: { series: 's-1', date: '2026-11-27' },
        note: 'knee'
      }
    }
  ]);
  expect(await standing(station)).toEqual(FRIDAYS.map((date) => [date, date]));
  expect(result.ok && (await takeBack(station, result.value)).ok).toBe(true);
  expect(await standing(station)).toEqual([]);
});

test('[SER-4] a second try after half of it, or all of it, doubles nothing (S-5)', async () => {
  const station = stationWith();
  await bookSeries(station, { ...order, visits: visits.slice(0, 3) });
  expect((await bookSeries(station, order)).ok).toBe(true);
  const again = await bookSeries(station, order);
  expect(await standing(station)).toEqual(FRIDAYS.map((date) => [date, date]));
  expect(station.recorded).toHaveLength(8);
  expect(again.ok && (await takeBack(station, again.value)).ok).toBe(true);
  expect(await standing(station)).toEqual([]);
});

test('[SER-4] a disk that fails keeps all or nothing, and the next try books it', async () => {
  const station = stationWith();
  station.setFault(new StorageFault('disk-full', 'The disk is full.'));
  await expect(bookSeries(station, order)).rejects.toThrow('The disk is full.');
  expect(await standing(station)).toEqual([]);
  station.setFault(null);
  expect((await bookSeries(station, order)).ok).toBe(true);
  expect(await standing(station)).toHaveLength(8);
});

test('[SER-4] booked while the server is out of reach, each visit is provisional', async () => {
  const station = stationWith();
  station.setOnline(false);
  await bookSeries(station, order);
  const rows = await station.rows.appointmentsOf('pat-fern');
  expect(rows.map(({ appointment }) => appointment.provisional)).toEqual(Array.from({ length: 8 }, () => true));
});

describe('[SER-5] nothing is written while a visit is in the way', () => {
  const taken = [bookedFact({}, { start: 600 })];
  const third = { ...visits[2]!, over: true };
  test.each([
    ['taken since', order, 'series/in-the-way'],
    ['over it without a word', { ...order, visits: [third] }, 'ok'],
    ['over it with a reason', { ...order, visits: [{ ...third, reason: 'urgent' }] }, 'ok'],
    [
      'a card number as the reason',
      { ...order, visits: [{ ...third, reason: '4111 1111 1111 1111' }] },
      'note/card-number'
    ],
    ['no visits', { ...order, visits: [] }, 'series/no-visits'],
    ['too many', { ...order, visits: Array.from({ length: 105 }, () => third) }, 'series/too-many'],
    ['no type', { ...order, visitType: 'no-such' }, 'book/no-such-type'],
    ['a note too long', { ...order, note: 'x'.repeat(501) }, 'note/too-long'],
    ['a day that is over', { ...order, visits: [{ ...third, date: '2026-11-19' }] }, 'series/in-the-way'],
    ['no day', { ...order, visits: [{ ...third, date: '2026-02-31' }] }, 'series/in-the-way'],
    [
      'two of the series at once',
      { ...order, visits: [visits[0]!, { ...visits[0]!, appointment: 's-1.x' }] },
      'series/in-the-way'
    ]
  ])('%s', async (_, booking, code) => {
    const station = stationWith(taken);
    const result = await bookSeries(station, booking);
    expect(result.ok ? 'ok' : result.error.code).toBe(code);
    if (!result.ok) expect(station.recorded).toEqual([]);
    if (!result.ok) expect(wordsFor(result.error)).not.toBe('');
  });

  test('what was seen is written with its reason', async () => {
    const station = stationWith(taken);
    await bookSeries(station, { ...order, visits: [{ ...third, reason: ' urgent ' }] });
    const [visit] = await station.rows.appointmentsOf('pat-fern');
    expect(visit?.appointment.over).toEqual({ classes: ['C1'], reason: 'urgent' });
  });
});

test('[SER-3] no visit is booked into the hour that the clock skips', async () => {
  const station = stationWith([], TODAY, { user: { role: 'manager' } });
  const night = { ...visits[0]!, date: '2027-03-14', at: { ...AT, start: 150 }, over: true, reason: 'night clinic' };
  const result = await bookSeries(station, { ...order, visits: [night] });
  expect(result.ok ? '' : wordsFor(result.error)).toBe(
    'Sun, Mar 14: The clock is changed in that hour: choose another time.'
  );
});
