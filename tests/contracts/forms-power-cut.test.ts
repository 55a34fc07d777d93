import { afterEach, expect, test } from 'vitest';
import { caseDoc, type DocId } from '#domain/documents.ts';
import { standingOf } from '#domain/forms/answers.ts';
import { answersIn } from '#domain/forms/packet.ts';
import { MEDICATIONS } from '#domain/forms/shipped/history.ts';
import type { AnswerValue } from '#domain/forms/form.ts';
import { clientIdOf } from '#domain/ids.ts';
import { seeded } from '#domain/random.ts';
import { createReplica } from '#replica/replica.ts';
import { memoryStation } from '#station/memory-station.ts';
import type { Station } from '#station/station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { dyingAt, WRITES } from '#tests/fixtures/dying.ts';
import { closeStores, NOW, rowsOf, testStore } from '#tests/fixtures/test-store.ts';
import { answerForm, openPacket, submitForm, type Filling } from '#features/forms/fill-form.ts';
import { givePacket } from '#features/forms/give-packet.ts';

afterEach(closeStores);

const IDA = {
  name: { family: 'Quist', given: ['Ida'] },
  birthDate: '1980-02-29',
  sex: 'female' as const,
  phones: [],
  identifiers: []
};
const SAID: readonly (readonly [string, AnswerValue])[] = [
  ['you.given', 'Ida'],
  ['you.family', 'Quist'],
  ['you.born', '1980-02-29'],
  ['reach.city', 'Dayton'],
  ['urgent.name', 'Bo Quist'],
  ['urgent.phone', '555-0103'],
  ['plan.has', false],
  ['pays.who', { code: 'self' }]
];

/** A device with a real store and log; the practice and the people are told to it, as they would be from the server. */
async function device(no: number, name?: string) {
  const store = await testStore(name);
  const rows = rowsOf(store);
  const replica = createReplica({ store, newClient: async () => clientIdOf(no, boots++), now: () => NOW });
  const memory = memoryStation({
    facts: [practiceFacts(), registered('p1', IDA)],
    user: { role: 'coordinator' },
    device: { no },
    seed: no
  });
  const together: Station['recordTogether'] = (_, parts) => replica.record('u-ada', parts);
  const station: Station = {
    ...memory,
    rows: { ...memory.rows, packet: rows.packet, packetsOf: rows.packetsOf, packets: rows.packets },
    recordTogether: together,
    record: (command, doc, facts) => together(command, [{ doc, facts }])
  };
  return { store, replica, station, name: store.database.name };
}
let boots = 1;

async function given(station: Station, form = 'registration'): Promise<string> {
  const done = await givePacket(station, { patient: 'p1', forms: [form], language: 'en', visitType: null });
  if (!done.ok) throw new Error(done.error.code);
  return done.value;
}
const filling = (packet: string, form = 'registration'): Filling => ({ packet, form, hand: 'patient', language: 'es' });

/** Answers one question after the other, and says how many of them were called saved. */
async function answerAll(station: Station, packet: string, saved: (count: number) => void): Promise<void> {
  for (const [i, [item, value]] of SAID.entries()) {
    const done = await answerForm(station, filling(packet), [{ item, values: [value], was: [] }]);
    if (!done.ok) throw new Error(done.error.code);
    saved(i + 1);
  }
}

const POINTS = 200;

test('[FORM-12] a battery that is pulled at 200 random points loses at most the field being typed', async () => {
  const random = seeded(12);
  let [died, most] = [0, 0];
  for (let point = 0; point < POINTS; point++) {
    const one = await device(1);
    const packet = await given(one.station);
    let saved = 0;
    const at = 1 + Math.floor(random() * 40);
    const isDead = await dyingAt(at, () => answerAll(one.station, packet, (count) => (saved = count)), WRITES);
    one.store.database.close();
    const again = await device(1, one.name);
    const [form] = (await again.station.rows.packet(packet))!.forms;
    const kept = answersIn(form!);
    // All that was called saved is there, as it was said; of the one under way all or nothing.
    expect(kept.size - saved).toBeGreaterThanOrEqual(0);
    expect(kept.size - saved).toBeLessThanOrEqual(1);
    for (const [item, value] of SAID.slice(0, saved)) expect(kept.get(item)).toEqual([value]);
    if (isDead) died++;
    most = Math.max(most, saved);
    closeStores();
  }
  expect(died).toBeGreaterThan(POINTS / 4);
  expect(most).toBeGreaterThan(3);
});

test('[FORM-12] a form that was begun on one device is finished on a second after the first died', async () => {
  const [one, two] = [await device(1), await device(2)];
  const packet = await given(one.station, 'medications');
  const doc: DocId = caseDoc(packet);
  const sent: Uint8Array[] = [];
  one.replica.onUpdate(({ update }) => sent.push(update));
  await two.replica.merge((await one.store.updatesOf(doc)).map((update) => ({ doc, update })));
  await openPacket(one.station, packet, 'patient');
  const begun = filling(packet, 'medications');
  await answerForm(one.station, begun, [{ item: 'meds.any', values: [true], was: [] }]);
  await answerForm(one.station, begun, [{ item: 'meds.list', values: ['Lisinopril 10 mg'], was: [] }]);
  // The server has what was sent; the rest of that device is gone with its battery.
  await two.replica.merge(sent.map((update) => ({ doc, update })));
  one.store.database.close();

  const [form] = (await two.station.rows.packet(packet))!.forms;
  expect([...answersIn(form!)]).toEqual([
    ['meds.any', [true]],
    ['meds.list', ['Lisinopril 10 mg']]
  ]);
  const more = await answerForm(two.station, begun, [{ item: 'allergy.any', values: [false], was: [] }]);
  expect(more.ok).toBe(true);
  const answers = answersIn((await two.station.rows.packet(packet))!.forms[0]!);
  expect(standingOf(MEDICATIONS, answers, two.station.today()).refused.size).toBe(0);
  expect(await submitForm(two.station, begun, { form: MEDICATIONS, answers, signing: null })).toEqual({
    ok: true,
    value: true
  });
  const [done] = (await two.station.rows.packet(packet))!.forms;
  expect(done).toMatchObject({
    state: 'submitted',
    submitted: { language: 'es', text: expect.arrayContaining([MEDICATIONS.title.es]) }
  });
  expect(done?.answers.some(({ beside }) => beside)).toBe(false);
});
