import { expect, test } from 'vitest';
import { caseDoc, patientDoc } from '#domain/documents.ts';
import { MEDICATIONS, PHQ_2 } from '#domain/forms/shipped/history.ts';
import { everyItem, isQuestion } from '#domain/forms/form.ts';
import { resumeCode } from '#domain/forms/resume-code.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { answerForm, openPacket, submitForm } from './fill-form.ts';
import { placeIn } from './fill-steps.ts';
import { formsHere } from './forms-here.ts';
import { givePacket } from './give-packet.ts';
import { resumePacket } from './resume-packet.ts';

const IDA = {
  ...{ patient: 'p1', source: 'desk', name: { family: 'Quist', given: ['Ida'] }, birthDate: '1980-02-29' },
  ...{ sex: 'female', phones: [], identifiers: [] }
};
const person = { doc: patientDoc('p1'), facts: [{ kind: 'patient/registered', of: IDA }] };
const tablet = (no: number, role: MemoryStation['user']['role'] = 'coordinator'): MemoryStation =>
  memoryStation({ user: { user: 'u-x', role }, device: { no }, facts: [practiceFacts(), person] });
const [INTEREST = '', DOWN = ''] = everyItem(PHQ_2.items)
  .filter(isQuestion)
  .map(({ linkId }) => linkId);
const SOME = [{ code: '1' }];

async function given(station: MemoryStation): Promise<string> {
  const forms = [MEDICATIONS.form, PHQ_2.form];
  const done = await givePacket(station, { patient: 'p1', forms, language: 'en', visitType: null });
  if (!done.ok) throw new Error(done.error.code);
  return done.value;
}
/** What one device wrote of a packet reaches another. */
function reach(to: MemoryStation, from: MemoryStation, packet: string, no: number): void {
  const facts = from.recorded.filter(({ doc }) => doc === caseDoc(packet)).flatMap((one) => one.facts);
  to.receive(caseDoc(packet), facts, no);
}

test('[FORM-12] [FORM-22] a second tablet goes on where the first was, and one response is handed in', async () => {
  const [first, second] = [tablet(11), tablet(12)];
  const packet = await given(first);
  await openPacket(first, packet, 'patient');
  const of = { packet, hand: 'patient', language: 'en' } as const;
  const none = { item: 'meds.any', values: [false], was: [] };
  await answerForm(first, { ...of, form: MEDICATIONS.form }, [none, { ...none, item: 'allergy.any' }]);
  const answers = new Map([
    ['meds.any', [false]],
    ['allergy.any', [false]]
  ]);
  await submitForm(first, { ...of, form: MEDICATIONS.form }, { form: MEDICATIONS, answers, signing: null });
  await answerForm(first, { ...of, form: PHQ_2.form }, [{ item: INTEREST, values: SOME, was: [] }]);
  reach(second, first, packet, 11);

  const found = await resumePacket(second, resumeCode(packet));
  expect(found.ok && found.value.case).toBe(packet);
  const here = formsHere(await second.rows.practice());
  const place =
    found.ok &&
    placeIn(found.value, {
      isOpen: ({ submitted }) => !submitted,
      definition: ({ form }) => here.forms.get(form),
      patient: undefined,
      today: second.today()
    });
  expect(place).toEqual({ form: 1, section: 0 });

  await answerForm(second, { ...of, form: PHQ_2.form }, [{ item: DOWN, values: SOME, was: [] }]);
  // The first comes back with what it had not sent, of a question the second had answered otherwise.
  second.receive(
    caseDoc(packet),
    [
      {
        kind: 'form/answered',
        of: { case: packet, ...of, form: PHQ_2.form, answers: [{ item: DOWN, values: [{ code: '3' }], was: [] }] }
      }
    ],
    11
  );
  const merged = (await second.rows.packet(packet))?.forms[1]?.answers;
  expect(merged?.map(({ item, values, beside }) => [item, values, beside?.values])).toEqual(
    expect.arrayContaining([
      [INTEREST, SOME, undefined],
      [DOWN, [{ code: '3' }], SOME]
    ])
  );
  expect((await second.rows.packets()).length).toBe(1);
});

test.each<[string, MemoryStation['user']['role'], (packet: string) => string, string]>([
  ['a code of nothing', 'coordinator', () => 'AAAA-AAAA', 'forms/no-such-code'],
  ['who may not fill in forms', 'privacy-officer', resumeCode, 'forms/not-yours']
])('[FORM-22] %s is refused', async (_, role, code, refusal) => {
  const [first, second] = [tablet(11), tablet(12, role)];
  const packet = await given(first);
  reach(second, first, packet, 11);
  expect(await resumePacket(second, code(packet))).toEqual({ ok: false, error: { code: refusal } });
});

test('[FORM-22] a device that does not have the packet learns nothing from its code', async () => {
  const packet = await given(tablet(11));
  const code = await resumePacket(tablet(12), resumeCode(packet));
  expect(code).toEqual({ ok: false, error: { code: 'forms/no-such-code' } });
});

test('[FORM-22] what is handed in whole is not opened again', async () => {
  const station = tablet(11);
  const packet = await given(station);
  for (const form of [MEDICATIONS.form, PHQ_2.form])
    station.receive(caseDoc(packet), [{ kind: 'form/declined', of: { case: packet, form, reason: 'No time' } }], 12);
  expect(await resumePacket(station, resumeCode(packet))).toEqual({ ok: false, error: { code: 'forms/handed-in' } });
});

test('[FORM-24] [REG-12] while two desks disagree about who somebody is no forms are given', async () => {
  const station = tablet(11);
  const change = (to: string) => ({
    kind: 'patient/changed',
    of: { patient: 'p1', field: 'birthDate', from: IDA.birthDate, to }
  });
  station.receive(patientDoc('p1'), [change('1980-02-28')], 12);
  station.receive(patientDoc('p1'), [change('1980-03-01')], 13);
  const refused = await givePacket(station, { patient: 'p1', forms: ['phq-2'], language: 'en', visitType: null });
  expect(refused).toEqual({ ok: false, error: { code: 'forms/in-doubt' } });
});
