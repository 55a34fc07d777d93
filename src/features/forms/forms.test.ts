import { expect, test } from 'vitest';
import { patientDoc } from '#domain/documents.ts';
import type { Answers, AnswerValue, Form } from '#domain/forms/form.ts';
import { answersIn } from '#domain/forms/packet.ts';
import { answersShown, type HarvestProposal } from '#domain/forms/harvest.ts';
import { CONSENT_TO_TREAT, PRIVACY_NOTICE, TELEHEALTH } from '#domain/forms/shipped/consents.ts';
import { MEDICATIONS, PHQ_2 } from '#domain/forms/shipped/history.ts';
import { REGISTRATION } from '#domain/forms/shipped/registration.ts';
import { MINOR } from '#domain/forms/shipped/special.ts';
import { relationshipsFor, verifySigned } from '#domain/forms/signature.ts';
import { bytesOfStrokes } from '#domain/forms/strokes.ts';
import { checkInOf } from '#domain/visit/check-in.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { answerForm, declineForm, openPacket, submitForm, type Filling, type SigningHere } from './fill-form.ts';
import { dueForms } from '#domain/forms/due-forms.ts';
import { formsHere } from './forms-here.ts';
import { giveCopy, isCopyOwed } from './give-copy.ts';
import { givePacket, withdrawPacket } from './give-packet.ts';
import { openProposals, reviewForm, settleProposal } from './review-form.ts';

const PERSON = {
  doc: patientDoc('p1'),
  facts: [
    {
      kind: 'patient/registered',
      of: {
        ...{ patient: 'p1', source: 'desk', name: { family: 'Quist', given: ['Ida'] }, birthDate: '1980-02-29' },
        ...{ sex: 'female', phones: [{ number: '+12065550101', use: 'mobile' }], identifiers: [] },
        address: { line: ['1 Elm St'], city: 'Dayton', state: 'OH', postalCode: '45402' }
      }
    }
  ]
};
const desk = (role: MemoryStation['user']['role'] = 'coordinator'): MemoryStation =>
  memoryStation({ user: { user: 'u-x', role }, facts: [practiceFacts(), PERSON] });

async function given(station: MemoryStation, ...forms: readonly Form[]): Promise<string> {
  const giving = { patient: 'p1', forms: forms.map(({ form }) => form), language: 'en', visitType: null } as const;
  const done = await givePacket(station, giving);
  if (!done.ok) throw new Error(done.error.code);
  return done.value;
}
const filling = (packet: string, form: Form): Filling => ({ packet, form: form.form, hand: 'patient', language: 'en' });
const answers = (said: Record<string, AnswerValue>): Answers =>
  new Map(Object.entries(said).map(([item, value]) => [item, [value]]));
const SIGNING: SigningHere = {
  ...{ signer: ' Ida  Quist ', relationship: 'self', method: 'drawn', intent: true, electronic: true, copy: 'offered' },
  strokes: bytesOfStrokes([
    [
      [0.1, 0.2],
      [0.5, 0.5]
    ]
  ])
};
const WHY = { reason: ' Would rather not ', refuser: { name: ' Ida  Quist', relationship: 'self' } } as const;
/** What somebody made sure of, how, and how many days ago. */
type DatedLook = readonly [field: string, how: string, days: number];
const refused = (code: string) => ({ ok: false, error: { code } });
const DONE = { ok: true, value: true };
const responseOf = async (station: MemoryStation, packet: string, form: Form) =>
  (await station.rows.packet(packet))!.forms.find((one) => one.form === form.form)!;

test('[FORM-4] [FORM-5] forms are given in the practice’s order, opened, and go out once', async () => {
  const station = desk();
  const packet = await given(station, PHQ_2, REGISTRATION);
  expect(await station.rows.packetsOf('p1')).toMatchObject([
    { forms: [{ form: 'registration', state: 'not-sent' }, { form: 'phq-2' }], channel: null }
  ]);
  expect(await openPacket(station, packet, 'patient')).toEqual(DONE);
  expect(await openPacket(station, packet, 'patient')).toEqual(DONE);
  expect(await station.rows.packet(packet)).toMatchObject({ channel: 'tablet', opened: true });
  expect(station.recorded.filter(({ command }) => command === 'forms/fill')).toHaveLength(1);
});

