import { expect, test } from 'vitest';
import { inboxDoc, patientDoc } from '#domain/documents.ts';
import { everyItem, isQuestion, type AnswerValue } from '#domain/forms/form.ts';
import { toldText, type FormTold } from '#domain/forms/kiosk-told.ts';
import { answersIn } from '#domain/forms/packet.ts';
import { CONSENT_TO_TREAT, PRIVACY_NOTICE } from '#domain/forms/shipped/consents.ts';
import { MEDICATIONS, PHQ_2 } from '#domain/forms/shipped/history.ts';
import { bytesOfHex, hashOf, sealedText, verifySigned, type Signing } from '#domain/forms/signature.ts';
import type { FormsTold, Submission } from '#domain/intake/intake-facts.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { answerForm, submitForm } from './fill-form.ts';
import { givePacket } from './give-packet.ts';
import { reviewForm } from './review-form.ts';
import { keepTold, readTold } from './take-told.ts';

const KIOSK = 9;
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

/** A form as a kiosk has it at its end. */
function filled(
  form: string,
  answers: Readonly<Record<string, AnswerValue>>
): Extract<FormTold, { outcome: 'filled' }> {
  const said = Object.entries(answers).map(([item, value]) => ({ item, values: [value] }));
  return { form, version: '1', outcome: 'filled', language: 'en', answers: said, text: [`${form} as shown`] };
}
const SCALE = everyItem(PHQ_2.items).flatMap((item) => (isQuestion(item) ? [item.linkId] : []));
const [FIRST = '', SECOND = ''] = SCALE;
const PHQ = filled('phq-2', { [FIRST]: { code: '0' }, [SECOND]: { code: '1' } });

/** Signed by the key of this station: tests have one device. */
async function signed(station: MemoryStation, form: ReturnType<typeof filled>): Promise<FormTold> {
  const signing: Signing = {
    ...{ signer: 'Ida Quist', relationship: 'self', method: 'typed', at: 1, device: KIOSK },
    ...{ intent: true, electronic: true, copy: 'offered' }
  };
  const there = { ...form, submission: 's-1' };
  const seal = await station.signing.seal(sealedText(there, signing));
  return { ...form, signature: { ...signing, hash: bytesOfHex(hashOf(there)), seal } };
}

/** What a kiosk sent: its content is here, or still on its way. */
async function sent(station: MemoryStation, forms: readonly FormTold[], text?: string): Promise<Submission> {
  const content = new TextEncoder().encode(text ?? toldText({ submission: 's-1', forms }));
  const kept = await station.blobs.keep(content);
  const told: FormsTold = { ...kept, asked: forms.map(({ form, version, outcome }) => ({ form, version, outcome })) };
  return { submission: 's-1', ticket: 'K2-014', at: 1, language: 'en', forms: told };
}
const keep = async (station: MemoryStation, said: Submission, patient = 'p1') =>
  await keepTold(station, { said, kiosk: KIOSK }, patient);
const packet = async (station: MemoryStation, id = 'forms-s-1') => (await station.rows.packet(id))!;

