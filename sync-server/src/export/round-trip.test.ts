import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dayDoc, outsideDoc, patientDoc, practiceDoc } from '#domain/documents.ts';
import { factId, type NewFact } from '#domain/fact.ts';
import type { Json } from '#domain/export/json.ts';
import { stampAt } from '#domain/time.ts';
import { patientOf } from '#domain/patient/patient.ts';
import { testData } from '#tests/test-data.ts';
import type { Clinic } from '../clinic/clinic.ts';
import { openClinic } from '../clinic/open-clinic.ts';
import { identities } from '../import/identity.ts';
import { importClinic } from '../import/import-clinic.ts';
import { IMPORTER } from '../import/import-port.ts';
import { runImport } from '../import/run-import.ts';
import { keptFact } from '../import/storable.ts';
import type { ImportReport } from '../import/tally.ts';
import type { ExportReport } from './export-port.ts';
import { exportCsv } from './csv-export.ts';
import { exportFhir } from './fhir-export.ts';
import { ndjsonFiles, NO_FILES } from './ndjson-files.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
let now = NOW;

let folder = '';
let clinic: Clinic;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'anteroom-export-'));
  clinic = await openClinic(path.join(folder, 'data'));
  await mkdir(path.join(folder, 'in'));
});
afterEach(async () => {
  await clinic.close();
  await rm(folder, { recursive: true });
});

async function imported(from: string, source = ''): Promise<ImportReport> {
  now += 60_000; // an import comes after the one before
  const own = importClinic(clinic, () => now);
  const fixed = { format: 'fhir', dryRun: false, now: () => NOW, fallbackZone: 'America/New_York' } as const;
  return await runImport({ ...fixed, from, clinic: own, source });
}

async function put(resources: readonly Json[], source = ''): Promise<ImportReport> {
  await writeFile(path.join(folder, 'in', 'a.ndjson'), resources.map((each) => JSON.stringify(each)).join('\n'));
  return await imported(path.join(folder, 'in'), source);
}

/** Everything an export writes, by type and in its order. */
async function exported(name = 'out'): Promise<ExportReport & { readonly all: readonly Json[] }> {
  const out = path.join(folder, name);
  const sink = await ndjsonFiles(out);
  const fixed = { dryRun: false, now: () => NOW, fallbackZone: 'America/New_York' } as const;
  const report = await exportFhir({ ...fixed, clinic, sink });
  const files = await Promise.all((await readdir(out)).sort().map((file) => readFile(path.join(out, file), 'utf8')));
  const lines = files.flatMap((text) => text.split('\n')).filter((line) => line !== '');
  return { ...report, all: lines.map((line) => JSON.parse(line) as Json) };
}

const ada: Json = {
  resourceType: 'Patient',
  id: 'p1',
  extension: [{ url: 'http://example.org/shoe-size', valueDecimal: 38.123456789012344 }],
  name: [{ use: 'official', family: 'Quill', given: ['Ada'], period: { start: '2001' } }],
  telecom: [{ system: 'fax', value: '206-555-0109' }],
  birthDate: '1971-03-09',
  maritalStatus: { text: 'Married' }
};
const about = { reference: 'Patient/p1' };
const beside: readonly Json[] = [
  { resourceType: 'RelatedPerson', id: 'r1', patient: about, name: [{ family: 'Quill', given: ['Ben'] }] },
  { resourceType: 'Coverage', id: 'c1', status: 'active', beneficiary: about, payor: [{ display: 'Elm Mutual' }] },
  { resourceType: 'Consent', id: 'n1', status: 'active', patient: about, scope: { text: 'privacy' } },
  { resourceType: 'DocumentReference', id: 'd1', status: 'current', subject: about, content: [] },
  { resourceType: 'QuestionnaireResponse', id: 'q1', status: 'completed', subject: about },
  { resourceType: 'Appointment', id: 'a1', status: 'booked', participant: [{ actor: about, status: 'accepted' }] },
  {
    resourceType: 'Encounter',
    id: 'e1',
    status: 'finished',
    subject: about,
    period: { start: '2020-01-05' },
    length: { value: 3 }
  },
  { resourceType: 'Practitioner', id: 'd1', name: [{ family: 'Rook' }], qualification: [{ code: { text: 'MD' } }] },
  { resourceType: 'Organization', id: 'o1', name: 'Elm Mutual', alias: ['Elm'] }
];
const inOrder = (resources: readonly Json[]) =>
  resources.toSorted((a, b) => (String(a['resourceType']) < String(b['resourceType']) ? -1 : 1));

