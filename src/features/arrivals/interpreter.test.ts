import { expect, test } from 'vitest';
import { inboxDoc, patientDoc } from '#domain/documents.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import type { SealedSubmission } from '#station/rows.ts';
import { practiceFacts, registered, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay } from '#tests/fixtures/small-day.ts';
import { acceptSubmission, acceptWalkIn } from './accept-submission.ts';
import { arrivalWith, markArrived } from './mark-arrived.ts';
import { arriveWalkIn } from './walk-in.ts';

const LABEL = { family: 'Testing-1', given: 'Ann', birthDate: '1980-01-02' };
const WHO = { patient: 'patient-one', label: LABEL, anyway: true } as const;

function desk(needs = true): MemoryStation {
  const person = {
    name: { family: 'Testing-1', given: ['Ann'] },
    birthDate: '1980-01-02',
    sex: 'female' as const,
    phones: [],
    identifiers: []
  };
  const facts = [practiceFacts(), registered('patient-one', person), smallDay([{ id: 'one', start: 620 }])];
  const station = memoryStation({ facts, now: at(600) });
  const of = { patient: 'patient-one', flag: 'interpreter', on: true };
  if (needs) station.receive(patientDoc('patient-one'), [{ kind: 'patient/flagged', of }], 7);
  return station;
}

async function submitted(station: MemoryStation): Promise<SealedSubmission> {
  const of = { submission: 's-1', ticket: 'K2-014', date: TODAY, keyId: 'key-1', sealed: new Uint8Array(8) };
  station.receive(inboxDoc(3), [{ kind: 'submission/sealed', of }], 3);
  return (await station.rows.submissions(TODAY))[0]!;
}

const WAYS: readonly [string, (station: MemoryStation) => Promise<unknown>][] = [
  ['marked as arrived', (station) => markArrived(station, 'one')],
  ['accepted from a kiosk', async (station) => acceptSubmission(station, await submitted(station), 'one')],
  ['a walk-in', (station) => arriveWalkIn(station, WHO)],
  ['a walk-in from a kiosk', async (station) => acceptWalkIn(station, await submitted(station), WHO)]
];

test.each(WAYS)(
  '[FLAG-5] who needs an interpreter and is %s: one is called for with it, in the same commit',
  async (_, arrive) => {
    const station = desk();
    await arrive(station);
    const [visit] = await station.rows.visits(SITE, TODAY);
    expect(visit?.needs.map(({ need }) => need)).toEqual(['interpreter']);
    expect(new Set(station.recorded.map(({ command }) => command)).size).toBe(1);
  }
);

test.each(WAYS)('[FLAG-5] who needs none and is %s: nobody is called for', async (_, arrive) => {
  const station = desk(false);
  await arrive(station);
  expect((await station.rows.visits(SITE, TODAY))[0]?.needs).toEqual([]);
});

test('[FLAG-5] also where the appointment of another day is moved to now', async () => {
  const { facts } = await arrivalWith(desk(), { appointment: 'new', patient: 'patient-one', label: LABEL }, null);
  expect(facts.map(({ kind }) => kind)).toContain('visit/needed');
});

test('[FLAG-5] a second ticket of somebody who is here calls for nobody again', async () => {
  const station = desk();
  await markArrived(station, 'one');
  await station.record('queue/ask-need', `day/${SITE}/${TODAY}`, [
    { kind: 'visit/need-met', of: { visit: 'v-one', need: 'interpreter' } }
  ]);
  await acceptSubmission(station, await submitted(station), 'one');
  expect((await station.rows.visit(SITE, TODAY, 'v-one'))?.needs).toEqual([]);
});