test('[FORM-21] what was filled in and signed at a kiosk is a packet to review: its answers, its text and its signature', async () => {
  const station = desk();
  const treat = await signed(station, filled('consent-to-treat', { 'treat.read': true }));
  const refused = { form: 'privacy-notice', version: '1', outcome: 'refused', reason: 'Does not agree.' } as const;
  const left = { form: 'telehealth', version: '1', outcome: 'desk' } as const;
  expect(await keep(station, await sent(station, [PHQ, treat, refused, left]))).toEqual({
    ok: true,
    value: ['forms-s-1']
  });

  const { channel, told, forms } = await packet(station);
  expect([channel, told]).toEqual(['kiosk', []]);
  expect(forms.map(({ form, state }) => `${form} ${state}`)).toEqual([
    ...['phq-2 submitted', 'consent-to-treat submitted', 'privacy-notice declined', 'telehealth opened']
  ]);
  expect(forms[0]?.answers[0]?.device).toBe(KIOSK);
  const [, { submitted } = { submitted: null }] = forms;
  if (!submitted?.signature) throw new Error('not signed');
  const verdict = (of: typeof submitted) => verifySigned(of, of.signature!, station.signing.check);
  expect([
    await verdict(submitted),
    await verdict({ ...submitted, text: ['consent-to-treat as shown.'] }),
    await verdict({ ...submitted, submission: 's-2' })
  ]).toEqual(['good', 'changed', 'not-this-signature']);

  // Reviewed as any other: the consent and the refusal are in the record [FORM-10].
  expect((await reviewForm(station, 'forms-s-1', CONSENT_TO_TREAT.form)).ok).toBe(true);
  expect((await reviewForm(station, 'forms-s-1', PRIVACY_NOTICE.form)).ok).toBe(true);
  const consents = (await station.rows.patient('p1'))?.consents ?? [];
  expect(consents.map(({ form, decision, reason = '' }) => [form, decision, reason])).toEqual(
    expect.arrayContaining([
      ['consent-to-treat', 'given', ''],
      ['privacy-notice', 'refused', 'Does not agree.']
    ])
  );
});

/** A desk that contents of kiosks reach only when they are let. */
function behind(): { readonly station: MemoryStation; readonly letCome: () => void } {
  const here = desk();
  let hasCome = false;
  const read: MemoryStation['blobs']['read'] = async (doc, ref) =>
    hasCome ? await here.blobs.read(doc, ref) : { ok: false, error: { code: 'blob/not-yet' } };
  return { station: { ...here, blobs: { ...here.blobs, read } }, letCome: () => void (hasCome = true) };
}

test('[FORM-21] answers that are not here yet are read in later; read twice, or kept twice, they are there once', async () => {
  const { station, letCome } = behind();
  const said = await sent(station, [PHQ]);
  expect((await keep(station, said)).ok).toBe(true);
  expect((await packet(station)).told).toMatchObject([{ submission: 's-1', kiosk: KIOSK }]);
  expect(await readTold(station, 'forms-s-1')).toEqual({ ok: false, error: { code: 'forms/told-away' } });
  expect((await packet(station)).forms[0]?.state).toBe('sent');

  letCome();
  await keep(station, said);
  const count = station.recorded.length;
  await keep(station, said);
  expect([await readTold(station, 'forms-s-1'), station.recorded.length]).toEqual([{ ok: true, value: true }, count]);
  const { forms, told } = await packet(station);
  expect([forms[0]?.state, forms[0]?.answers.length, told]).toEqual(['submitted', 2, []]);
});

test('[FORM-6] one packet at a kiosk and on a tablet at once is one form, merged question by question', async () => {
  const station = desk();
  const given = await givePacket(station, { patient: 'p1', forms: [PHQ_2.form], language: 'en', visitType: null });
  if (!given.ok) throw new Error(given.error.code);
  const filling = { packet: given.value, form: PHQ_2.form, hand: 'patient', language: 'en' } as const;
  await answerForm(station, filling, [{ item: FIRST, values: [{ code: '3' }], was: [] }]);

  expect(await keep(station, await sent(station, [PHQ]))).toEqual({ ok: true, value: [given.value] });
  const [form] = (await packet(station, given.value)).forms;
  const by = (item: string) => form?.answers.find((one) => one.item === item);
  expect(by(FIRST)).toMatchObject({ values: [{ code: '0' }], device: KIOSK, beside: { values: [{ code: '3' }] } });
  expect(by(SECOND)).toMatchObject({ values: [{ code: '1' }] });
  // Nothing is open any more, and nobody signs it: it is handed in once, with the answers of both.
  expect(form?.submitted?.answers.map(({ item }) => item)).toEqual(SCALE);
  expect(await station.rows.packet('forms-s-1')).toBeUndefined();
});

