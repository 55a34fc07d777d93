import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { caseDoc, patientDoc } from '#domain/documents.ts';
import type { Json } from '#domain/export/json.ts';
import type { NewFact } from '#domain/fact.ts';
import { isOutsideForm } from '#domain/forms/outside-form.ts';
import { packetOf } from '#domain/forms/packet.ts';
import { patientOf } from '#domain/patient/patient.ts';
import { stampAt } from '#domain/time.ts';
import type { Clinic } from '../clinic/clinic.ts';
import { openClinic } from '../clinic/open-clinic.ts';
import { identities } from '../import/identity.ts';
import { importClinic } from '../import/import-clinic.ts';
import { runImport } from '../import/run-import.ts';
import type { ImportReport } from '../import/tally.ts';
import { exportFhir } from './fhir-export.ts';
import { ndjsonFiles } from './ndjson-files.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
let now = NOW;
let folder = '';
let clinic: Clinic;
/** A second clinic that reads what the first wrote. */
let opened: Clinic | null = null;
const other = async (): Promise<Clinic> => (opened ??= await openClinic(path.join(folder, 'other')));
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'anteroom-beside-'));
  clinic = await openClinic(path.join(folder, 'data'));
});
afterEach(async () => {
  await clinic.close();
  await opened?.close();
  opened = null;
  await rm(folder, { recursive: true });
});

const fixed = { now: () => NOW, fallbackZone: 'America/New_York', dryRun: false } as const;
async function put(resources: readonly Json[], into = clinic): Promise<ImportReport> {
  const from = await mkdtemp(path.join(folder, 'in-'));
  await writeFile(path.join(from, 'a.ndjson'), resources.map((each) => JSON.stringify(each)).join('\n'));
  now += 60_000;
  return await runImport({ ...fixed, format: 'fhir', from, clinic: importClinic(into, () => now), source: '' });
}
async function exported(of = clinic): Promise<readonly Json[]> {
  const out = path.join(await mkdtemp(path.join(folder, 'out-')), 'files');
  await mkdir(out, { recursive: true });
  await exportFhir({ ...fixed, clinic: of, sink: await ndjsonFiles(out) });
  const files = await Promise.all((await readdir(out)).sort().map((file) => readFile(path.join(out, file), 'utf8')));
  return files
    .flatMap((text) => text.split('\n'))
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Json);
}
const typed = (all: readonly Json[], type: string): readonly Json[] =>
  all.filter(({ resourceType }) => resourceType === type);
async function desk(doc: string, ...facts: readonly NewFact[]): Promise<void> {
  const outcome = await clinic.append([
    { doc, facts: facts.map(({ kind, of }, i) => ({ kind, of, at: stampAt(now + 1000 + i), by: 'ar' })) }
  ]);
  expect(outcome.refused).toEqual([]);
}

const P1 = identities('').patient('p1');
const person = async (of = clinic) => patientOf(await of.read(patientDoc(P1)));
const ADA: Json = {
  resourceType: 'Patient',
  id: 'p1',
  name: [{ family: 'Quill', given: ['Ada'] }],
  birthDate: '1971-03-09'
};
const about = { reference: 'Patient/p1' };
const role = (code: string) => ({ coding: [{ code }] });
const BEN: Json = {
  ...{ resourceType: 'RelatedPerson', id: 'r1', active: true, patient: about, birthDate: '1970-01-01' },
  relationship: [role('NFTH'), role('C')],
  name: [{ family: 'Quill', given: ['Ben', 'Ito'] }],
  telecom: [
    { system: 'phone', value: '206-555-0101' },
    { system: 'email', value: 'ben@example.org' }
  ]
};