test('[FORM-5] what a new patient is given follows from age and what was signed', async () => {
  const station = desk();
  const patient = (await station.rows.patient('p1'))!;
  const here = formsHere(await station.rows.practice());
  const ask = { ...{ patient, packets: [], isEstablished: false, visitType: null, reason: '' } };
  const due = dueForms(here, { ...ask, today: station.today(), zone: station.zone });
  expect(due.map(({ form }) => form)).toContain('consent-to-treat');
  const child = { ...patient, birthDate: '2020-01-01' };
  expect(
    dueForms(here, { ...ask, patient: child, today: station.today(), zone: station.zone }).map(({ form }) => form)
  ).toContain('minor-consent');
});

test('[FORM-5] who has Medicare on that day is asked whether another plan pays first', async () => {
  const station = desk();
  const of = {
    ...{
      patient: 'p1',
      coverage: 'c1',
      kind: 'health',
      order: 'primary',
      member: '1EG4',
      subscriber: { relationship: 'self' }
    },
    ...{ period: { start: '2026-01-01', end: null }, payer: { name: 'CMS', id: '' }, plan: { type: 'medicare' } }
  };
  station.receive(patientDoc('p1'), [{ kind: 'coverage/added', of }], 9);
  const patient = (await station.rows.patient('p1'))!;
  const here = formsHere(await station.rows.practice());
  const ask = { patient, packets: [], isEstablished: false, visitType: null, reason: '', zone: station.zone };
  const given = (today: string) => dueForms(here, { ...ask, today }).map(({ form }) => form);
  expect(given('2026-11-20')).toContain('medicare-first');
  expect(given('2025-12-31')).not.toContain('medicare-first');
});

test('[FORM-7] [FORM-10] a consent that is signed holds, is reviewed, and makes sure of its line of check-in', async () => {
  const station = desk();
  const packet = await given(station, CONSENT_TO_TREAT, PRIVACY_NOTICE);
  const treat = filling(packet, CONSENT_TO_TREAT);
  expect(await answerForm(station, treat, [{ item: 'treat.read', values: [true], was: [] }])).toEqual(DONE);
  const said = answersIn(await responseOf(station, packet, CONSENT_TO_TREAT));
  expect(await submitForm(station, treat, { form: CONSENT_TO_TREAT, answers: said, signing: SIGNING })).toEqual(DONE);
  const { submitted } = await responseOf(station, packet, CONSENT_TO_TREAT);
  expect(submitted).toMatchObject({ signature: { signer: 'Ida Quist', device: 1 }, hand: 'patient' });
  expect(await verifySigned(submitted!, submitted!.signature!, station.signing.check)).toBe('good');
  const other = {
    ...submitted!,
    text: submitted!.text.map((line) => line.replace('I may say no', 'I may not say no'))
  };
  expect(await verifySigned(other, submitted!.signature!, station.signing.check)).toBe('changed');
  expect(station.noted).toMatchObject([{ action: 'form/signed', refs: ['patient:p1', `document:case/${packet}`] }]);

  const notice = filling(packet, PRIVACY_NOTICE);
  expect(await declineForm(station, { ...notice, hand: 'staff' }, PRIVACY_NOTICE, WHY)).toEqual(DONE);
  expect(await reviewForm(station, packet, 'consent-to-treat')).toEqual(DONE);
  expect((await station.rows.packets()).length).toBe(1);
  expect(await reviewForm(station, packet, 'privacy-notice')).toEqual(DONE);
  expect(await station.rows.packets()).toEqual([]);
  expect(await station.rows.packet(packet)).toMatchObject({
    closed: 'archived',
    forms: [{ state: 'archived' }, { state: 'archived' }]
  });

  const patient = (await station.rows.patient('p1'))!;
  expect(patient.consents).toMatchObject([
    { form: 'consent-to-treat', decision: 'given', signer: 'Ida Quist', version: '1', language: 'en' },
    {
      ...{ form: 'privacy-notice', decision: 'refused', reason: 'Would rather not', code: '64292-6', version: '1' },
      ...{ language: 'en', signer: 'Ida Quist', relationship: 'self', witness: station.user.name }
    }
  ]);
  // The words are for any state.
  expect(patient.consents?.some(({ state }) => state !== undefined)).toBe(false);
  const { checkIn: rules } = await station.rows.practice();
  const lines = checkInOf({ patient, rules, now: station.now(), zone: station.zone });
  expect(lines.filter(({ line }) => ['consent-to-treat', 'privacy-notice'].includes(line))).toMatchObject([
    { line: 'consent-to-treat', state: 'ok', evidence: { how: 'signed' } },
    { line: 'privacy-notice', state: 'ok', evidence: { how: 'declined', note: 'Would rather not' } }
  ]);
});