async function desk(doc: string, ...facts: readonly NewFact[]): Promise<void> {
  const outcome = await clinic.append([
    { doc, facts: facts.map(({ kind, of }, i) => ({ kind, of, at: stampAt(now + 1000 + i), by: 'ar' })) }
  ]);
  expect(outcome.refused).toEqual([]);
}

test('[EXP-1] what was imported comes out word for word, of every type that is kept', async () => {
  expect((await put([ada, ...beside])).total).toMatchObject({ read: 10, added: 10 });
  const { all, counts } = await exported();
  expect(all).toEqual(inOrder([ada, ...beside]));
  expect(counts['Coverage']).toEqual({ asItCame: 1, changed: 0, made: 0 });

  expect((await put([ada, ...beside])).total).toMatchObject({ unchanged: 10, added: 0, changed: 0 });
});

test('[EXP-1] a correction made here is in the export, and what is not understood stays beside it', async () => {
  await put([ada]);
  const patient = identities('').patient('p1');
  const change = { patient, field: 'birthDate', from: '1971-03-09', to: '1971-03-19' };
  await desk(patientDoc(patient), { kind: 'patient/changed', of: change });
  const { all, counts } = await exported();
  expect(all).toEqual([{ ...ada, birthDate: '1971-03-19' }]);
  expect(counts).toEqual({ Patient: { asItCame: 0, changed: 1, made: 0 } });
});

test('[IMP-5] a newer file replaces what was kept; an older one read again does not bring it back', async () => {
  const newer = { ...ada, maritalStatus: { text: 'Widowed' } };
  await put([ada]);
  expect((await put([newer])).total).toMatchObject({ changed: 1 });
  expect((await exported()).all).toEqual([newer]);
  expect((await put([newer])).total).toMatchObject({ unchanged: 1 });
});

test('[EXP-5] two systems with one id for two people: the second goes by our id, and what is about them follows', async () => {
  const ben = { ...ada, name: [{ family: 'Vane', given: ['Ben'] }], birthDate: '1980-01-02' };
  const coverage = { resourceType: 'Coverage', id: 'c9', beneficiary: about };
  await put([ada, coverage]);
  await put([ben, coverage], 'other');
  const { all } = await exported();
  const patients = all.filter(({ resourceType }) => resourceType === 'Patient');
  const ids = patients.map(({ id }) => String(id));
  expect(new Set(ids).size).toBe(2);
  expect(ids).toContain('p1');
  const coverages = all.filter(({ resourceType }) => resourceType === 'Coverage');
  expect(coverages.map(({ beneficiary }) => (beneficiary as Json)['reference']).toSorted()).toEqual(
    ids.map((id) => `Patient/${id}`).toSorted()
  );
});