describe('[IMP-35] a RelatedPerson is read as somebody beside the patient', () => {
  test('once, as they are related and what they are; and they leave as they came', async () => {
    expect((await put([ADA, BEN])).total).toMatchObject({ added: 2, refused: 0 });
    expect((await person())?.related).toMatchObject([
      {
        ...{ related: 'r1', name: { family: 'Quill', given: 'Ben Ito' }, relation: 'parent', roles: ['emergency'] },
        ...{ phone: '+12065550101', may: [], by: 'import' }
      }
    ]);
    expect((await put([ADA, BEN])).total).toMatchObject({ unchanged: 2 });
    expect(typed(await exported(), 'RelatedPerson')).toEqual([BEN]);
  });

  test('what a desk changed leaves with what was not understood; who was taken away is not active; both changed is a fork', async () => {
    await put([ADA, BEN]);
    const { related: _, patientOf: __, at: ___, by: ____, ...from } = (await person())!.related![0]!;
    const to = { ...from, phone: '+12065550102', may: ['billing'] as const };
    const said = (was: unknown, is: unknown): NewFact => ({
      kind: 'related/said',
      of: { patient: P1, related: 'r1', from: was, to: is }
    });
    await desk(patientDoc(P1), said(from, to));
    expect(typed(await exported(), 'RelatedPerson')).toMatchObject([
      {
        ...{ id: 'r1', birthDate: '1970-01-01', relationship: [{}, {}, { text: 'may be told: billing' }] },
        telecom: [{ value: '+12065550102' }, { value: 'ben@example.org' }]
      }
    ]);
    await put([ADA, { ...BEN, telecom: [{ system: 'phone', value: '206-555-0109' }] }]);
    expect((await person())?.relatedForks).toMatchObject([{ related: 'r1', values: [{ phone: '+12065550102' }, { phone: '+12065550109' }] }]); // prettier-ignore
    await desk(patientDoc(P1), said(to, null));
    expect(typed(await exported(), 'RelatedPerson')).toMatchObject([
      { id: 'r1', active: false, birthDate: '1970-01-01' }
    ]);
  });

  test('who pays and is a patient too is linked to their own record, in and out', async () => {
    await put([ADA, { resourceType: 'Patient', id: 'p0', name: [{ family: 'Quill', given: ['Ben'] }] }]);
    const said = {
      ...{
        name: { family: 'Quill', given: 'Ben' },
        relation: 'parent',
        roles: ['guarantor'],
        may: ['billing', 'pick-up']
      },
      ...{ period: { start: '2026-01-01', end: null }, patient: identities('').patient('p0') }
    };
    await desk(patientDoc(P1), { kind: 'related/said', of: { patient: P1, related: 'r-9', from: null, to: said } });
    const all = await exported();
    const [linked] = typed(all, 'RelatedPerson');
    expect(linked).toMatchObject({ id: 'r-9', extension: [{ valueReference: { reference: 'Patient/p0' } }] });
    await put(all, await other());
    expect((await person(await other()))?.related).toMatchObject([{ related: 'r-9', ...said }]);
  });

  test('what does not say enough is kept as it came, and nobody is told anything by a guess', async () => {
    const wrong: readonly [string, Json][] = [
      ['nobody is named', { name: undefined }],
      ['a name that is no list', { name: 'Ben' }],
      ['over, and not since when', { active: false }],
      ['days that do not exist', { period: { start: '2026-02-30' } }],
      ['an end before the start', { period: { start: '2026-02-02', end: '2026-02-01' } }],
      ['a name of 10 KB', { name: [{ family: 'x'.repeat(10_240) }] }],
      ['a card number for a phone', { telecom: [{ system: 'phone', value: '4111111111111111' }] }]
    ];
    const resources = wrong.map(([, part], i) => JSON.parse(JSON.stringify({ ...BEN, ...part, id: `r-${i}` })) as Json);
    expect((await put([ADA, ...resources])).total).toMatchObject({ added: 1 + wrong.length, refused: 0 });
    expect((await person())?.related).toBeUndefined();
    expect(typed(await exported(), 'RelatedPerson').map(({ id }) => id)).toEqual(resources.map(({ id }) => id));
  });
});

const CONSENT: Json = {
  ...{ resourceType: 'Consent', id: 'n1', status: 'active', patient: about, dateTime: '2026-03-02T14:00:00Z' },
  scope: { text: 'privacy' },
  category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
  performer: [{ display: 'Ada Quill' }]
};

