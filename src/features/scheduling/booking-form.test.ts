import { expect, test } from 'vitest';
import { FERN } from '#tests/fixtures/booked.ts';
import { TODAY } from '#tests/fixtures/practice.ts';
import { bookingFrom, formFromDraft, inHandFrom, minutesFrom, type BookingForm } from './booking-form.ts';
import { newRepeatForm } from './repeat-form.ts';

const form: BookingForm = {
  appointment: 'a-1',
  patient: { patient: 'pat-fern', label: FERN },
  visitType: 'established',
  practitioner: 'p-kim',
  time: '10:20',
  minutes: '20',
  note: '',
  over: false,
  reason: '',
  details: null,
  repeat: null
};

test('a form says what is booked', () => {
  expect(bookingFrom(form, TODAY)).toEqual({
    ok: true,
    value: {
      appointment: 'a-1',
      date: TODAY,
      patient: 'pat-fern',
      label: FERN,
      visitType: 'established',
      at: { practitioner: 'p-kim', start: 620, minutes: 20 },
      note: '',
      over: false,
      reason: ''
    }
  });
});

test.each([
  ['nobody', { patient: null }, 'book/no-patient'],
  ['no type', { visitType: '' }, 'book/no-such-type'],
  ['no provider', { practitioner: '' }, 'place/no-such-provider'],
  ['no time', { time: '' }, 'book/no-time'],
  ['no real time', { time: '25:00' }, 'book/no-time'],
  ['no reason to book over', { over: true, reason: ' ' }, 'book/no-reason']
] satisfies [string, Partial<BookingForm>, string][])('with %s it is refused', (_, part, code) => {
  expect(bookingFrom({ ...form, ...part }, TODAY)).toEqual({ ok: false, error: { code } });
});

test.each(['', 'x', '-5', '1e2', '20.5', '1000', '٢٠'])('“%s” is no length', (text) => {
  expect(minutesFrom(text)).toBeNaN();
});

test('a name of any length becomes a label that fits', () => {
  const hit = { patient: 'p', family: 'x'.repeat(120), given: 'Ann '.repeat(60), birthDate: null };
  expect(inHandFrom(hit).label.given).toHaveLength(120);
});

test('[BOOK-13] a draft comes back as it was; what is none is passed over', () => {
  expect(formFromDraft(structuredClone(form))).toEqual(form);
  const { reason: _, details: __, repeat: ___, ...older } = form;
  expect(formFromDraft(older)).toEqual(form);
  for (const content of [null, 1, 'x', [], {}, { ...form, time: 9 }, { ...form, over: 'yes' }])
    expect(formFromDraft(content)).toBeNull();
  const repeat = newRepeatForm('weekly');
  expect(formFromDraft({ ...form, repeat })).toEqual({ ...form, repeat });
  for (const not of [1, {}, { ...repeat, every: 'never' }, { ...repeat, weekdays: [7] }, { ...repeat, choices: null }])
    expect(formFromDraft({ ...form, repeat: not })).toEqual(form);
});
