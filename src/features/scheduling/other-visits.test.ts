import { describe, expect, test } from 'vitest';
import { practiceDoc } from '#domain/documents.ts';
import { seriesVisitId } from '#domain/scheduling/series.ts';
import { plusDays, type LocalDate } from '#domain/time.ts';
import { memoryStation, MEMORY_NOW, type DocFacts, type MemoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf, FERN } from '#tests/fixtures/booked.ts';
import { practiceFacts, SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { bookSeries, type SeriesBooking } from './book-series.ts';
import { changeSeries } from './change-series.ts';
import { otherVisitsOf } from '#station/other-visits.ts';
import { wordsFor } from './refusals.ts';
import { rescheduleAppointment } from './reschedule-appointment.ts';
import { restoreAppointment } from './restore-appointment.ts';
import { seriesLines } from './series-plan.ts';

/** Ten days have to lie between two of a type. */
const RULE = {
  ...{ visitType: 'established', segments: [], before: 0, after: 0, dailyCap: null, intervalDays: 10 },
  ...{ referral: false, authorization: false }
};
const AT = { practitioner: 'p-kim', start: 600, minutes: 20 };
const day = (ahead: number): LocalDate => plusDays(TODAY, ahead);
const visit = (appointment: string, ahead: number): DocFacts =>
  dayOf([bookedFact({ appointment, patient: 'pat-fern', label: FERN }, { start: 660 })], day(ahead));
const user = { user: 'u-dot', name: 'Dot Willow', initials: 'DW', role: 'manager' } as const;

function desk(...facts: readonly DocFacts[]): MemoryStation {
  const { facts: practice } = practiceFacts();
  const ruled = { kind: 'visit-type/ruled', of: RULE, at: MEMORY_NOW };
  return memoryStation({ user, facts: [{ doc: practiceDoc, facts: [...practice, ruled] }, ...facts] });
}
const series = (...ahead: readonly number[]): SeriesBooking => ({
  ...{ series: 's', patient: 'pat-fern', label: FERN, visitType: 'established', note: '' },
  visits: ahead.map((days) => ({
    ...{ appointment: seriesVisitId('s', day(days)), instance: day(days), date: day(days), at: AT },
    ...{ over: false, reason: '' }
  }))
});

test('[BOOK-15] (C11) another day too soon after the last is refused until it is let stand', async () => {
  const to = (ahead: number) => ({ appointment: 'a-new', date: day(ahead), at: AT });
  const station = desk(visit('a-1', 0), visit('a-2', 28));
  const asked = { date: day(28), appointment: 'a-2', over: false };
  const soon = await rescheduleAppointment(station, { ...asked, to: to(7) });
  expect(soon).toMatchObject({ ok: false, error: { code: 'place/clash', classes: ['C11'] } });
  expect(station.recorded).toEqual([]);
  expect(await rescheduleAppointment(station, { ...asked, to: to(7), over: true, reason: 'Pain' })).toMatchObject({
    ok: true
  });
  expect((await station.rows.appointments(SITE, day(7)))[0]?.over).toEqual({ classes: ['C11'], reason: 'Pain' });
});

test('[BOOK-15] (C11) a visit is never too soon after itself', async () => {
  const station = desk(visit('a-1', 0));
  const to = { appointment: 'a-new', date: day(3), at: AT };
  expect(await rescheduleAppointment(station, { date: TODAY, appointment: 'a-1', to, over: false })).toMatchObject({
    ok: true
  });
});

test('[BOOK-15] (C11) brought back, a visit is asked the same', async () => {
  const { doc, facts } = visit('a-2', 7);
  const gone = { kind: 'appointment/cancelled', of: { appointment: 'a-2', by: 'clinic', reason: 'duplicate' } };
  const station = desk(visit('a-1', 0), { doc, facts: [...facts, gone] });
  const asked = { date: day(7), appointment: 'a-2', over: false };
  expect(await restoreAppointment(station, asked)).toMatchObject({ error: { code: 'place/clash', classes: ['C11'] } });
  expect(await restoreAppointment(station, { ...asked, over: true })).toMatchObject({ ok: true });
});

describe('[SER-9] a series', () => {
  test('too soon after a visit by itself, and after its own last one', async () => {
    const station = desk(visit('a-1', 0));
    const after = await bookSeries(station, series(7, 21));
    expect(after.ok ? '' : wordsFor(after.error)).toContain('Sooner after the last one than is paid for');
    const own = await bookSeries(station, series(14, 21));
    expect(own).toMatchObject({ error: { code: 'series/in-the-way', date: day(21), why: { classes: ['C11'] } } });
    expect(station.recorded).toEqual([]);
    expect(await bookSeries(station, series(14, 28))).toMatchObject({ ok: true });
  });

  test('its list shows it before anything is written', async () => {
    const station = desk(visit('a-1', 0));
    const { visits } = series(7, 14, 28);
    const lines = seriesLines(
      visits.map((one) => ({ ...one, key: one.instance })),
      {},
      {
        ...{ practice: await station.rows.practice(), site: SITE, zone: ZONE, days: new Map(), details: {} },
        ...{ patient: 'pat-fern', visitType: 'established', leaving: new Set<string>() },
        others: await otherVisitsOf(station.rows, 'pat-fern')
      }
    );
    expect(lines.map(({ obstacle }) => obstacle?.classes ?? null)).toEqual([['C11'], ['C11'], null]);
  });

  test('changed, each visit is looked at where it goes, not where it was', async () => {
    const station = desk();
    await bookSeries(station, series(14, 28));
    const move = (from: number, to: number, i: number) => ({
      ...{ date: day(from), appointment: seriesVisitId('s', day(from)), over: false, reason: '' },
      to: { appointment: `n-${i}`, date: day(to), at: AT }
    });
    expect(await changeSeries(station, [move(28, 21, 1)])).toMatchObject({
      error: { code: 'series/in-the-way', date: day(21), why: { classes: ['C11'] } }
    });
    expect(await changeSeries(station, [move(14, 7, 0), move(28, 21, 1)])).toMatchObject({ ok: true });
  });

  test('into time that is being offered nothing is booked', async () => {
    const until = MEMORY_NOW + 900_000;
    const of = { offer: 'o', round: 'r', case: 'w', patient: 'pat-x', label: FERN, visitType: 'nurse', at: AT, until };
    const station = desk(dayOf([{ kind: 'slot/offered', of }], day(14)));
    const refused = await bookSeries(station, series(14, 28));
    expect(refused).toMatchObject({ error: { code: 'series/in-the-way', why: { code: 'place/offered' } } });
    expect(refused.ok ? '' : wordsFor(refused.error)).toContain('Fernaby');
  });
});