test.each<[string, readonly DatedLook[], Partial<SigningHere>, object]>([
  ['an ID seen today', [['photo-id', 'id', 0]], {}, { how: 'id', by: 'u-ann' }],
  ['asked today', [['identity', 'asked', 0]], {}, { how: 'asked', by: 'u-ann' }],
  ['an ID seen before today', [['photo-id', 'id', 1]], {}, { how: 'staff', by: 'u-x' }],
  ['a guardian, whom that says nothing of', [['photo-id', 'id', 0]], { relationship: 'parent' }, { how: 'staff' }]
])('[FORM-28] a signature says how it was known who signed: %s', async (_, looked, more, identity) => {
  const station = desk();
  const guardian = { ...CONSENT_TO_TREAT, signers: ['patient', 'guardian'] } as const;
  for (const [field, how, days] of looked)
    station.receive(
      patientDoc('p1'),
      [
        {
          kind: 'field/verified',
          of: { patient: 'p1', field, how },
          at: station.now() - days * 86_400_000,
          by: 'u-ann'
        }
      ],
      9
    );
  const packet = await given(station, CONSENT_TO_TREAT);
  const of = { form: guardian, answers: answers({ 'treat.read': true }), signing: { ...SIGNING, ...more } };
  expect(await submitForm(station, filling(packet, CONSENT_TO_TREAT), of)).toEqual(DONE);
  const { submitted } = await responseOf(station, packet, CONSENT_TO_TREAT);
  const signature = submitted!.signature!;
  expect(signature.identity).toMatchObject(identity);
  expect(await verifySigned(submitted!, signature, station.signing.check)).toBe('good');
  // It is part of what the device signed.
  const other = { ...signature, identity: { how: 'said' } as const };
  expect(await verifySigned(submitted!, other, station.signing.check)).toBe('not-this-signature');
});

test('[FORM-26] a copy of what was signed is given on paper or as a file, and is owed until then where it was asked for', async () => {
  const station = desk();
  const packet = await given(station, CONSENT_TO_TREAT);
  const copy = { packet, form: 'consent-to-treat', how: 'printed' } as const;
  expect(await giveCopy(station, copy)).toEqual(refused('forms/not-handed-in'));
  expect(await giveCopy(station, { ...copy, packet: 'nothing' })).toEqual(refused('forms/no-such-packet'));
  const signing = { ...SIGNING, method: 'clicked', copy: 'printed' } as const;
  const of = { form: CONSENT_TO_TREAT, answers: answers({ 'treat.read': true }), signing };
  expect(await submitForm(station, filling(packet, CONSENT_TO_TREAT), of)).toEqual(DONE);
  expect(isCopyOwed(await responseOf(station, packet, CONSENT_TO_TREAT))).toBe(true);
  expect(await giveCopy(station, { ...copy, how: 'saved' })).toEqual(DONE);
  // They asked for paper.
  expect(isCopyOwed(await responseOf(station, packet, CONSENT_TO_TREAT))).toBe(true);
  expect(await giveCopy(station, copy)).toEqual(DONE);
  const response = await responseOf(station, packet, CONSENT_TO_TREAT);
  expect([isCopyOwed(response), response.copies]).toMatchObject([
    false,
    [
      { how: 'saved', by: 'u-x' },
      { how: 'printed', by: 'u-x' }
    ]
  ]);
  const reader = desk('clinical');
  expect(await giveCopy(reader, copy)).toEqual(refused('forms/not-yours'));
});

