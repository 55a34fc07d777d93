import { webcrypto } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectFoldLaws } from '#tests/fixtures/fold-laws.ts';
import type { NewFact, Recorded } from '../fact.ts';
import { clientIdOf } from '../ids.ts';
import { patientOf } from '../patient/patient.ts';
import { stampAt } from '../time.ts';
import { enabledBy, standingOf } from './answers.ts';
import { changedSince, keepAnswers, keptSection, sectionsOf } from './delta.ts';
import type { Answers, AnswerValue } from './form.ts';
import { fieldOfPath, RECORD_PATHS, recordText, withRecordText, type RecordPath } from './record-path.ts';
import { initialAnswers, proposalsOf } from './harvest.ts';
import { answersIn, packetOf, stageOfPacket, type Packet } from './packet.ts';
import { earlierOf, isOpenPacket, lastOf, responseState } from './packets.ts';
import { formsSaidIn, practiceForms } from './practice-forms.ts';
import { renderedText } from './rendered.ts';
import { SHIPPED_FORMS } from './shipped/every-form.ts';
import { CONSENT_TO_TREAT } from './shipped/consents.ts';
import { MEDICATIONS } from './shipped/history.ts';
import { REGISTRATION } from './shipped/registration.ts';
import { USUAL_RULES } from './shipped/usual-rules.ts';
import {
  answersToSign,
  bytesOfHex,
  hashOf,
  sealedText,
  verifySigned,
  type CheckSeal,
  type FormSignature,
  type SignedForm,
  type Signing
} from './signature.ts';
import { bytesOfStrokes, MOST_STROKE_BYTES, strokesFrom } from './strokes.ts';

const NOON = Date.UTC(2026, 10, 20, 17, 0);
const ZONE = 'America/New_York';
const given: NewFact = {
  kind: 'packet/given',
  of: {
    ...{ case: 'c', patient: 'p', site: 'main', visitType: null, language: 'en' },
    forms: [
      { form: 'medications', version: '1' },
      { form: 'privacy-notice', version: '1' }
    ]
  }
};
const answered = (item: string, values: readonly AnswerValue[], was: readonly AnswerValue[] = []): NewFact => ({
  kind: 'form/answered',
  of: { case: 'c', form: 'medications', hand: 'patient', language: 'es', answers: [{ item, values, was }] }
});
const submitted = (form = 'medications', values: readonly AnswerValue[] = [false]): NewFact => ({
  kind: 'form/submitted',
  of: {
    ...{ case: 'c', patient: 'p', form, version: '1', language: 'en', hand: 'patient', text: ['x'] },
    answers: [{ item: 'meds.any', values }]
  }
});
const declined: NewFact = {
  kind: 'form/declined',
  of: { case: 'c', form: 'privacy-notice', reason: 'Would rather not' }
};
const reviewed = (form: string): NewFact => ({ kind: 'form/reviewed', of: { case: 'c', form } });
const settled = (took: boolean): NewFact => ({
  kind: 'form/settled',
  of: { case: 'c', form: 'medications', field: 'email', took }
});
const sent: NewFact = { kind: 'packet/sent', of: { case: 'c', channel: 'tablet' } };
const opened: NewFact = { kind: 'packet/opened', of: { case: 'c', hand: 'patient' } };
const closed: NewFact = { kind: 'packet/closed', of: { case: 'c', how: 'archived' } };

const on = (device: number, ...facts: readonly NewFact[]): Recorded[] => each(device, facts, NOON);
function each(device: number, facts: readonly NewFact[], from: number): Recorded[] {
  return facts.map((fact, clock) => ({
    client: clientIdOf(device, 0),
    clock,
    fact: { ...fact, at: stampAt(from + clock * 1_000), by: `u-${device}` }
  }));
}
const states = (...facts: readonly NewFact[]) => packetOf(on(1, ...facts))?.forms.map(({ state }) => state);

test('[FORM-4] a packet folds to the same in any order, however often its facts came', () => {
  expectFoldLaws(
    packetOf,
    fc.constantFrom(
      ...[
        given,
        sent,
        opened,
        answered('meds.any', [true]),
        answered('meds.any', [false], [true]),
        submitted(),
        declined
      ],
      ...[settled(true), settled(false), reviewed('medications'), closed]
    )
  );
});