test('[EXP-2] [EXP-4] people, offices, providers and appointments of our own', async () => {
  await desk(
    practiceDoc,
    { kind: 'site/added', of: { site: 'main', name: 'Elm Street', zone: 'America/New_York' } },
    {
      kind: 'practitioner/added',
      of: { practitioner: 'kim', family: 'Kimball', given: 'Jo', called: 'Dr Kimball', hue: 1 }
    },
    { kind: 'visit-type/added', of: { visitType: 'new', name: 'New patient', minutes: 30, hue: 2 } }
  );
  const name = { family: 'Vane', given: ['Cy'] };
  const person = {
    patient: 'cy',
    source: 'desk',
    name,
    birthDate: '1990-05-06',
    sex: 'male',
    phones: [],
    identifiers: []
  };
  await desk(patientDoc('cy'), { kind: 'patient/registered', of: person });
  const label = { family: 'Vane', given: 'Cy', birthDate: '1990-05-06' };
  const booked = (appointment: string, start: number) => ({
    kind: 'appointment/booked',
    of: { appointment, patient: 'cy', label, visitType: 'new', at: { practitioner: 'kim', start, minutes: 30 } }
  });
  await desk(
    dayDoc('main', '2026-11-23'),
    booked('a1', 540),
    booked('a2', 600),
    booked('a3', 660),
    { kind: 'appointment/no-show', of: { appointment: 'a2', reason: 'no-call' } },
    { kind: 'visit/arrived', of: { visit: 'v3', appointment: 'a3', patient: 'cy', label, ticket: 'A-001' } }
  );
  const { all } = await exported();
  expect(all.map(({ resourceType, id, status }) => [resourceType, id, status])).toEqual([
    ['Appointment', 'a1', 'booked'],
    ['Appointment', 'a2', 'noshow'],
    ['Appointment', 'a3', 'arrived'],
    ['Location', 'main', undefined],
    ['Patient', 'cy', undefined],
    ['Practitioner', 'kim', undefined]
  ]);
  expect(all[0]).toEqual({
    resourceType: 'Appointment',
    id: 'a1',
    status: 'booked',
    serviceType: [{ text: 'New patient' }],
    start: '2026-11-23T14:00:00.000Z',
    end: '2026-11-23T14:30:00.000Z',
    minutesDuration: 30,
    participant: [
      { actor: { reference: 'Patient/cy', display: 'Cy Vane' }, status: 'accepted' },
      { actor: { reference: 'Practitioner/kim', display: 'Dr Kimball' }, status: 'accepted' },
      { actor: { reference: 'Location/main', display: 'Elm Street' }, status: 'accepted' }
    ]
  });
});

test('[EXP-6] an export is in the access log, whether a server runs or not', async () => {
  await clinic.noteExport({ patients: 1_234, into: 'FHIR R4' });
  const logs = await clinic.documents({ after: '', limit: 10, prefix: 'audit/' });
  const facts = (await Promise.all(logs.map(({ doc }) => clinic.read(doc)))).flat().map(({ fact }) => fact.of);
  expect(facts).toMatchObject([
    { action: 'patients/exported', reason: '1,234 patients, FHIR R4, at the command line', verdict: 'done' }
  ]);
  expect(await clinic.verifyAudit([])).toMatchObject({ entries: 1, findings: [] });
});

test('[EXP-7] stopped in the middle it says so, and a dry run writes nothing', async () => {
  await put([ada, { ...ada, id: 'p2' }, { ...ada, id: 'p3' }]);
  const stop = new AbortController();
  const fixed = { clinic, sink: NO_FILES, dryRun: true, now: () => NOW, fallbackZone: 'UTC', signal: stop.signal };
  const report = await exportFhir({ ...fixed, onProgress: () => stop.abort() });
  expect(report).toMatchObject({ stopped: true, dryRun: true, patients: 1 });
  expect(await readdir(folder)).not.toContain('out');
});

const examples = testData('fhir-r4-examples');
const synthea = testData('synthea-fhir-r4');

describe.skipIf(!examples || !synthea)('public test data', () => {
  test.each([
    ['official examples', `${examples}`, 54, 0],
    ['Synthea patients', `${synthea}/Patient.ndjson.gz`, 316, 7]
  ])(
    '[EXP-1] %s: what was taken in comes out equal, or is said to lack a card number',
    async (_, from, equal, lacking) => {
      const { remarks } = await imported(from);
      const { all } = await exported();
      const read = new Set((await resourcesIn(from)).map((each) => JSON.stringify(each)));
      // One that came without an id was given one, at its end.
      const isAsRead = ({ id, ...rest }: Json): boolean =>
        read.has(JSON.stringify({ id, ...rest })) || read.has(JSON.stringify(rest));
      const others = all.filter((each) => !read.has(JSON.stringify(each)) && !isAsRead(each));
      expect([all.length - others.length, others.length]).toEqual([equal, lacking]);
      expect(remarks.filter(({ code }) => code === 'record/card-number-left-out')).toHaveLength(lacking);
    }
  );
});