describe('[IMP-36] a Consent is read as what was agreed to or refused', () => {
  test('from when it was signed, once; it makes sure of no line of check-in here, and leaves as it came', async () => {
    await put([ADA, CONSENT]);
    expect((await put([ADA, CONSENT])).total).toMatchObject({ unchanged: 2 });
    const one = await person();
    expect(one?.consents).toMatchObject([
      { form: 'outside', code: '59284-0', decision: 'given', signer: 'Ada Quill', signedAt: Date.UTC(2026, 2, 2, 14) }
    ]);
    expect(one?.evidence?.['consent-to-treat']).toBeUndefined();
    expect(typed(await exported(), 'Consent')).toEqual([CONSENT]);
  });

  test('what was signed or refused here comes out, and is read as the same', async () => {
    await put([ADA]);
    const signed = {
      ...{ form: 'consent-to-treat', version: '1', language: 'es', code: '59284-0', decision: 'given', state: 'OH' },
      ...{ signer: 'Mo Quill', relationship: 'parent', witness: 'Amy Rook', signedAt: NOW - 9_000, packet: 'k1', line: 'consent-to-treat' } // prettier-ignore
    } as const;
    const refused = {
      ...{ form: 'privacy-notice', version: '1', language: 'en', code: '64292-6', decision: 'refused', signer: '' },
      ...{
        relationship: 'self',
        reason: 'Would rather not',
        signedAt: NOW - 8_000,
        packet: 'k1',
        line: 'privacy-notice'
      }
    } as const;
    for (const of of [signed, refused])
      await desk(patientDoc(P1), { kind: 'consent/recorded', of: { patient: P1, ...of } });
    const all = await exported();
    expect(typed(all, 'Consent').map(({ status }) => status)).toEqual(['active', 'rejected']);
    await put(all, await other());
    const read = await person(await other());
    const { packet: _, ...whole } = signed;
    const { packet: __, ...no } = refused;
    expect(read?.consents).toMatchObject([no, whole]);
    expect(read?.evidence?.['privacy-notice']).toMatchObject({ how: 'declined', note: 'Would rather not' });
  });

  test('what does not say enough is kept as it came, and taken for nothing', async () => {
    const wrong: readonly [string, Json][] = [
      ['of another kind', { category: [{ coding: [{ code: 'npp' }] }] }],
      ['without a day', { dateTime: undefined }],
      ['of a day that does not exist', { dateTime: '2026-02-30' }],
      ['a draft', { status: 'draft' }],
      ['entered in error', { status: 'entered-in-error' }],
      ['with exceptions', { provision: { type: 'permit', provision: [{ type: 'deny' }] } }],
      ['opting out', { policyRule: { coding: [{ code: 'OPTOUT' }] } }],
      ['signed by 10 KB', { performer: [{ display: 'x'.repeat(10_240) }] }],
      ['in shapes that are none', { category: 'x', performer: 3, provision: [], extension: {} }]
    ];
    const resources = wrong.map(
      ([, part], i) => JSON.parse(JSON.stringify({ ...CONSENT, ...part, id: `n-${i}` })) as Json
    );
    expect((await put([ADA, ...resources])).total).toMatchObject({ added: 1 + wrong.length, refused: 0 });
    expect((await person())?.consents).toBeUndefined();
    expect(typed(await exported(), 'Consent')).toEqual(resources);
  });

  test('one that forbids is a refusal', async () => {
    await put([ADA, { ...CONSENT, provision: { type: 'deny' } }]);
    expect((await person())?.consents).toMatchObject([{ decision: 'refused' }]);
  });
});

const answered = (linkId: string, ...answer: Json[]): Json => ({ linkId, answer });
const RESPONSE: Json = {
  ...{ resourceType: 'QuestionnaireResponse', id: 'q1', status: 'completed', subject: about, language: 'es' },
  ...{ questionnaire: 'urn:anteroom:form:medications|1', authored: '2024-05-06T10:00:00Z', extension: [{ url: 'x' }] },
  item: [
    { linkId: 'meds', item: [answered('meds.any', { valueBoolean: true }), answered('meds.list', { valueString: 'Aspirin' }, { valueString: 'Té' })] }, // prettier-ignore
    { linkId: 'allergy', item: [answered('allergy.any', { valueBoolean: false })] }
  ]
};
const packet = async (of = clinic) => packetOf(await of.read(caseDoc(identities('').packet('q1'))));

