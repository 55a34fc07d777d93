import { expect, test } from 'vitest';
import { patientDoc } from '#domain/documents.ts';
import { memoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered, SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { at, smallDay, type OneVisit } from '#tests/fixtures/small-day.ts';
import { flagVisit } from './flag-visit.ts';
import { marksOf } from './marks.ts';
import { todayOf } from './today.ts';

const ANN = {
  name: { family: 'Testing-1', given: ['Ann'] },
  birthDate: '1980-11-20',
  sex: 'female' as const,
  phones: [{ number: '+12065550101', use: 'mobile' as const }],
  identifiers: []
};

async function marks(visit: OneVisit, { isFirst = false, visitFlag = false } = {}): Promise<readonly string[]> {
  const station = memoryStation({
    facts: [practiceFacts(), registered('patient-one', ANN), smallDay([visit])],
    now: at(640),
    user: { user: 'u-new', role: 'clerk' }
  });
  const flagged = { kind: 'patient/flagged', of: { patient: 'patient-one', flag: 'do-not-announce', on: true } };
  station.receive(patientDoc('patient-one'), [flagged], 7);
  if (visitFlag) expect((await flagVisit(station, 'v-one', 'mobility', true)).ok).toBe(true);
  const { rows } = station;
  const [practice, appointments, visits] = await Promise.all([
    rows.practice(),
    rows.appointments(SITE, TODAY),
    rows.visits(SITE, TODAY)
  ]);
  const day = todayOf({ date: TODAY, site: SITE, zone: ZONE, practice, appointments, visits });
  const row = [...day.waiting, ...day.expected][0]!;
  const patient = await rows.patient('patient-one');
  const parts = { row, patient, visit: visits[0], isFirst, rules: practice.checkIn };
  return marksOf({ ...parts, now: at(640), zone: ZONE });
}

test('[FLAG-3] what to know of somebody who is here: how to treat them, what is missing', async () => {
  expect(await marks({ id: 'one', start: 620, arrived: 628 }, { visitFlag: true })).toEqual([
    'Do not announce',
    'Mobility',
    '5 items to check'
  ]);
  expect(await marks({ id: 'one', start: 640, arrived: 600 }, { isFirst: true })).toEqual([
    'Do not announce',
    '5 items to check',
    'First visit'
  ]);
});

test('[FLAG-3] of who is expected only what can be known before they come', async () => {
  expect(await marks({ id: 'one', start: 660 })).toEqual(['Do not announce']);
});