/** The resources of a file of NDJSON or of the JSON documents in a folder, those in bundles one by one. */
async function resourcesIn(from: string): Promise<readonly Json[]> {
  if (from.includes('.ndjson')) {
    const lines = textOf(await readFile(from))
      .trim()
      .split('\n');
    return lines.map((line) => JSON.parse(line) as Json);
  }
  const files = await readdir(from, { recursive: true });
  const texts = await Promise.all(
    files
      .filter((file) => /\.json(\.gz)?$/.test(file))
      .map(async (file) => textOf(await readFile(path.join(from, file))))
  );
  return texts.flatMap((text): readonly Json[] => {
    const parsed = JSON.parse(text) as unknown;
    if (Array.isArray(parsed)) return parsed as readonly Json[];
    const document = parsed as Json;
    const entries = (document['entry'] ?? []) as readonly { readonly resource?: Json }[];
    return document['resourceType'] === 'Bundle' ? entries.map(({ resource }) => resource ?? {}) : [document];
  });
}

function textOf(bytes: Buffer): string {
  return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString().replace(/^\ufeff/, '');
}

describe('[EXP-9] records that were merged', () => {
  const said = (patient: string, family: string) => ({
    kind: 'patient/registered',
    of: {
      patient,
      source: 'desk',
      name: { family, given: ['Ann'] },
      birthDate: '1971-03-09',
      sex: 'female',
      phones: [],
      identifiers: []
    }
  });
  const merged = async (): Promise<void> => {
    const phones = { from: [], to: [{ number: '+12065550101', use: 'mobile' }] };
    await desk(patientDoc('ann'), said('ann', 'Rookwell'), {
      kind: 'patient/absorbed',
      of: { patient: 'ann', from: 'anne', merge: 'm1', seen: [{ patient: 'anne', last: [] }] }
    });
    await desk(patientDoc('anne'), said('anne', 'Rook'), {
      kind: 'patient/merged',
      of: { patient: 'anne', into: 'ann', merge: 'm1' }
    });
    now += 60_000;
    // A desk that did not know wrote to the record that gave way.
    await desk(patientDoc('anne'), { kind: 'patient/changed', of: { patient: 'anne', field: 'phones', ...phones } });
  };

  test('are one person: the survivor speaks for all and replaces the others, which are not in use', async () => {
    await merged();
    const people = (await exported()).all.filter(({ resourceType }) => resourceType === 'Patient');
    expect(people).toMatchObject([
      {
        id: 'ann',
        active: true,
        telecom: [{ value: '+12065550101' }],
        link: [{ type: 'replaces', other: { reference: 'Patient/anne' } }]
      },
      {
        id: 'anne',
        active: false,
        name: [{ family: 'Rook' }],
        link: [{ type: 'replaced-by', other: { reference: 'Patient/ann' } }]
      }
    ]);
  });

  test('are one line of a list', async () => {
    await merged();
    const file = path.join(folder, 'all.csv');
    expect(await exportCsv({ clinic, file, dryRun: false, now: () => NOW })).toMatchObject({ patients: 1 });
    expect((await readFile(file, 'utf8')).split('\r\n').filter(Boolean).slice(1)).toEqual([
      expect.stringContaining('Rookwell,Ann')
    ]);
  });

  test('taken back, they are two again', async () => {
    await merged();
    for (const doc of [patientDoc('ann'), patientDoc('anne')]) {
      const facts = (await clinic.read(doc)).filter(({ fact }) => /absorbed|merged/.test(fact.kind));
      await desk(doc, ...facts.map((one) => ({ kind: 'fact/voided', of: { fact: factId(one) } })));
    }
    const people = (await exported()).all.filter(({ resourceType }) => resourceType === 'Patient');
    expect(people.map(({ active, link }) => [active, link])).toEqual([
      [undefined, undefined],
      [undefined, undefined]
    ]);
  });
});