test('[FORM-7] nothing is handed in that is not complete, or not signed by who may', async () => {
  const station = desk();
  const packet = await given(station, CONSENT_TO_TREAT, MINOR, MEDICATIONS);
  const read = answers({ 'treat.read': true });
  const wrong: [Answers, SigningHere | null, string][] = [
    [answers({}), SIGNING, 'forms/not-complete'],
    [answers({ 'treat.read': false }), SIGNING, 'forms/not-complete'],
    [read, null, 'forms/no-name'],
    [read, { ...SIGNING, signer: '  ' }, 'forms/no-name'],
    [read, { ...SIGNING, signer: 'x'.repeat(121) }, 'forms/no-name'],
    [read, { ...SIGNING, strokes: new Uint8Array() }, 'forms/no-signature'],
    [read, { ...SIGNING, method: 'witness' }, 'forms/no-signature'],
    [read, { ...SIGNING, intent: false }, 'forms/no-intent'],
    [read, { ...SIGNING, electronic: false }, 'forms/no-intent'],
    [new Map([...read, ['treat.questions', ['4111 1111 1111 1111']]]), SIGNING, 'forms/card-number']
  ];
  const before = station.recorded.length;
  for (const [said, signing, code] of wrong)
    expect(
      await submitForm(station, filling(packet, CONSENT_TO_TREAT), { form: CONSENT_TO_TREAT, answers: said, signing })
    ).toEqual(refused(code));
  const child = answers({
    'guardian.who': { code: 'mother' },
    'guardian.phone': '555-0102',
    'guardian.court': false,
    'bring.any': false
  });
  expect(await submitForm(station, filling(packet, MINOR), { form: MINOR, answers: child, signing: SIGNING })).toEqual(
    refused('forms/not-this-signer')
  );
  expect(await declineForm(station, filling(packet, CONSENT_TO_TREAT), CONSENT_TO_TREAT, { reason: 'No' })).toEqual(
    refused('forms/may-not-refuse')
  );
  expect(await declineForm(station, filling(packet, MEDICATIONS), MEDICATIONS, { reason: '  ' })).toEqual(
    refused('forms/reason')
  );
  expect(
    await answerForm(station, filling(packet, MEDICATIONS), [
      { item: 'meds.list', values: ['4111111111111111'], was: [] }
    ])
  ).toEqual(refused('forms/card-number'));
  expect(await answerForm(station, filling(packet, PHQ_2), [{ item: 'x', values: [true], was: [] }])).toEqual(
    refused('forms/no-such-form')
  );
  expect(await answerForm(station, filling('nothing', PHQ_2), [])).toEqual(refused('forms/no-such-packet'));
  expect(station.recorded).toHaveLength(before);
  expect(relationshipsFor(MINOR.signers ?? [])).toEqual(['parent', 'guardian']);
  const guardian = { ...SIGNING, signer: 'Mo Quist', relationship: 'parent' } as const;
  expect(await submitForm(station, filling(packet, MINOR), { form: MINOR, answers: child, signing: guardian })).toEqual(
    DONE
  );
});

