import { expect, test } from 'vitest';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import { clashWords, clashesOf } from './clashes.ts';
import { settlePatient } from './settle-patient.ts';

const ANN = { patient: 'ann', label: { family: 'Rook', given: 'Ann', birthDate: '1980-02-29' } };
const unknown = { system: 'SCHED/CLINIC', numbers: [], sex: 'unknown' as const, phone: '' };

async function wordsOf(station: ReturnType<typeof memoryStation>): Promise<readonly string[] | undefined> {
  const [practice, appointments] = await Promise.all([station.rows.practice(), station.rows.appointments(SITE, TODAY)]);
  return clashWords(clashesOf({ practice, site: SITE, date: TODAY, appointments })).get('a-1');
}

test('[HL7-6] somebody unknown is a conflict until somebody says who it is; then the appointment is theirs', async () => {
  const booked = bookedFact();
  const outside = { ...booked, of: { ...(booked.of as object), patient: 'outside-1', unknown } };
  const station = memoryStation({ facts: [practiceFacts(), dayOf([outside])] });
  expect(await wordsOf(station)).toEqual(['The patient is not known here: SCHED/CLINIC booked it']);

  expect(await settlePatient(station, TODAY, 'a-1', ANN)).toEqual({ ok: true, value: undefined });
  expect(await wordsOf(station)).toBeUndefined();
  expect(await station.rows.appointment(SITE, TODAY, 'a-1')).toMatchObject(ANN);
  expect(await settlePatient(station, TODAY, 'a-1', ANN)).toEqual({ ok: false, error: { code: 'settle/known' } });
  expect(await settlePatient(station, TODAY, 'a-9', ANN)).toEqual({
    ok: false,
    error: { code: 'appointment/unknown' }
  });
});