test('[EXP-10] who pays and the people beside a patient, written here, come out beside what came', async () => {
  await put([ada, ...beside]);
  const patient = identities('').patient('p1');
  const period = { start: '2026-01-01', end: null };
  const said = {
    patient,
    kind: 'health',
    order: 'secondary',
    period,
    payer: { name: 'Cedar', id: '55501' },
    member: 'C-1'
  };
  const subscriber = { relationship: 'spouse', name: { family: 'Quill', given: 'Ben' } };
  const injury = { claim: 'W-1', date: '2026-10-01' };
  const jan = {
    name: { family: 'Quill', given: 'Jan' },
    relation: 'parent',
    roles: ['emergency'],
    may: ['billing'],
    period
  };
  await desk(
    patientDoc(patient),
    { kind: 'coverage/added', of: { ...said, coverage: 'c-1', subscriber, group: 'G-1', pharmacy: { bin: '610014' } } },
    {
      kind: 'coverage/added',
      of: {
        ...said,
        coverage: 'c-2',
        kind: 'workers-comp',
        order: null,
        member: '',
        subscriber: { relationship: 'self' },
        injury
      }
    },
    { kind: 'coverage/self-pay-said', of: { patient, pays: true } },
    { kind: 'related/said', of: { patient, related: 'r-9', from: null, to: jan } }
  );
  const { all, counts } = await exported();
  expect(counts['Coverage']).toEqual({ asItCame: 1, changed: 0, made: 3 });
  expect(counts['RelatedPerson']).toEqual({ asItCame: 1, changed: 0, made: 1 });
  const made = all.filter(({ id, resourceType }) => resourceType === 'Coverage' && id !== 'c1');
  expect(made).toMatchObject([
    {
      id: 'c-2',
      identifier: [{ value: 'W-1' }],
      type: { coding: [{ code: 'WCBPOL' }] },
      payor: [{ display: 'Cedar' }]
    },
    {
      ...{ id: 'c-1', status: 'active', order: 2, subscriberId: 'C-1', subscriber: { display: 'Ben Quill' } },
      ...{ beneficiary: { reference: 'Patient/p1' }, period: { start: '2026-01-01' } },
      class: [{ value: 'G-1' }, { value: '610014' }]
    },
    { type: { coding: [{ code: 'pay' }] }, payor: [{ reference: 'Patient/p1' }] }
  ]);
  expect(all.find(({ id }) => id === 'r-9')).toMatchObject({
    active: true,
    name: [{ family: 'Quill', given: ['Jan'] }]
  });
});

describe('[IMP-29] a Coverage that says enough is read as who pays', () => {
  const whole: Json = {
    ...{ resourceType: 'Coverage', id: 'c7', status: 'active', order: 1, beneficiary: about, subscriberId: 'C-1' },
    ...{
      payor: [{ display: 'Elm Mutual' }],
      period: { start: '2026-01-01' },
      costToBeneficiary: [{ valueMoney: { value: 20.0 } }]
    },
    class: [{ type: { coding: [{ code: 'group' }] }, value: 'G-1' }]
  };
  const patient = identities('').patient('p1');
  const coverages = async () => patientOf(await clinic.read(patientDoc(patient)))?.coverages;

  test('once, however often it comes, and it leaves as it came', async () => {
    await put([ada, whole]);
    const said = {
      order: 'primary',
      payer: { name: 'Elm Mutual' },
      member: 'C-1',
      group: 'G-1',
      subscriber: { relationship: 'self' }
    };
    expect((await coverages())?.list).toMatchObject([{ coverage: 'c7', ...said }]);
    expect((await put([ada, whole])).total).toMatchObject({ unchanged: 2 });
    expect((await coverages())?.list).toHaveLength(1);
    expect((await exported()).all).toEqual(inOrder([ada, whole]));
  });

  test('what changes there changes here, and what a desk changed leaves with what was not understood', async () => {
    await put([ada, whole]);
    await put([ada, { ...whole, subscriberId: 'C-2' }]);
    expect((await coverages())?.list).toMatchObject([{ member: 'C-2' }]);
    await desk(patientDoc(patient), {
      kind: 'coverage/changed',
      of: { patient, coverage: 'c7', field: 'member', from: 'C-2', to: 'C-3' }
    });
    const [coverage] = (await exported()).all.filter(({ resourceType }) => resourceType === 'Coverage');
    expect(coverage).toMatchObject({
      id: 'c7',
      subscriberId: 'C-3',
      costToBeneficiary: [{}],
      class: [{ value: 'G-1' }]
    });
    now += 60_000;
    await put([ada, { ...whole, subscriberId: 'C-4' }]);
    expect((await coverages())?.forks).toMatchObject([{ field: 'member', values: ['C-3', 'C-4'] }]);
  });

  test.each<[string, Json]>([
    ['no place in the order', { order: undefined }],
    ['a fourth place', { order: 4 }],
    ['no member number', { subscriberId: undefined }],
    ['a member number of a card', { subscriberId: '4111111111111111' }],
    ['no payer by name', { payor: [{ reference: 'Organization/o1' }] }],
    ['days that do not exist', { period: { start: '2026-02-31' } }],
    ['an end before the start', { period: { start: '2026-02-02', end: '2026-02-01' } }],
    ['entered in error', { status: 'entered-in-error' }],
    ['a member number of 10 KB', { subscriberId: 'x'.repeat(10_240) }],
    ['lists where none belong', { payor: 'Elm', class: 'G', period: [] }]
  ])('%s: kept as it came, and nobody is billed by a guess', async (_, part) => {
    const resource = JSON.parse(JSON.stringify({ ...whole, ...part })) as Json;
    expect((await put([ada, resource])).total).toMatchObject({ added: 2, refused: 0 });
    expect(await coverages()).toBeUndefined();
    expect((await exported()).counts['Coverage']).toMatchObject({ asItCame: 1, made: 0 });
  });
});

