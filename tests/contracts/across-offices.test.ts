import { expect, test } from 'vitest';
import type { SiteId } from '#domain/ids.ts';
import { instantAt, plusDays } from '#domain/time.ts';
import { clashesOf, clashWords, onceEach } from '#features/scheduling/clashes.ts';
import { conflictCards } from '#features/queue/conflicts.ts';
import { bookSeries } from '#features/scheduling/book-series.ts';
import { changeSeries } from '#features/scheduling/change-series.ts';
import { obstacleWords, wordsFor } from '#features/scheduling/refusals.ts';
import { seriesLines } from '#features/scheduling/series-plan.ts';
import { bookAppointment } from '#features/scheduling/book-appointment.ts';
import { moveAppointment } from '#features/scheduling/move-appointment.ts';
import { rescheduleAppointment } from '#features/scheduling/reschedule-appointment.ts';
import { stationAt } from '#station/at-site.ts';
import { memoryStation, type DatedFact, type MemoryStation } from '#station/memory-station.ts';
import { daysElsewhere, visitsElsewhere } from '#station/visits-elsewhere.ts';
import { bookedFact, dayOf, FERN, ROOK } from '#tests/fixtures/booked.ts';
import { practiceFacts, SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { QUAY, quayDay, quayFacts } from '#tests/fixtures/second-office.ts';

/** Dr Patelson at 11:00 in New York, and at 10:00 in Chicago: the same moment. */
const PATEL = { practitioner: 'p-patel', minutes: 20 };
const here = bookedFact({ appointment: 'a-here' }, { ...PATEL, start: 660 });
const there = (start: number, of: Parameters<typeof bookedFact>[0] = {}) =>
  bookedFact({ appointment: 'b-there', patient: 'pat-fern', label: FERN, ...of }, { ...PATEL, start });
const stationWith = (mine: readonly DatedFact[], theirs: readonly DatedFact[]): MemoryStation =>
  memoryStation({
    facts: [practiceFacts(), quayFacts(), dayOf(mine), quayDay(theirs)],
    now: instantAt(TODAY, 600, ZONE)
  });

async function dayAt({ rows }: MemoryStation, site: SiteId) {
  const [practice, appointments, visits, leases] = await Promise.all([
    rows.practice(),
    rows.appointments(site, TODAY),
    rows.visits(site, TODAY),
    rows.leases(site, TODAY)
  ]);
  const elsewhere = await visitsElsewhere(rows, { site, date: TODAY });
  return { practice, site, date: TODAY, appointments, visits, leases, elsewhere, now: 600 };
}
const lines = async (station: MemoryStation, site: SiteId) =>
  [...clashWords(clashesOf(await dayAt(station, site)))].map(([id, words]) => `${id}: ${words.join(', ')}`);

test('[ENG-10] a provider at two offices at one moment is one conflict, striped at both, each in its own clock', async () => {
  const station = stationWith([here], [there(600)]);
  const days = [await dayAt(station, SITE), await dayAt(station, QUAY)];
  const [mine, theirs] = days.map((day) =>
    clashesOf(day).map(({ conflict }) => [conflict.id, conflict.classes, conflict.start])
  );
  expect(mine).toEqual([['a-here+b-there', ['C1'], 660]]);
  expect(theirs).toEqual([['a-here+b-there', ['C1'], 600]]);
  expect(await lines(station, SITE)).toEqual(['a-here: Dr Patelson has Fernaby, Joss at Quay Row at 11:00 am']);
  expect(await lines(station, QUAY)).toEqual(['b-there: Dr Patelson has Rookwell, Ann at Harbor Street at 10:00 am']);
  // Where both offices are shown it is listed once.
  expect(onceEach(days.flatMap((day) => clashesOf(day)))).toHaveLength(1);
});

test.each<[string, number, Parameters<typeof bookedFact>[0], string[]]>([
  ['an hour apart by the clock on the wall, the same moment in truth', 600, {}, ['C1']],
  ['the same number on both walls', 660, {}, []],
  ['one after the other', 620, {}, []],
  ['the same patient with the same provider', 600, { patient: 'pat-rook', label: ROOK }, ['C3', 'C1']],
  ['over the end of it', 615, {}, ['C1']]
])('[ENG-10] %s', async (_, start, of, classes) => {
  const found = clashesOf(await dayAt(stationWith([here], [there(start, of)]), SITE));
  expect(found.flatMap(({ conflict }) => conflict.classes)).toEqual(classes);
});

test('[ENG-10] the same patient with two providers at two offices at once', async () => {
  const other = bookedFact({ appointment: 'b-there' }, { practitioner: 'p-vey', start: 600 });
  const station = stationWith([here], [other]);
  expect(await lines(station, SITE)).toEqual(['a-here: The same patient is booked at Quay Row at 11:00 am too']);
});

test('[ENG-10] who was called off holds no time, and an accepted overlap is accepted at both', async () => {
  const gone = { kind: 'appointment/cancelled', of: { appointment: 'b-there', by: 'clinic', reason: 'provider-ill' } };
  expect(await lines(stationWith([here], [there(600), gone]), SITE)).toEqual([]);
  const over = { classes: ['C1' as const], reason: 'Sees the second by video' };
  const station = stationWith([here], [there(600, { over })]);
  for (const site of [SITE, QUAY])
    expect(clashesOf(await dayAt(station, site)).map(({ conflict }) => conflict.accepted)).toEqual([true]);
});

test('[QUE-15] [ENG-10] both offices have it in their list, and moving either ends it at both', async () => {
  const station = stationWith([here], [there(600)]);
  const [card] = conflictCards(await dayAt(station, SITE));
  expect(card).toMatchObject({ id: 'a-here+b-there', words: 'Dr Patelson, here and at Quay Row at once' });
  expect(card?.sides).toHaveLength(2);
  expect(card?.answers.map(({ label }) => label)).toEqual(['Move to 10:40 am', 'Open Rookwell, Ann on the schedule']);
  expect(conflictCards(await dayAt(station, QUAY))).toMatchObject([
    { words: 'Dr Patelson, here and at Harbor Street at once' }
  ]);

  const [move] = card?.answers ?? [];
  if (move?.act !== 'move') throw new Error('the first answer moves it');
  const moved = await moveAppointment(station, { date: TODAY, appointment: 'a-here', to: move.to, over: false });
  expect(moved).toMatchObject({ ok: true });
  for (const site of [SITE, QUAY]) expect(conflictCards(await dayAt(station, site))).toEqual([]);
});

test.each<[string, Parameters<typeof bookedFact>[0], string, object]>([
  ['the provider', {}, 'pat-rook', { code: 'place/taken', by: { appointment: 'b-there' }, classes: ['C1'] }],
  ['the patient too', {}, 'pat-fern', { code: 'place/taken', classes: ['C3', 'C1'] }]
])(
  '[ENG-10] a booking into a time when %s is at another office is not made before somebody saw it',
  async (_, of, patient, refusal) => {
    const station = stationWith([], [there(600, of)]);
    const at = { ...PATEL, start: 660 };
    const asked = { appointment: 'a-new', date: TODAY, patient, label: ROOK, visitType: 'established', at, note: '' };
    expect(await bookAppointment(station, { ...asked, over: false })).toMatchObject({ ok: false, error: refusal });
    expect(await bookAppointment(station, { ...asked, at: { ...at, start: 680 }, over: false })).toMatchObject({
      ok: true
    });
  }
);

test('[ENG-10] moved into such a time it stays where it is; what goes to another office is not in its own way', async () => {
  const station = stationWith([bookedFact({ appointment: 'a-here' }, { ...PATEL, start: 720 })], [there(600)]);
  const into = { date: TODAY, appointment: 'a-here', to: { ...PATEL, start: 660 } };
  expect(await moveAppointment(station, { ...into, over: false })).toMatchObject({
    ok: false,
    error: { code: 'place/taken' }
  });

  const practice = await station.rows.practice();
  const to = { appointment: 'a-moved', site: SITE, date: TODAY, at: { ...PATEL, start: 660 } };
  const asked = { date: TODAY, appointment: 'b-there', to, over: false };
  expect(await rescheduleAppointment(stationAt(station, practice, QUAY), asked)).toMatchObject({ ok: true });
});

const visitOf = (date: string, appointment: string) => ({
  ...{ appointment, instance: date, date, over: false, reason: '' },
  at: { ...PATEL, start: 660 }
});
const LATER = plusDays(TODAY, 7);

test.each<[string, Parameters<typeof bookedFact>[0], string]>([
  ['the provider', {}, 'overlaps Fernaby, Joss at Quay Row'],
  ['the patient', { patient: 'pat-rook', label: ROOK }, 'overlaps Rookwell, Ann at Quay Row']
])(
  '[ENG-10] [SER-5] the dates of a series say when %s is at another office, before anything is written',
  async (_, of, words) => {
    const station = memoryStation({
      facts: [practiceFacts(), quayFacts(), quayDay([there(600, of)], LATER)],
      now: instantAt(TODAY, 540, ZONE)
    });
    const dates = [TODAY, LATER];
    const lines = seriesLines(
      dates.map((date, i) => ({ ...visitOf(date, `s-${i}`), key: date })),
      {},
      {
        ...{ practice: await station.rows.practice(), site: SITE, zone: ZONE, days: new Map(), details: {} },
        ...{ patient: 'pat-rook', visitType: 'established', leaving: new Set<string>() },
        elsewhere: await daysElsewhere(station.rows, SITE, dates)
      }
    );
    expect(lines.map(({ state }) => state)).toEqual(['free', 'open']);
    expect(lines[1]?.obstacle ? obstacleWords(lines[1].obstacle) : '').toBe(words);

    const booking = { series: 's', patient: 'pat-rook', label: ROOK, visitType: 'established', note: '' };
    const visits = dates.map((date, i) => visitOf(date, `s-${i}`));
    const refused = await bookSeries(station, { ...booking, visits });
    expect(refused).toMatchObject({ ok: false, error: { code: 'series/in-the-way', date: LATER } });
    expect(refused.ok ? '' : wordsFor(refused.error)).toContain('is taken at Quay Row');
    expect(station.recorded).toEqual([]);
  }
);

test('[ENG-10] [SER-6] nor is a series changed into such a time; into another it is', async () => {
  const station = memoryStation({
    facts: [practiceFacts(), quayFacts(), quayDay([there(600)], LATER)],
    now: instantAt(TODAY, 540, ZONE)
  });
  const at = { ...PATEL, start: 700 };
  const booking = { series: 's', patient: 'pat-rook', label: ROOK, visitType: 'established', note: '' };
  await bookSeries(station, { ...booking, visits: [{ ...visitOf(LATER, 's-1'), at }] });
  const to = (start: number) => ({ appointment: 's-2', date: LATER, at: { ...at, start } });
  const change = (start: number) =>
    changeSeries(station, [{ date: LATER, appointment: 's-1', to: to(start), over: false, reason: '' }]);
  expect(await change(660)).toMatchObject({ ok: false, error: { why: { code: 'place/taken', office: 'Quay Row' } } });
  expect(await change(680)).toMatchObject({ ok: true });
});
