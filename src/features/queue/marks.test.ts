import { expect, test } from 'vitest';
import { patientDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
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

interface Also {
  readonly isFirst?: boolean;
  readonly visitFlag?: boolean;
  /** More that their record says. */
  readonly also?: readonly NewFact[];
}

async function marks(
  visit: OneVisit,
  { isFirst = false, visitFlag = false, also = [] }: Also = {}
): Promise<readonly string[]> {
  const station = memoryStation({
    facts: [practiceFacts(), registered('patient-one', ANN), smallDay([visit])],
    now: at(640),
    user: { user: 'u-new', role: 'clerk' }
  });
  const flagged = { kind: 'patient/flagged', of: { patient: 'patient-one', flag: 'do-not-announce', on: true } };
  station.receive(patientDoc('patient-one'), [flagged, ...also], 7);
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

test('[COV-14] of who comes with a card that calls them otherwise it is said before they are asked for it', async () => {
  const card = { kind: 'coverage/added', of: { patient: 'patient-one', coverage: 'c-1', kind: 'health', order: 'primary', period: { start: null, end: null }, payer: { name: 'Cedar', id: '' }, member: 'CH-1', subscriber: { relationship: 'self', name: { family: 'Vane', given: 'Ann' } } } }; // prettier-ignore
  expect(await marks({ id: 'one', start: 660 }, { also: [card] })).toEqual(['Do not announce', 'Other name on card']);
});
