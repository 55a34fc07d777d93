import { describe, expect, test } from 'vitest';
import { visitOf } from '#domain/visit/visit-facts.ts';
import { plusDays } from '#domain/time.ts';
import { memoryStation } from '#station/memory-station.ts';
import { stationAt } from '#station/at-site.ts';
import { bookedFact, dayOf, FERN } from '#tests/fixtures/booked.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { QUAY, quayFacts } from '#tests/fixtures/second-office.ts';
import { bookAppointment, type Booking } from './book-appointment.ts';
import { bookingFrom, formFromDraft, formObstacle, insteadOf, type BookingForm } from './booking-form.ts';
import type { Instead } from './give-up.ts';
import { moveAppointment } from './move-appointment.ts';
import { insteadAsked } from './schedule-ask.ts';
import { reasonText } from './status-words.ts';
import { takeBack } from './take-back.ts';

const LATER = plusDays(TODAY, 3);
const AT = { practitioner: 'p-kim', start: 600, minutes: 20 };
const OLD = {
  ...{ appointment: 'a-old', patient: 'pat-fern', label: FERN, note: 'Bring the papers', referral: 'R-7' },
  series: { series: 's', date: TODAY },
  urgency: 1 as const
};
const late: Instead = { site: SITE, date: TODAY, appointment: 'a-old', reason: 'late' };
const desk = (...more: Parameters<typeof dayOf>[0]) =>
  memoryStation({ facts: [practiceFacts(), quayFacts(), dayOf([bookedFact(OLD, { start: 840 }), ...more])] });
const booking = (over: Partial<Booking> = {}): Booking => ({
  ...{ appointment: 'a-new', date: LATER, patient: 'pat-fern', label: FERN, visitType: 'nurse', at: AT },
  ...{ note: '', over: false, instead: late },
  ...over
});

describe('[BOOK-17] what is booked in place of an appointment', () => {
  test('closes it with why, in one commit that undo takes back whole', async () => {
    const station = desk();
    const done = await bookAppointment(station, booking());
    if (!done.ok) throw new Error(done.error.code);
    const [old] = await station.rows.appointments(SITE, TODAY);
    expect(old).toMatchObject({ status: 'rescheduled', rescheduledTo: { date: LATER, appointment: 'a-new' } });
    expect(old && reasonText(old)).toMatch(/^Came too late, /);
    expect(await station.rows.appointments(SITE, LATER)).toMatchObject([
      {
        ...{ appointment: 'a-new', visitType: 'nurse', status: 'booked', urgency: 1 },
        ...{ replaces: { date: TODAY, appointment: 'a-old' }, series: { series: 's', date: TODAY } }
      }
    ]);
    expect(await takeBack(station, done.value)).toEqual({ ok: true });
    expect(await station.rows.appointments(SITE, TODAY)).toMatchObject([{ status: 'booked', reason: null }]);
    expect(await station.rows.appointments(SITE, LATER)).toEqual([]);
  });

  test('may stand on the same day, over the time it frees; who has arrived leaves with the old one', async () => {
    const arrival = {
      ...{ visit: visitOf('a-old'), appointment: 'a-old', patient: 'pat-fern', label: FERN },
      ticket: 'B-001'
    };
    const station = desk({ kind: 'visit/arrived', of: arrival });
    const again = booking({ date: TODAY, at: { ...AT, start: 850 } });
    const done = await bookAppointment(station, again);
    if (!done.ok) throw new Error(done.error.code);
    expect((await station.rows.appointments(SITE, TODAY)).map((one) => [one.appointment, one.status])).toEqual([
      ['a-old', 'rescheduled'],
      ['a-new', 'booked']
    ]);
    expect(await station.rows.visit(SITE, TODAY, visitOf('a-old'))).toMatchObject({
      state: 'left',
      leftReason: 'rescheduled'
    });
    // A second try is the same booking.
    expect(await bookAppointment(station, again)).toMatchObject({ ok: true });
    expect(await takeBack(station, done.value)).toEqual({ ok: true });
    expect((await station.rows.appointments(SITE, TODAY)).map((one) => one.status)).toEqual(['booked']);
  });

  test('[BOOK-12] on the same day too is not taken back once somebody has moved the new one', async () => {
    const station = desk();
    const done = await bookAppointment(station, booking({ date: TODAY, at: { ...AT, start: 850 } }));
    if (!done.ok) throw new Error(done.error.code);
    const to = { ...AT, start: 900 };
    const moved = await moveAppointment(station, { date: TODAY, appointment: 'a-new', to, over: false });
    expect(moved).toMatchObject({ ok: true });
    expect(await takeBack(station, done.value)).toEqual({ ok: false, error: { code: 'undo/changed-since' } });
    expect(moved.ok && (await takeBack(station, moved.value))).toEqual({ ok: true });
    expect(await takeBack(station, done.value)).toEqual({ ok: true });
    expect((await station.rows.appointments(SITE, TODAY)).map((one) => one.status)).toEqual(['booked']);
  });

  test('may stand at another office', async () => {
    const station = desk();
    const there = stationAt(station, await station.rows.practice(), QUAY);
    const at = { ...AT, practitioner: 'p-vey', start: 720 };
    const done = await bookAppointment(there, booking({ date: TODAY, at }));
    expect(done).toMatchObject({ ok: true });
    expect(await station.rows.appointments(SITE, TODAY)).toMatchObject([{ rescheduledTo: { site: QUAY } }]);
    expect(await station.rows.appointments(QUAY, TODAY)).toMatchObject([{ replaces: { site: SITE } }]);
  });

  test.each([
    [
      'was called off',
      { kind: 'appointment/cancelled', of: { appointment: 'a-old', by: 'patient', reason: 'illness' } }
    ],
    ['was missed', { kind: 'appointment/no-show', of: { appointment: 'a-old', reason: 'no-call' } }]
  ])('is not booked when the old one %s meanwhile', async (_, fact) => {
    const station = desk(fact);
    expect(await bookAppointment(station, booking())).toEqual({ ok: false, error: { code: 'appointment/not-live' } });
    expect(station.recorded).toEqual([]);
  });
});

