import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayDoc, practiceDoc } from '#domain/documents.ts';
import { overlap, spanOf } from '#domain/scheduling/grid.ts';
import { changedPlace, inScope, seriesOf, seriesVisitId, type SeriesScope } from '#domain/scheduling/series.ts';
import { plusDays, type LocalDate } from '#domain/time.ts';
import type { Done } from '#station/done.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { FERN } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import { bookSeries } from './book-series.ts';
import { cancelSeries, changeSeries } from './change-series.ts';
import { rescheduleAppointment } from './reschedule-appointment.ts';
import { takeBack } from './take-back.ts';

const AT = { practitioner: 'p-kim', start: 600, minutes: 20 };
const DATES = Array.from({ length: 6 }, (_, week) => plusDays(TODAY, week * 7));

async function booked(station: MemoryStation, dates: readonly LocalDate[] = DATES): Promise<void> {
  const visits = dates.map((date) => ({
    appointment: seriesVisitId('s', date),
    instance: date,
    date,
    at: AT,
    over: true,
    reason: ''
  }));
  const result = await bookSeries(station, {
    series: 's',
    patient: 'pat-fern',
    label: FERN,
    visitType: 'established',
    note: 'knee',
    visits
  });
  expect(result.ok).toBe(true);
}
const seriesAt = async (station: MemoryStation) => seriesOf(await station.rows.appointmentsOf('pat-fern'), 's');
const short = async (station: MemoryStation) =>
  (await seriesAt(station)).map(({ date, appointment: { at } }) => `${date} ${at.start} ${at.practitioner}`);

test('[SER-6] this and following: on their day they are moved, on another rescheduled, and stay one series', async () => {
  const station = memoryStation({ facts: [practiceFacts()] });
  await booked(station);
  const visits = await seriesAt(station);
  const chosen = inScope(visits, seriesVisitId('s', DATES[4] ?? ''), 'following', TODAY);
  const moves = chosen.map((visit, i) => ({
    date: visit.date,
    appointment: visit.appointment.appointment,
    to: { appointment: `n-${i}`, ...changedPlace(visit, { days: i === 0 ? 0 : -1, start: 660 }) },
    over: false,
    reason: ''
  }));
  const before = station.recorded.length;
  const done = await changeSeries(station, moves);

  expect((await short(station)).slice(4)).toEqual(['2026-12-18 660 p-kim', '2026-12-24 660 p-kim']);
  const [last] = (await seriesAt(station)).slice(-1);
  expect(last?.appointment).toMatchObject({
    note: 'knee',
    series: { series: 's', date: DATES[5] },
    replaces: { date: DATES[5] }
  });
  expect(station.recorded.slice(before).map(({ doc, facts }) => [doc, facts.map(({ kind }) => kind)])).toEqual([
    [dayDoc(SITE, '2026-12-18'), ['appointment/moved']],
    [dayDoc(SITE, '2026-12-25'), ['appointment/rescheduled']],
    [dayDoc(SITE, '2026-12-24'), ['appointment/booked']]
  ]);
  // The notice that was given is kept as for one appointment [BOOK-15].
  const [gone] = station.recorded
    .flatMap(({ facts }) => facts)
    .filter(({ kind }) => kind === 'appointment/rescheduled');
  expect((gone?.of as { noticeHours: number }).noticeHours).toBeGreaterThan(24 * 30);
  expect(done.ok && (await takeBack(station, done.value)).ok).toBe(true);
  expect(await short(station)).toEqual(DATES.map((date) => `${date} 600 p-kim`));
});

test('[SER-6] one that may not go keeps all where they are', async () => {
  const station = memoryStation({ facts: [practiceFacts()] });
  await booked(station);
  const moves = (await seriesAt(station)).map((visit, i) => ({
    date: visit.date,
    appointment: visit.appointment.appointment,
    // The third would begin before the doctor does.
    to: { appointment: `n-${i}`, ...changedPlace(visit, { days: 0, start: i === 2 ? 480 : 660 }) },
    over: false,
    reason: ''
  }));
  const result = await changeSeries(station, moves);
  expect(result).toMatchObject({ ok: false, error: { code: 'series/in-the-way', date: DATES[2] } });
  expect(await short(station)).toEqual(DATES.map((date) => `${date} 600 p-kim`));
  expect(await changeSeries(station, [])).toMatchObject({ ok: false, error: { code: 'series/no-visits' } });
});

test('[SER-6] a series by a day later: none is in the way of the one before it', async () => {
  const station = memoryStation({ facts: [practiceFacts()] });
  const weekdays = ['2026-11-23', '2026-11-24', '2026-11-25'];
  await booked(station, weekdays);
  const moves = (await seriesAt(station)).map((visit, i) => ({
    date: visit.date,
    appointment: visit.appointment.appointment,
    to: { appointment: `n-${i}`, ...changedPlace(visit, { days: 1 }) },
    over: false,
    reason: ''
  }));
  expect((await changeSeries(station, moves)).ok).toBe(true);
  expect((await short(station)).map((line) => line.slice(0, 10))).toEqual(['2026-11-24', '2026-11-25', '2026-11-26']);
});

test('[SER-8] cancelled from one on; what another desk has cancelled already is passed over', async () => {
  const station = memoryStation({ facts: [practiceFacts()] });
  await booked(station);
  const visits = (await seriesAt(station))
    .slice(3)
    .map(({ date, appointment: { appointment } }) => ({ date, appointment }));
  await cancelSeries(station, { visits: visits.slice(1, 2), by: 'patient', reason: 'better', note: '' });
  const done = await cancelSeries(station, { visits, by: 'patient', reason: 'better', note: '' });
  const noticed = station.recorded.flatMap(({ facts }) => facts).filter(({ kind }) => kind === 'appointment/cancelled');
  expect(noticed.map(({ of }) => typeof (of as { noticeHours?: number }).noticeHours)).toEqual(
    visits.map(() => 'number')
  );
  expect(await short(station)).toHaveLength(3);
  expect(done.ok && done.value.takes).toHaveLength(2);
  expect(await cancelSeries(station, { visits, by: 'patient', reason: 'better', note: '' })).toMatchObject({
    error: { code: 'appointment/not-live' }
  });
  expect(done.ok && (await takeBack(station, done.value)).ok).toBe(true);
  expect(await short(station)).toHaveLength(5);
});

