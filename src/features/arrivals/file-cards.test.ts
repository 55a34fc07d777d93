import { expect, test } from 'vitest';
import { scanOf } from '#domain/document/scan.ts';
import { caseDoc, patientDoc } from '#domain/documents.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { fileCards, keepCards } from './file-cards.ts';
import { cardWordsFor } from './refusals.ts';

const person = (patient: string) => ({
  doc: patientDoc(patient),
  facts: [
    {
      kind: 'patient/registered',
      of: {
        ...{ patient, source: 'desk', name: { family: 'Quist', given: ['Ida'] }, birthDate: '1980-02-29' },
        ...{ sex: 'female', phones: [], identifiers: [] }
      }
    }
  ]
});
const desk = (role: MemoryStation['user']['role'] = 'coordinator'): MemoryStation =>
  memoryStation({ user: { user: 'u-x', role }, facts: [practiceFacts(), person('p1'), person('p2')] });

const said: Submission = {
  ...{ submission: 's-1', ticket: 'K2-014', at: 1, language: 'en', insurance: 'changed' },
  cards: [
    { side: 'front', blob: 'aa'.repeat(32), key: new Uint8Array(32).fill(1), size: 90_000 },
    { side: 'back', blob: 'bb'.repeat(32), key: new Uint8Array(32).fill(2), size: 80_000 }
  ]
};
const stageOf = (station: MemoryStation) => scanOf(station.factsOf(caseDoc('card-s-1')))?.stage;

test('[KIO-28] a card is filed in the patient’s record as insurance, both sides, and is then no paper that waits', async () => {
  const station = desk();
  station.setOnline(false);
  expect(await fileCards(station, said, 'p1')).toEqual({ ok: true, value: 'card-s-1' });
  const [filed] = (await station.rows.patient('p1'))?.documents ?? [];
  expect(filed).toMatchObject({ class: 'insurance', reviewer: null, shown: ['name', 'record-number'] });
  expect(filed?.parts.map(({ blob, type }) => `${blob.slice(0, 2)} ${type}`)).toEqual([
    'aa image/jpeg',
    'bb image/jpeg'
  ]);
  expect(stageOf(station)).toBe('done');
  const written = station.recorded.length;
  await keepCards(station, said);
  expect(station.recorded).toHaveLength(written);
});

test('[KIO-28] one that nobody filed waits among the documents, once, and can be filed from there still', async () => {
  const station = desk();
  await keepCards(station, said);
  await keepCards(station, said);
  expect([stageOf(station), station.recorded.length]).toEqual(['inbox', 1]);
  expect((await fileCards(station, said, 'p1')).ok).toBe(true);
  expect((await station.rows.patient('p1'))?.documents).toHaveLength(1);
});

test.each([
  ['by another desk already', 'coordinator', true, 'p2', 'card/filed'],
  ['for nobody of ours', 'coordinator', false, 'p9', 'card/no-patient'],
  ['by who registers nobody', 'clinical', false, 'p1', 'card/not-yours']
] as const)(
  '[KIO-28] filing %s is refused in words, and nothing is written',
  async (_, role, isFiled, patient, code) => {
    const station = desk(role);
    if (isFiled) await fileCards(station, said, 'p1');
    const before = station.recorded.length;
    const refused = await fileCards(station, said, patient);
    expect(refused).toEqual({ ok: false, error: { code } });
    expect([!refused.ok && cardWordsFor(refused.error), station.recorded.length]).toEqual([
      expect.stringMatching(/\.$/),
      before
    ]);
  }
);

test('[KIO-28] without a card there is nothing to keep, and who may not register keeps none', async () => {
  const { cards: _, ...none } = said;
  for (const station of [desk(), desk('clinical')]) {
    await keepCards(station, station.user.role === 'clinical' ? said : none);
    await keepCards(station, null);
    expect(station.recorded).toEqual([]);
  }
});