test('[FORM-4] a form goes its way from not sent to archived', () => {
  expect(states(given)).toEqual(['not-sent', 'not-sent']);
  expect(states(given, sent)).toEqual(['sent', 'sent']);
  expect(states(given, sent, opened)).toEqual(['opened', 'opened']);
  const typed = [given, sent, opened, answered('meds.any', [false])];
  expect(states(...typed)).toEqual(['in-progress', 'opened']);
  expect(states(...typed, submitted(), declined)).toEqual(['submitted', 'declined']);
  expect(states(...typed, submitted(), declined, reviewed('medications'))?.[0]).toBe('reviewed');
  expect(states(...typed, submitted(), declined, reviewed('medications'), settled(true))?.[0]).toBe('harvested');
  expect(states(...typed, submitted(), declined, reviewed('medications'), closed)).toEqual(['archived', 'archived']);
  expect(packetOf(on(1, ...typed))?.language).toBe('es');
  expect(packetOf(on(1, answered('meds.any', [true])))).toBeNull();
});

test('[FORM-4] what staff have looked at is not handed in anew; who has signed has not declined', () => {
  const packet = packetOf(
    on(
      1,
      given,
      submitted(),
      reviewed('medications'),
      submitted('medications', [true]),
      submitted('privacy-notice'),
      declined
    )
  );
  expect(packet?.forms[0]?.submitted?.answers).toEqual([{ item: 'meds.any', values: [false] }]);
  expect(packet?.forms[1]?.declined).toBeNull();
  expect(packet && stageOfPacket(packet)).toBe('review');
});

test('[FORM-6] two devices at one packet: the last answer of each question counts, and both are shown where they differ', () => {
  const first = on(1, given, answered('meds.any', [true]), answered('meds.list', ['Lisinopril']));
  const second = each(2, [answered('meds.any', [false]), answered('allergy.any', [false])], NOON + 60_000);
  const one = packetOf([...first, ...second])?.forms[0];
  expect(one && Object.fromEntries(answersIn(one))).toEqual({
    'meds.any': [false],
    'meds.list': ['Lisinopril'],
    'allergy.any': [false]
  });
  expect(one?.answers.filter(({ beside }) => beside)).toMatchObject([
    { item: 'meds.any', values: [false], device: 2, beside: { values: [true], device: 1 } }
  ]);
  // Whoever answers once more has seen what stands there.
  const settledLater = each(1, [answered('meds.any', [true], [false])], NOON + 120_000).map((one) => ({
    ...one,
    clock: 9
  }));
  expect(packetOf([...settledLater, ...second, ...first])?.forms[0]?.answers.some(({ beside }) => beside)).toBe(false);
  // The same said twice is one answer.
  expect(
    packetOf([...first, ...each(2, [answered('meds.any', [true])], NOON + 60_000)])?.forms[0]?.answers.some(
      ({ beside }) => beside
    )
  ).toBe(false);
});

const packet = (facts: readonly Recorded[]): Packet => packetOf(facts)!;

test('[FORM-4] a packet nobody finishes expires; what was signed again elsewhere is superseded', () => {
  const open = packet(on(1, given, answered('meds.any', [false])));
  const state = (today: string, all: readonly Packet[] = [open]) =>
    responseState(open, open.forms[0]!, all, { today, zone: ZONE });
  expect([state('2026-12-20'), state('2026-12-21')]).toEqual(['in-progress', 'expired']);
  expect([isOpenPacket(open, '2026-12-20', ZONE), isOpenPacket(open, '2026-12-21', ZONE)]).toEqual([true, false]);
  const later = { ...packet(each(2, [given, submitted()], NOON + 86_400_000)), case: 'd' };
  expect(state('2026-11-22', [open, later])).toBe('superseded');
  expect(lastOf([later, open], ZONE).get('medications')).toMatchObject({ on: '2026-11-21', packet: 'd' });
});

const SAID: Answers = new Map<string, readonly AnswerValue[]>([
  ['meds.any', [true]],
  ['meds.list', ['Lisinopril 10 mg, once a day', 'Aspirin']],
  ['allergy.any', [false]]
]);

