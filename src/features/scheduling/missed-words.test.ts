import { expect, test } from 'vitest';
import { USUAL_NO_SHOW_STEPS } from '#domain/scheduling/no-shows.ts';
import { plusDays } from '#domain/time.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf, FERN } from '#tests/fixtures/booked.ts';
import { practiceFacts, TODAY } from '#tests/fixtures/practice.ts';
import { bookAppointment } from './book-appointment.ts';
import { missedWords } from './missed-words.ts';

const missed = (ahead: number, reason = 'no-call') => {
  const appointment = `a${ahead}`;
  const gone = { kind: 'appointment/no-show', of: { appointment, reason } };
  return dayOf([bookedFact({ appointment, patient: 'pat-fern', label: FERN }), gone], plusDays(TODAY, ahead));
};
const said = async (steps = USUAL_NO_SHOW_STEPS, ...days: Parameters<typeof missed>[]) => {
  const station = memoryStation({ facts: [practiceFacts(), ...days.map((one) => missed(...one))] });
  return missedWords(await station.rows.appointmentsOf('pat-fern'), TODAY, steps);
};

test('[NOSHOW-1] [NOSHOW-2] where a patient is booked, missed visits and the practice’s step are said', async () => {
  expect(await said()).toBeNull();
  expect(await said(USUAL_NO_SHOW_STEPS, [-3, 'transport'])).toBeNull();
  expect(await said(USUAL_NO_SHOW_STEPS, [-30], [-3])).toMatch(
    /^2 missed visits in twelve months \(.*; .*\)\. The practice’s step: send a letter\.$/
  );
  expect(await said(USUAL_NO_SHOW_STEPS, [-30], [-3], [-60], [-90])).toMatch(/and 1 more\)\. .* ask a manager\.$/);
  expect(await said({ warn: null, letter: null, manager: null }, [-3])).toMatch(
    /^1 missed visit in twelve months \([^)]*\)\.$/
  );
});

test('[NOSHOW-2] it keeps nobody from booking', async () => {
  const station = memoryStation({ facts: [practiceFacts(), ...[-3, -30, -60, -90].map((ahead) => missed(ahead))] });
  const booked = await bookAppointment(station, {
    ...{ appointment: 'a-new', date: TODAY, patient: 'pat-fern', label: FERN, visitType: 'established', note: '' },
    ...{ at: { practitioner: 'p-kim', start: 600, minutes: 20 }, over: false }
  });
  expect(booked).toMatchObject({ ok: true });
});