describe('[IMP-37] a QuestionnaireResponse to a form of ours is that form, filled in', () => {
  test('when it was, once; a form that is old stays old; it leaves as it came', async () => {
    await put([ADA, RESPONSE]);
    expect((await put([ADA, RESPONSE])).total).toMatchObject({ unchanged: 2 });
    expect(await packet()).toMatchObject({
      ...{ patient: P1, closed: 'archived', language: 'es' },
      forms: [{ form: 'medications', state: 'archived', submitted: { at: Date.UTC(2024, 4, 6, 10), language: 'es' } }]
    });
    const { answers, signature } = (await packet())!.forms[0]!.submitted!;
    expect(answers).toContainEqual({ item: 'meds.list', values: ['Aspirin', 'Té'] });
    expect(signature).toBeUndefined();
    expect(typed(await exported(), 'QuestionnaireResponse')).toEqual([RESPONSE]);
  });

  test('what was filled in here comes out, and is read as the same answers', async () => {
    await put([ADA]);
    const answers = [
      { item: 'phq.interest', values: [{ code: '2' }] },
      { item: 'phq.down', values: [{ code: '1' }] }
    ];
    const of = { case: 'k1', patient: P1, language: 'en' };
    await desk(
      caseDoc('k1'),
      { kind: 'packet/given', of: { ...of, site: 'main', visitType: null, forms: [{ form: 'phq-2', version: '1' }] } },
      { kind: 'form/submitted', of: { ...of, form: 'phq-2', version: '1', hand: 'patient', answers, text: ['x'] } }
    );
    const all = await exported();
    const [response] = typed(all, 'QuestionnaireResponse');
    expect(response).toMatchObject({ id: 'k1-phq-2', questionnaire: 'urn:anteroom:form:phq-2|1', subject: about });
    expect(JSON.stringify(response)).toContain('Little interest');
    await put(all, await other());
    const read = packetOf(await (await other()).read(caseDoc(identities('').packet('k1-phq-2'))));
    expect(read?.forms[0]?.submitted?.answers).toEqual(answers);
  });

  test.each<[string, Json]>([
    ['to another questionnaire', { questionnaire: 'http://loinc.org/q/44249-1' }],
    ['to a form there is not', { questionnaire: 'urn:anteroom:form:none|1' }],
    ['to an object’s own property', { questionnaire: 'urn:anteroom:form:constructor|1' }],
    ['without a version', { questionnaire: 'urn:anteroom:form:medications' }],
    ['with a question that is not asked', { item: [answered('meds.color', { valueString: 'red' })] }],
    ['with a question twice', { item: [answered('meds.any', { valueBoolean: true }), answered('meds.any', { valueBoolean: false })] }], // prettier-ignore
    ['with an answer of another kind', { item: [answered('meds.any', { valueString: 'yes' })] }],
    ['with an answer that is an amount', { item: [answered('meds.any', { valueQuantity: { value: 1 } })] }]
  ])('[IMP-43] %s it is no form of ours: questions and answers in words, and as it came', async (_, part) => {
    const resource = { ...RESPONSE, ...part };
    await put([ADA, resource]);
    const read = await packet();
    expect(read).toMatchObject({ patient: P1, closed: 'archived', forms: [{ submitted: { answers: [] } }] });
    expect(isOutsideForm(read!.forms[0]!.form)).toBe(true);
    expect(read!.forms[0]!.submitted!.text.some((line) => / — /.test(line))).toBe(true);
    expect(typed(await exported(), 'QuestionnaireResponse')).toEqual([resource]);
  });

  test('[IMP-43] every kind of answer is said in words, groups too, and what the questionnaire is called', async () => {
    const kinds: readonly Json[] = [
      { valueBoolean: false },
      { valueDecimal: 3.25 },
      { valueDate: '1972-11-30' },
      { valueQuantity: { value: 2, unit: 'cups' } },
      { valueCoding: { system: 'http://loinc.org', code: 'LA6270-8', display: 'Never' } },
      { valueCoding: { code: 'f' } },
      { valueAttachment: { title: 'Scan', url: 'x' } },
      { valueReference: { reference: 'Patient/p1' } },
      { valueString: 'Té\u0007 caliente' }
    ];
    const item = [
      { linkId: 'g', text: 'About you', item: [{ linkId: '1', text: 'All', answer: kinds }] },
      {
        linkId: '2',
        answer: [{ valueInteger: 4, item: [{ linkId: '2.1', text: 'Why', answer: [{ valueString: 'So' }] }] }]
      }
    ];
    const called = { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/display', valueString: 'Habits' }] };
    await put([ADA, { ...RESPONSE, questionnaire: 'http://x.example/q|2', _questionnaire: called, item }]);
    expect((await packet())!.forms[0]!.submitted!.text).toEqual([
      'Habits',
      'About you',
      'All — No; 3.25; 1972-11-30; 2 cups; Never; f; Scan; Patient/p1; Té caliente',
      '2 — 4',
      'Why — So'
    ]);
  });

  test('what is not done, of no day, or says nothing is kept as it came', async () => {
    const deep = (depth: number): Json =>
      depth === 0 ? answered('x', { valueString: 'y' }) : { linkId: 'd', item: [deep(depth - 1)] };
    const wrong: readonly [string, Json][] = [
      ['not done', { status: 'in-progress' }],
      ['entered in error', { status: 'entered-in-error' }],
      ['of no day', { authored: undefined }],
      ['of a day that is none', { authored: '2024-02-31' }],
      ['without an answer', { questionnaire: 'http://x.example/q', item: [{ linkId: 'a', text: 'Nothing' }] }],
      ['too deep', { questionnaire: 'http://x.example/q', item: [deep(12)] }],
      ['too long', { questionnaire: 'http://x.example/q', item: [answered('a', { valueString: 'x'.repeat(45_000) })] }],
      ['items that are no list', { item: 'meds' }]
    ];
    const resources = wrong.map(
      ([, part], i) => JSON.parse(JSON.stringify({ ...RESPONSE, ...part, id: `q-${i}` })) as Json
    );
    expect((await put([ADA, ...resources])).total).toMatchObject({ added: 1 + wrong.length, refused: 0 });
    for (const { id } of resources) expect(await clinic.read(caseDoc(identities('').packet(String(id))))).toEqual([]);
    expect(typed(await exported(), 'QuestionnaireResponse')).toEqual(resources);
  });

  test('[EXP-3] [IMP-43] an answer that holds the number of a card is kept nowhere', async () => {
    const item = [answered('a', { valueString: 'card 4111 1111 1111 1111' }), answered('b', { valueString: 'Tea' })];
    const report = await put([ADA, { ...RESPONSE, questionnaire: 'http://x.example/q', item }]);
    expect(report.remarks.map(({ code }) => code)).toEqual(['record/card-number-left-out']);
    expect(await packet()).toBeNull();
    expect(JSON.stringify(await exported())).not.toMatch(/4111/);
  });

  test('of a patient who is not here there is no packet', async () => {
    expect((await put([RESPONSE])).total).toMatchObject({ refused: 1 });
    expect(await packet()).toBeNull();
  });
});

test('[EXP-13] a paper comes out as what is said of it, and one that was taken out as entered in error', async () => {
  await put([ADA]);
  const of = { patient: P1, document: 's-1', received: '2026-11-20', class: 'lab', title: 'CBC', date: '2026-11-18' };
  const parts = [{ blob: 'ab'.repeat(32), key: new Uint8Array(32), size: 9, type: 'image/jpeg' }];
  await desk(patientDoc(P1), { kind: 'document/filed', of: { ...of, parts, reviewer: null, urgent: false, shown: ['name', 'phone'] } }); // prettier-ignore
  expect(typed(await exported(), 'DocumentReference')).toMatchObject([
    {
      id: 's-1',
      status: 'current',
      description: 'CBC',
      content: [{ attachment: { contentType: 'image/jpeg', size: 9 } }]
    }
  ]);
  await desk(patientDoc(P1), { kind: 'document/recalled', of: { patient: P1, document: 's-1', reason: 'not-ours' } });
  const [gone] = typed(await exported(), 'DocumentReference');
  expect(gone).toMatchObject({ status: 'entered-in-error', content: [{ attachment: {} }] });
  expect(JSON.stringify(gone)).not.toContain('CBC');
});