const form: BookingForm = {
  ...{ appointment: 'a-new', patient: { patient: 'pat-fern', label: FERN }, visitType: 'nurse', practitioner: 'p-kim' },
  ...{ time: '2:10 pm', minutes: '20', note: '', over: false, reason: '', details: null, repeat: null },
  instead: { ...late, gives: true }
};

test('[BOOK-17] the form lets it stand by one tick; what goes is in nobody’s way', async () => {
  const station = desk();
  const practice = await station.rows.practice();
  const day = await station.rows.appointments(SITE, TODAY);
  expect(formObstacle(form, SITE, TODAY, practice, day)).toBeNull();
  expect(bookingFrom(form, TODAY)).toMatchObject({ ok: true, value: { instead: late } });
  const stays = { ...form, instead: { ...late, gives: false } };
  expect(formObstacle(stays, SITE, TODAY, practice, day)).toMatchObject({ classes: ['C3', 'C1'] });
  expect(bookingFrom(stays, TODAY)).toMatchObject({ ok: true });
  expect(insteadOf(stays)).toEqual({});
  expect(insteadOf({ ...form, repeat: {} as never })).toEqual({});
});

test.each<[unknown, boolean]>([
  [form.instead, true],
  [null, false],
  ['a-old', false],
  [{ ...late }, false],
  [{ ...late, date: 7, gives: true }, false]
])('[BOOK-13] a draft in place of %o comes back', (instead, kept) => {
  expect(formFromDraft({ ...form, instead })?.instead).toEqual(kept ? form.instead : null);
});

test('[BOOK-17] an address names it by day and id, and only what is the patient’s and stands is given up', async () => {
  const station = desk(bookedFact({ appointment: 'a-else' }, { start: 900 }));
  expect(await insteadAsked(station, `${TODAY}/a-old`, 'pat-fern')).toEqual({
    instead: { ...late, gives: true },
    note: 'Bring the papers',
    payer: { referral: 'R-7', number: '', from: '', to: '', units: '' }
  });
  for (const bad of [
    '',
    'a-old',
    `${TODAY}/`,
    `${TODAY}/a-none`,
    `${TODAY}/a-else`,
    '2026-02-31/a-old',
    `${LATER}/a-old`
  ])
    expect(await insteadAsked(station, bad, 'pat-fern')).toBeNull();
});