test('[FORM-8] who comes again is shown what they said, and is asked only what has changed', () => {
  const before = packet(
    on(1, given, {
      ...submitted(),
      of: { ...(submitted().of as object), answers: [...SAID].map(([item, values]) => ({ item, values })) }
    })
  );
  const earlier = earlierOf(MEDICATIONS, before, ZONE)!;
  const [meds, allergy] = sectionsOf(MEDICATIONS);
  expect(keptSection(meds!, earlier, 'en')).toEqual({
    section: 'meds',
    on: '2026-11-20',
    said: [
      { item: 'meds.any', question: 'Do you take any medicine, vitamin or herb?', answer: 'Yes' },
      { item: 'meds.list', question: 'Name, how much, how often', answer: 'Lisinopril 10 mg, once a day; Aspirin' }
    ]
  });
  const kept = keepAnswers(allergy!, earlier, new Map([['allergy.any', [true]]]));
  expect(kept).toEqual([{ item: 'allergy.any', values: [false], was: [true] }]);
  expect(keepAnswers(allergy!, earlier, SAID)).toEqual([]);
  expect(changedSince(MEDICATIONS, earlier, new Map([...SAID, ['meds.list', ['Aspirin']]]))).toEqual(['meds.list']);
  expect(earlierOf(REGISTRATION, before, ZONE)).toBeNull();
  expect(keptSection(meds!, null, 'en')).toBeNull();
});

test('[FORM-8] every item of every form stands in one section', () => {
  for (const form of SHIPPED_FORMS) {
    const inSections = sectionsOf(form).flatMap((one) => (one.linkId.startsWith('~') ? (one.items ?? []) : [one]));
    expect(inSections).toEqual(form.items);
  }
});

const person = patientOf(
  on(1, {
    kind: 'patient/registered',
    of: {
      ...{
        patient: 'p',
        source: 'desk',
        name: { family: 'Rookwell', given: ['Ann', 'Mary'] },
        birthDate: '1971-03-09'
      },
      ...{ sex: 'female', phones: [{ number: '+12065550101', use: 'mobile' }], identifiers: [], language: 'es' },
      address: { line: ['1 Elm St'], city: 'Dayton', state: 'OH', postalCode: '04401' }
    }
  })
)!;

const TODAY_IN = { on: '2026-11-20', guardian: null };

test('[FORM-9] every part of the registration that a form may begin with is what it would propose, and a code is no word', () => {
  const record: typeof person = {
    ...person,
    ...({ sex: 'female', genderIdentity: 'non-binary', pronouns: 'they/them', maritalStatus: 'M' } as const),
    ...{ email: 'a@example.org', employer: 'Elm Mill', advanceDirective: false },
    communication: { interpreter: true, needs: 'Large print' },
    contact: { text: true, voicemail: false, bestTime: 'Mornings' },
    careTeam: { pcp: 'Dr Oak', referring: 'Dr Ash', pharmacy: 'Elm Pharmacy' }
  };
  for (const path of RECORD_PATHS) {
    const text = recordText(record, path);
    if (text === '') continue;
    // Said the same it proposes nothing; said otherwise, that and nothing else.
    expect(withRecordText(record, path, text)).toBe(record);
    const other = OTHERWISE[path] ?? (text === 'true' ? 'false' : text === 'false' ? 'true' : 'x');
    const said = withRecordText(record, path, other);
    expect([path, recordText(said, path)]).toEqual([path, other]);
    const changed = Object.keys(said).filter((key) => said[key as 'sex'] !== record[key as 'sex']);
    expect(changed).toEqual([fieldOfPath(path)]);
  }
  for (const path of ['sex', 'genderIdentity', 'maritalStatus'] as const)
    expect(withRecordText(record, path, 'Married')).toBe(record);
});
/** Of what is not any text. */
const OTHERWISE: Readonly<Partial<Record<RecordPath, string>>> = {
  ...{ birthDate: '1999-01-01', sex: 'male', genderIdentity: 'female', maritalStatus: 'W' }
};