describe('[EXP-14] addresses of a record that came', () => {
  const snowbird: Json = {
    ...ada,
    address: [
      { use: 'home', line: ['12 Harbor St'], city: 'Rockport', state: 'ME', _city: { extension: [] } },
      { use: 'temp', type: 'both', line: ['4 Palm Way'], city: 'Sarasota', period: { start: '2026-11-01', end: '2027-04-15' } }, // prettier-ignore
      { use: 'billing', text: 'c/o Elm Trust' }
    ]
  };
  const patient = identities('').patient('p1');

  test('come out word for word; one that a desk adds stands beside them', async () => {
    await put([snowbird]);
    expect((await exported('first')).all).toEqual([snowbird]);
    const known = patientOf(await clinic.read(patientDoc(patient)));
    expect(known?.otherAddresses?.map(({ use }) => use)).toEqual(['temp', 'billing']);
    const from = known?.otherAddresses ?? [];
    const box = { line: ['PO Box 9'], city: 'Rockport', state: 'ME', postalCode: '04856', use: 'home', kind: 'postal' };
    const to = [...from, box];
    await desk(patientDoc(patient), { kind: 'patient/changed', of: { patient, field: 'otherAddresses', from, to } });
    const [now] = (await exported('second')).all;
    const came = snowbird['address'] as readonly Json[];
    expect(now?.['address']).toHaveLength(4);
    for (const entry of came) expect(now?.['address']).toContainEqual(entry);
  });

  test('that an older version of ours did not read are no change, and are not lost', async () => {
    const address = { line: ['12 Harbor St'], city: 'Rockport', state: 'ME', postalCode: '' };
    const said = { name: { family: 'Quill', given: ['Ada'] }, birthDate: '1971-03-09', sex: 'unknown', phones: [], identifiers: [], address }; // prettier-ignore
    const wrote = { at: stampAt(NOW), by: IMPORTER };
    const kept = keptFact(patient, { type: 'Patient', id: 'p1', json: [JSON.stringify(snowbird)] });
    await clinic.append([
      { doc: patientDoc(patient), facts: [{ kind: 'patient/registered', of: { patient, source: 'import', ...said }, ...wrote }] }, // prettier-ignore
      { doc: outsideDoc(patient), facts: [{ ...kept, ...wrote }] }
    ]);
    expect((await exported('third')).all).toEqual([snowbird]);
    const change = { patient, field: 'address', from: address, to: { ...address, postalCode: '04856' } };
    await desk(patientDoc(patient), { kind: 'patient/changed', of: change });
    const [now] = (await exported('fourth')).all;
    expect((now?.['address'] as readonly Json[]).map(({ use }) => use)).toEqual(['home', 'temp', 'billing']);
  });
});