test('[SER-7] one carried to another day by itself stays one of its series', async () => {
  const station = memoryStation({ facts: [practiceFacts()] });
  await booked(station);
  const to = { appointment: 'a-next', date: plusDays(DATES[1] ?? '', -1), at: AT };
  await rescheduleAppointment(station, {
    date: DATES[1] ?? '',
    appointment: seriesVisitId('s', DATES[1] ?? ''),
    to,
    over: false
  });
  expect((await seriesAt(station)).map(({ appointment }) => appointment.series?.date)).toEqual(DATES);
});

/** A visit as the model keeps it: a line of a table. */
interface ModelVisit {
  date: LocalDate;
  start: number;
  practitioner: string;
  isLive: boolean;
}

const op = fc.record({
  what: fc.constantFrom('change', 'change', 'cancel', 'undo'),
  which: fc.nat(20),
  scope: fc.constantFrom<SeriesScope>('this', 'following', 'all'),
  days: fc.integer({ min: -3, max: 3 }),
  start: fc.constantFrom(undefined, 600, 610, 700),
  practitioner: fc.constantFrom(undefined, 'p-a', 'p-b')
});

test('[SER-6] [SER-8] any edits of a series are those of a plain table of its visits', async () => {
  const facts = ['p-kim', 'p-a', 'p-b'].map((practitioner) => ({
    kind: 'practitioner/added',
    of: { practitioner, family: 'K', given: 'J', called: practitioner, hue: 0 }
  }));
  const types = [{ kind: 'visit-type/added', of: { visitType: 'established', name: 'E', minutes: 20, hue: 0 } }];
  const dates = [1, 2, 4, 8, 9, 15].map((day) => plusDays(TODAY, day));
  await fc.assert(
    fc.asyncProperty(fc.array(op, { maxLength: 8 }), async (ops) => {
      const station = memoryStation({ facts: [{ doc: practiceDoc, facts: [...facts, ...types] }] });
      await booked(station, dates);
      let table: ModelVisit[] = dates.map((date) => ({ date, start: 600, practitioner: 'p-kim', isLive: true }));
      let last: { done: Done; before: ModelVisit[] } | null = null;
      for (const { what, which, scope, days, start, practitioner } of ops) {
        const series = await seriesAt(station);
        const inHand = series[which % Math.max(1, series.length)];
        if (what === 'undo') {
          if (last && (await takeBack(station, last.done)).ok) table = last.before;
          last = null;
        } else if (inHand) {
          const change = { days, ...(start === undefined ? {} : { start }), ...(practitioner ? { practitioner } : {}) };
          const chosen = inScope(series, inHand.appointment.appointment, scope, TODAY);
          const next = edited(table, which, scope, what === 'cancel' ? null : change);
          const done =
            what === 'cancel'
              ? await cancelSeries(station, { visits: chosen.map(named), by: 'clinic', reason: 'weather', note: '' })
              : await changeSeries(
                  station,
                  chosen.map((visit) => ({
                    ...named(visit),
                    to: { appointment: station.newId(), ...changedPlace(visit, change) },
                    over: false,
                    reason: ''
                  }))
                );
          expect(done.ok).toBe(next !== null);
          if (done.ok && next && done.value.takes.length > 0) last = { done: done.value, before: table };
          if (next) table = next;
        }
        expect((await short(station)).toSorted()).toEqual(
          table
            .filter(({ isLive }) => isLive)
            .map((visit) => `${visit.date} ${visit.start} ${visit.practitioner}`)
            .sort()
        );
      }
    }),
    { numRuns: 60 }
  );
});

function named({ date, appointment: { appointment } }: Awaited<ReturnType<typeof seriesAt>>[number]) {
  return { date, appointment };
}

/** The table after an edit; null when a visit would go to a day that is over, or to where the patient is already. */
function edited(
  table: readonly ModelVisit[],
  which: number,
  scope: SeriesScope,
  change: { days: number; start?: number; practitioner?: string } | null
): ModelVisit[] | null {
  const live = table
    .filter(({ isLive }) => isLive)
    .toSorted((a, b) => (a.date === b.date ? a.start - b.start : a.date < b.date ? -1 : 1));
  const at = which % Math.max(1, live.length);
  const chosen = new Set(scope === 'this' ? [live[at]] : scope === 'following' ? live.slice(at) : live);
  const next = table.map((visit) => {
    if (!chosen.has(visit)) return visit;
    if (!change) return { ...visit, isLive: false };
    const { days, ...rest } = change;
    return { ...visit, ...rest, date: plusDays(visit.date, days) };
  });
  const moved = next.filter((visit, i) => {
    const was = table[i];
    return (
      was &&
      visit !== was &&
      (visit.date !== was.date || visit.start !== was.start || visit.practitioner !== was.practitioner)
    );
  });
  const clashes = moved.some(
    (visit) =>
      visit.isLive &&
      (visit.date < TODAY ||
        next.some(
          (other) =>
            other !== visit &&
            other.isLive &&
            other.date === visit.date &&
            overlap(spanOf({ ...visit, minutes: 20 }), spanOf({ ...other, minutes: 20 }))
        ))
  );
  return clashes ? null : next;
}