test('[FORM-9] a form begins with what the record says, and proposes what it says otherwise, by fields', () => {
  const begun = initialAnswers(REGISTRATION, person);
  expect(Object.fromEntries(begun)).toMatchObject({
    'you.given': ['Ann Mary'],
    'you.language': [{ code: 'es' }],
    'reach.mobile': ['+12065550101'],
    'reach.zip': ['04401']
  });
  expect(proposalsOf(REGISTRATION, begun, person, TODAY_IN)).toEqual([]);
  const typed = new Map([
    ...begun,
    ['reach.mobile', ['(206) 555-0101']],
    ['reach.home', ['206 555 0102']],
    ['reach.city', [' Akron ']],
    ['reach.zip', ['04402']],
    ['reach.email', ['ann@example.org']]
  ] as [string, AnswerValue[]][]);
  expect(proposalsOf(REGISTRATION, typed, person, TODAY_IN)).toEqual([
    {
      kind: 'field',
      what: 'phones',
      from: [{ number: '+12065550101', use: 'mobile' }],
      to: [
        { number: '+12065550101', use: 'mobile' },
        { number: '+12065550102', use: 'home' }
      ],
      items: ['reach.home']
    },
    { kind: 'field', what: 'email', from: null, to: 'ann@example.org', items: ['reach.email'] },
    {
      kind: 'field',
      what: 'address',
      from: { line: ['1 Elm St'], city: 'Dayton', state: 'OH', postalCode: '04401' },
      to: { line: ['1 Elm St'], city: 'Akron', state: 'OH', postalCode: '04402' },
      items: ['reach.city', 'reach.zip']
    }
  ]);
});

test('[FORM-10] a consent is evidence for its line of check-in from the moment it was signed; a refusal keeps its reason', () => {
  const consent = (signedAt: number, more: object): NewFact => ({
    kind: 'consent/recorded',
    of: {
      ...{
        patient: 'p',
        form: 'privacy-notice',
        version: '1',
        language: 'es',
        code: '64292-6',
        signer: 'Ann Rookwell'
      },
      ...{ relationship: 'self', signedAt, packet: 'c', line: 'privacy-notice', decision: 'given', ...more }
    }
  });
  const registered: NewFact = { kind: 'patient/registered', of: { ...person } };
  const after = (...facts: NewFact[]) => patientOf(each(3, [registered, ...facts], NOON));
  const one = after(consent(NOON - 5_000, {}));
  expect(one?.evidence?.['privacy-notice']).toEqual({ how: 'signed', at: NOON - 5_000, by: 'u-3' });
  expect(one?.consents).toMatchObject([{ form: 'privacy-notice', language: 'es', recordedBy: 'u-3' }]);
  const refusal = after(consent(NOON, { decision: 'refused', reason: 'Would rather not' }));
  expect(refusal?.evidence?.['privacy-notice']).toMatchObject({ how: 'declined', note: 'Would rather not' });
  // Recorded late, it does not take the place of what was made sure of since.
  const both = after(consent(NOON, {}), consent(NOON - 86_400_000, { decision: 'refused', reason: 'No' }));
  expect(both?.evidence?.['privacy-notice']).toMatchObject({ how: 'signed' });
});

test('[FORM-5] the practice’s words and rules take the place of ours; what cannot be asked is let be', () => {
  const own = { ...MEDICATIONS, version: '2', days: 30 };
  const said = formsSaidIn(
    on(
      1,
      { kind: 'form/defined', of: { form: 'medications', definition: own } },
      { kind: 'form/defined', of: { form: 'medications', definition: { ...own, version: '3', items: [] } } },
      { kind: 'form/defined', of: { form: 'medications', definition: { form: 'medications', items: [{}] } } },
      { kind: 'form/ruled', of: { form: 'portal', isOn: false, place: 1, when: {} } }
    )
  );
  const { forms, rules } = practiceForms(said, SHIPPED_FORMS, USUAL_RULES);
  expect(forms.get('medications')?.version).toBe('2');
  expect(forms.size).toBe(SHIPPED_FORMS.length);
  expect(rules[0]).toEqual({ form: 'portal', isOn: false, place: 1, when: {} });
});

const { subtle } = webcrypto;
async function device() {
  const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const SIGN = { name: 'ECDSA', hash: 'SHA-256' };
  const key = new Uint8Array(await subtle.exportKey('raw', pair.publicKey));
  const ascii = (text: string) => new TextEncoder().encode(text);
  const check: CheckSeal = async (text, seal) => {
    const held = await subtle.verify(SIGN, pair.publicKey, Uint8Array.from(seal.signature), ascii(text));
    return held ? 'good' : 'broken';
  };
  const seal = async (text: string) => ({
    key,
    signature: new Uint8Array(await subtle.sign(SIGN, pair.privateKey, ascii(text)))
  });
  return { seal, check };
}