test('[FORM-9] what a form says otherwise is taken or left field by field; until then it is not put away', async () => {
  const station = desk();
  const packet = await given(station, REGISTRATION);
  const one = filling(packet, REGISTRATION);
  const record = (await station.rows.patient('p1'))!;
  const begun = answersShown(REGISTRATION, { answers: [] }, record);
  const said = new Map([
    ...begun,
    ...answers({
      'reach.city': 'Akron',
      'reach.email': 'ida@example.org',
      'urgent.name': 'Bo',
      'urgent.phone': '555-0103'
    }),
    ...answers({ 'plan.has': false, 'pays.who': { code: 'self' } })
  ]);
  expect(
    await submitForm(station, one, {
      form: REGISTRATION,
      answers: new Map([...said, ['reach.email', ['ida']]]),
      signing: null
    })
  ).toEqual(refused('forms/not-complete'));
  expect(await submitForm(station, one, { form: REGISTRATION, answers: said, signing: null })).toEqual(DONE);
  const open = async () =>
    openProposals(
      REGISTRATION,
      await responseOf(station, packet, REGISTRATION),
      (await station.rows.patient('p1'))!,
      station.zone
    );
  const [email, address, self, urgent] = await open();
  expect([email, address, self, urgent].map((one) => one?.what)).toEqual(['email', 'address', 'self-pay', 'related:emergency']); // prettier-ignore
  expect(await reviewForm(station, packet, 'registration')).toEqual(refused('forms/not-settled'));

  const settle = (proposal: HarvestProposal | undefined, took: boolean) =>
    settleProposal(station, packet, { form: 'registration', proposal: proposal!, took });
  const other = { ...address, from: null } as HarvestProposal;
  expect(await settle(other, true)).toEqual(refused('forms/changed-meanwhile'));
  expect(await settle(address, true)).toMatchObject({ ok: true });
  for (const one of [email, self, urgent]) expect(await settle(one, false)).toMatchObject({ ok: true });
  expect(await open()).toEqual([]);
  expect(await station.rows.patient('p1')).toMatchObject({
    ...{ address: { city: 'Akron', state: 'OH' }, forks: [] },
    evidence: { address: { how: 'asked', note: 'About you, 2026-11-20: City' } }
  });
  const left = await station.rows.patient('p1');
  expect([left?.email, left?.related, left?.coverages]).toEqual([undefined, undefined, undefined]);
  expect(await reviewForm(station, packet, 'registration')).toEqual(DONE);
  expect(await station.rows.packet(packet)).toMatchObject({
    forms: [{ state: 'archived', settled: [{ took: true }, { took: false }, { took: false }, { took: false }] }]
  });
  expect(await answerForm(station, one, [])).toEqual(refused('forms/closed'));
});

test('[FORM-10] who signs that they do not want it has agreed to nothing', async () => {
  const station = desk();
  const packet = await given(station, TELEHEALTH);
  const said = answers({ 'tele.agree': false });
  expect(
    await submitForm(station, filling(packet, TELEHEALTH), { form: TELEHEALTH, answers: said, signing: SIGNING })
  ).toEqual(DONE);
  expect(await reviewForm(station, packet, 'telehealth')).toEqual(DONE);
  expect((await station.rows.patient('p1'))?.consents).toBeUndefined();
});

test('[FORM-8] the next packet knows the one with the last answers', async () => {
  const station = desk();
  const first = await given(station, MEDICATIONS);
  const said = answers({ 'meds.any': false, 'allergy.any': false });
  await submitForm(station, filling(first, MEDICATIONS), { form: MEDICATIONS, answers: said, signing: null });
  await reviewForm(station, first, 'medications');
  const second = await given(station, MEDICATIONS);
  expect(await station.rows.packet(second)).toMatchObject({ forms: [{ form: 'medications', earlier: first }] });
  expect(await withdrawPacket(station, second)).toEqual(DONE);
  expect(await withdrawPacket(station, second)).toEqual(refused('forms/closed'));
});

test('[FORM-4] each step asks for the verb of registering', async () => {
  const station = desk();
  const packet = await given(station, MEDICATIONS);
  const clinical = memoryStation({ user: { user: 'u-y', role: 'clinical' }, facts: [practiceFacts(), PERSON] });
  const no = refused('forms/not-yours');
  expect(
    await givePacket(clinical, { patient: 'p1', forms: ['medications'], language: 'en', visitType: null })
  ).toEqual(no);
  expect(await openPacket(clinical, packet, 'staff')).toEqual(no);
  expect(await answerForm(clinical, filling(packet, MEDICATIONS), [])).toEqual(no);
  expect(await reviewForm(clinical, packet, 'medications')).toEqual(no);
  expect(await withdrawPacket(clinical, packet)).toEqual(no);
  expect(await givePacket(station, { patient: 'p1', forms: [], language: 'en', visitType: null })).toEqual(
    refused('forms/none-chosen')
  );
  expect(
    await givePacket(station, { patient: 'nobody', forms: ['medications'], language: 'en', visitType: null })
  ).toEqual(refused('forms/no-such-patient'));
});