test('[FORM-6] what the tablet has handed in meanwhile stays; what the kiosk says otherwise is shown beside it', async () => {
  const { station, letCome } = behind();
  const given = await givePacket(station, { patient: 'p1', forms: [PHQ_2.form], language: 'en', visitType: null });
  if (!given.ok) throw new Error(given.error.code);
  const of = { packet: given.value, form: PHQ_2.form, hand: 'patient', language: 'en' } as const;
  await keep(station, await sent(station, [PHQ]));
  const answers = new Map(SCALE.map((item) => [item, [{ code: '3' }]] as const));
  await answerForm(
    station,
    of,
    [...answers].map(([item, values]) => ({ item, values, was: [] }))
  );
  await submitForm(station, of, { form: PHQ_2, answers, signing: null });
  letCome();
  expect(await readTold(station, given.value)).toEqual({ ok: true, value: true });
  const [form] = (await packet(station, given.value)).forms;
  expect(form?.submitted?.answers.map(({ values }) => values)).toEqual([[{ code: '3' }], [{ code: '3' }]]);
  expect(form?.answers.map(({ beside }) => beside?.values)).toEqual([[{ code: '3' }], [{ code: '3' }]]);
});

test('[FORM-8] nothing has changed since: the answers of the last time, handed in anew', async () => {
  const station = desk();
  const earlier = await givePacket(station, {
    patient: 'p1',
    forms: [MEDICATIONS.form],
    language: 'en',
    visitType: null
  });
  if (!earlier.ok) throw new Error(earlier.error.code);
  const filling = { packet: earlier.value, form: MEDICATIONS.form, hand: 'patient', language: 'en' } as const;
  const answers = new Map<string, readonly AnswerValue[]>([
    ['meds.any', [false]],
    ['allergy.any', [false]]
  ]);
  await answerForm(
    station,
    filling,
    [...answers].map(([item, values]) => ({ item, values, was: [] }))
  );
  expect((await submitForm(station, filling, { form: MEDICATIONS, answers, signing: null })).ok).toBe(true);

  const { form, version } = MEDICATIONS;
  const unchanged = { form, version, outcome: 'unchanged', language: 'en', since: '2026-02-03' } as const;
  await keep(station, await sent(station, [unchanged]));
  const [told] = (await packet(station)).forms;
  expect([told?.state, told?.earlier, [...answersIn(told!)]]).toEqual(['submitted', earlier.value, [...answers]]);
});

test('[FORM-21] taken for somebody else first, the packet of the right person is another', async () => {
  const station = desk();
  const said = await sent(station, [PHQ]);
  await keep(station, said, 'p2');
  const second = await keep(station, said, 'p1');
  expect(second.ok && second.value).not.toContain('forms-s-1');
  expect((await packet(station)).patient).toBe('p2');
});

test.each<[string, string]>([
  ['of another submission', toldText({ submission: 's-9', forms: [PHQ] })],
  ['that is none', '{"forms":']
])('[FORM-21] a content %s is not believed', async (_, text) => {
  const station = desk();
  await keep(station, await sent(station, [PHQ], text));
  expect(await readTold(station, 'forms-s-1')).toEqual({ ok: false, error: { code: 'forms/told-damaged' } });
  expect((await packet(station)).forms[0]?.answers).toEqual([]);
});

test('[FORM-21] a card’s number is kept nowhere: the desk asks', async () => {
  const station = desk();
  await keep(station, await sent(station, [filled('phq-2', { [FIRST]: '4111 1111 1111 1111' })]));
  expect((await packet(station)).forms[0]?.state).toBe('opened');
});

test('[FORM-21] who may not register takes none, and no kiosk is asked', async () => {
  const station = desk('privacy-officer');
  const said = await sent(desk(), [PHQ]);
  expect(await keep(station, said)).toEqual({ ok: false, error: { code: 'forms/not-yours' } });
  expect([station.recorded, inboxDoc(KIOSK)]).toEqual([[], 'inbox/9']);
});