const SIGNING: Signing = {
  ...{ signer: 'Ann Rookwell', relationship: 'self', method: 'drawn', at: NOON, device: 1 },
  ...{
    strokes: bytesOfStrokes([
      [
        [0.1, 0.2],
        [0.5, 0.5]
      ],
      [[1, 1]]
    ]),
    intent: true,
    electronic: true,
    copy: 'offered'
  }
};

async function signedConsent() {
  const answers: Answers = new Map([
    ['treat.read', [true]],
    ['treat.questions', ['¿Duele? — sí']]
  ]);
  const { enabled } = standingOf(CONSENT_TO_TREAT, answers, '2026-11-20');
  const signed: SignedForm = {
    ...{ case: 'c', patient: 'p', form: CONSENT_TO_TREAT.form, version: '1', language: 'es' },
    answers: answersToSign(CONSENT_TO_TREAT, answers),
    text: renderedText(CONSENT_TO_TREAT, answers, enabled, 'es')
  };
  const { seal, check } = await device();
  const hash = bytesOfHex(hashOf(signed));
  const signature: FormSignature = { ...SIGNING, hash, seal: await seal(sealedText(signed, SIGNING)) };
  return { signed, signature, check };
}

test('[FORM-7] one other character anywhere in the text, or another answer, and the signature does not hold', async () => {
  const { signed, signature, check } = await signedConsent();
  expect(await verifySigned(signed, signature, check)).toBe('good');
  for (const [line, said] of signed.text.entries()) {
    for (const at of [0, Math.floor(said.length / 2), said.length - 1]) {
      const flipped = said.slice(0, at) + String.fromCharCode(said.charCodeAt(at) ^ 1) + said.slice(at + 1);
      const text = signed.text.map((one, i) => (i === line ? flipped : one));
      expect(await verifySigned({ ...signed, text }, signature, check)).toBe('changed');
    }
  }
  const other = (more: Partial<SignedForm>) => verifySigned({ ...signed, ...more }, signature, check);
  expect(await other({ answers: [{ item: 'treat.read', values: [false] }] })).toBe('changed');
  expect(await other({ version: '2' })).toBe('changed');
  expect(await other({ language: 'en' })).toBe('changed');
  // Hash and text changed together: the device signed the hash it saw.
  const text = [...signed.text, 'and my house'];
  const hash = bytesOfHex(hashOf({ ...signed, text }));
  expect(await verifySigned({ ...signed, text }, { ...signature, hash }, check)).toBe('not-this-signature');
});

test('[FORM-7] nothing of who signed, how, when and for whom can be changed afterwards', async () => {
  const { signed, signature, check } = await signedConsent();
  const changes: Partial<FormSignature>[] = [
    { signer: 'Bea Rookwell' },
    { relationship: 'guardian' },
    { method: 'typed' },
    { strokes: bytesOfStrokes([[[0.1, 0.2]]]) },
    { at: NOON + 1 },
    { device: 2 },
    { witness: { user: 'u-ada', name: 'Ada Quill' } },
    { intent: false },
    { electronic: false },
    { copy: 'printed' },
    { seal: { ...signature.seal, signature: new Uint8Array(64) } }
  ];
  for (const change of changes)
    expect(await verifySigned(signed, { ...signature, ...change }, check)).toBe('not-this-signature');
  expect(await verifySigned({ ...signed, patient: 'p2' }, signature, check)).toBe('not-this-signature');
  expect(await verifySigned(signed, signature, async () => 'unknown')).toBe('unknown-device');
});

test('[FORM-7] a pen’s way is kept to a ten thousandth, and so much of it as fits', () => {
  const strokes = [
    [
      [0, 0],
      [0.25, 0.75]
    ] as const,
    [[1, 1]] as const
  ];
  const back = strokesFrom(bytesOfStrokes(strokes));
  expect(back.map((stroke) => stroke.map(([x, y]) => [x.toFixed(4), y.toFixed(4)]))).toEqual([
    [
      ['0.0000', '0.0000'],
      ['0.2500', '0.7500']
    ],
    [['1.0000', '1.0000']]
  ]);
  expect(bytesOfStrokes([Array.from({ length: 9_999 }, () => [0.5, 2] as const)]).length).toBe(MOST_STROKE_BYTES);
  expect(strokesFrom(Uint8Array.of(1, 2, 3))).toEqual([]);
  expect(enabledBy(MEDICATIONS, new Map()).has('meds.list')).toBe(false);
});
