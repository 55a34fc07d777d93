import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { patientDoc } from '#domain/documents.ts';
import { patientOf, type Patient } from '#domain/patient/patient.ts';
import { stampAt } from '#domain/time.ts';
import type { Clinic } from '../clinic/clinic.ts';
import { openClinic } from '../clinic/open-clinic.ts';
import { identities } from './identity.ts';
import { importClinic } from './import-clinic.ts';
import { runImport, type ImportOptions } from './run-import.ts';
import type { ImportReport } from './tally.ts';

let folder = '';
let clinic: Clinic;
let now = Date.UTC(2026, 10, 21, 12);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'anteroom-repeat-'));
  clinic = await openClinic(path.join(folder, 'data'));
  await mkdir(path.join(folder, 'in'));
});
afterEach(async () => {
  await clinic.close();
  await rm(folder, { recursive: true });
});

async function put(files: Readonly<Record<string, string | readonly object[]>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : content.map((each) => JSON.stringify(each)).join('\n');
    await writeFile(path.join(folder, 'in', name), text);
  }
}

async function importing(more: Partial<ImportOptions> = {}): Promise<ImportReport> {
  now += 60_000;
  const own = importClinic(clinic, () => now);
  const from = path.join(folder, 'in');
  const fallbackZone = 'America/New_York';
  return await runImport({
    format: 'fhir',
    from,
    clinic: own,
    dryRun: false,
    source: '',
    now: () => now,
    fallbackZone,
    ...more
  });
}

async function patient(id = 'p1', source = ''): Promise<Patient | null> {
  return patientOf(await clinic.read(patientDoc(identities(source).patient(id))));
}

const ada = (more: object = {}) => ({
  resourceType: 'Patient',
  id: 'p1',
  name: [{ use: 'official', family: 'Quill', given: ['Ada'] }],
  birthDate: '1971-03-09',
  telecom: [{ system: 'phone', value: '206-555-0101', use: 'home' }],
  ...more
});
const visit = (id: string, more: object = {}) => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  class: { code: 'AMB' },
  subject: { reference: 'Patient/p1' },
  participant: [{ individual: { reference: 'Practitioner/d1' } }],
  period: { start: '2020-01-05T15:00:00+01:00', end: '2020-01-05T15:30:00+01:00' },
  ...more
});
const doctor = { resourceType: 'Practitioner', id: 'd1', name: [{ family: 'Rook', given: ['Ben'], prefix: ['Dr.'] }] };

test('[IMP-4] visits may come before their patient and before who saw them, in any file', async () => {
  await put({
    'a.ndjson': [visit('e1'), visit('e2', { period: { start: '2021-02-03' } })],
    'b.ndjson': [ada()],
    'c.json': [doctor]
  });
  const report = await importing();
  expect(report.counts).toMatchObject({ Encounter: { added: 2 }, Patient: { added: 1 }, Practitioner: { added: 1 } });
  expect((await patient())?.encounters).toMatchObject([
    { encounter: 'e2', start: Date.parse('2021-02-03T05:00:00Z'), end: null, practitioner: 'Dr. Ben Rook' },
    { encounter: 'e1', start: Date.parse('2020-01-05T14:00:00Z'), practitioner: 'Dr. Ben Rook' }
  ]);
});

test('[IMP-3] the same files again write nothing, also in another order and with the visits alone', async () => {
  await put({ 'a.ndjson': [ada(), ada(), visit('e1'), doctor] });
  expect((await importing()).total).toMatchObject({ added: 3, unchanged: 1 });
  const { head } = await clinic.state();
  await put({ 'a.ndjson': [doctor, visit('e1')], 'b.ndjson': [ada()] });
  expect((await importing()).total).toMatchObject({ read: 3, added: 0, changed: 0, unchanged: 3 });
  await put({ 'a.ndjson': [visit('e1')], 'b.ndjson': '\n{}' });
  expect((await importing()).counts).toMatchObject({ Encounter: { unchanged: 1 } });
  expect((await clinic.state()).head).toBe(head);
});

test('[IMP-5] a record that changed writes what changed, and takes nothing away that it does not mention', async () => {
  await put({ 'a.ndjson': [ada(), visit('e1'), doctor] });
  await importing();
  const married = [
    { use: 'official', family: 'Rook', given: ['Ada'] },
    { use: 'maiden', family: 'Quill' }
  ];
  await put({
    'a.ndjson': [ada({ name: married, telecom: undefined }), visit('e1', { class: { code: 'EMER' } }), doctor]
  });
  expect((await importing()).total).toMatchObject({ added: 0, changed: 2, unchanged: 1 });
  const after = await patient();
  expect(after?.name).toEqual({ family: 'Rook', given: ['Ada'], former: ['Quill'] });
  expect(after?.phones).toEqual([{ number: '+12065550101', use: 'home' }]);
  expect(after?.encounters).toMatchObject([{ encounter: 'e1', class: 'EMER' }]);
  expect((await importing()).total).toMatchObject({ changed: 0, unchanged: 3 });
});

test('[IMP-3] what the desk corrected is not put back by the file it corrected', async () => {
  await put({ 'a.ndjson': [ada()] });
  await importing();
  const id = identities('').patient('p1');
  const before = (await patient())?.phones ?? [];
  const to = [{ number: '+12065550199', use: 'mobile' }];
  const of = { patient: id, field: 'phones', from: before, to };
  await clinic.append([
    { doc: patientDoc(id), facts: [{ kind: 'patient/changed', at: stampAt(now + 1_000), by: 'u-ada', of }] }
  ]);
  expect((await importing()).total).toMatchObject({ changed: 0, unchanged: 1 });
  expect((await patient())?.phones).toEqual(to);
});

test('[IMP-2] ids are their system’s own: another person under a known id is refused, and so are their visits', async () => {
  await put({ 'a.ndjson': [ada()] });
  await importing();
  const ben = ada({ name: [{ family: 'Thistle', given: ['Ben'] }], birthDate: '1990-01-01' });
  await put({ 'a.ndjson': [ben, visit('e9')] });
  const report = await importing();
  expect(report.refused.map(({ code }) => code)).toEqual(['patient/someone-else', 'encounter/patient-not-here']);
  expect((await patient())?.name.family).toBe('Quill');
  expect((await patient())?.encounters).toEqual([]);

  expect((await importing({ source: 'northside' })).total).toMatchObject({ added: 2, refused: 0 });
  expect((await patient('p1', 'northside'))?.name.family).toBe('Thistle');
});

test('[IMP-1] a UUID stands for itself, however it is written and referred to', async () => {
  const uuid = '018F428E-34F6-4707-8009-5AD742F901E7';
  const to = (reference: string): object => ({ subject: { reference } });
  await put({
    'a.ndjson': [
      ada({ id: uuid }),
      visit('e1', to(`urn:uuid:${uuid.toLowerCase()}`)),
      visit('e2', to(`https://example.org/fhir/Patient/${uuid}/_history/2`)),
      visit('e3', to(`Patient/${uuid}`))
    ]
  });
  await importing({ source: 'northside' });
  expect((await patient(uuid.toLowerCase()))?.encounters).toHaveLength(3);
});

test('[IMP-7] a transaction bundle’s own addresses are followed, and it is taken whole', async () => {
  const entry = (fullUrl: string, resource: object): object => ({ fullUrl, resource });
  const bundle = (...entries: object[]): string =>
    JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry: entries }, null, 1);
  const { id: _, ...nameless } = ada({ identifier: [{ system: 'urn:x', value: '77' }] });
  const good = [
    entry('urn:uuid:A', nameless),
    entry('urn:uuid:B', visit('e1', { subject: { reference: 'urn:uuid:A' } }))
  ];
  await put({
    'a.json': bundle(...good),
    'b.json': bundle(entry('urn:uuid:C', ada()), entry('urn:uuid:D', { resourceType: 'Nonsense' }))
  });
  const report = await importing();
  expect(report.refused.map(({ file, entry: at, code }) => [file, at, code])).toEqual([
    ['b.json', 0, 'fhir/transaction'],
    ['b.json', 1, 'fhir/unknown-type']
  ]);
  expect((await patient('urn:x|77'))?.encounters).toHaveLength(1);
  expect(await patient('p1')).toBeNull();
});

test('[IMP-17] a dry run says what would be done, and does nothing', async () => {
  await put({ 'a.ndjson': [ada(), ada(), visit('e1'), doctor, { resourceType: 'Nonsense' }] });
  const { head } = await clinic.state();
  const dry = await importing({ dryRun: true });
  expect((await clinic.state()).head).toBe(head);
  const real = await importing();
  expect({ ...dry, dryRun: false, startedAt: '', seconds: 0 }).toEqual({ ...real, startedAt: '', seconds: 0 });
});

test('[IMP-18] an import that was stopped goes on where it stopped', async () => {
  const many = Array.from({ length: 1_200 }, (_, i) => ada({ id: `p${i}` }));
  await put({ 'a.ndjson': many, 'b.ndjson': [visit('e1', { subject: { reference: 'Patient/p1199' } })] });
  const stop = new AbortController();
  const first = await importing({
    signal: stop.signal,
    clinic: stoppingAfter(
      importClinic(clinic, () => now),
      () => stop.abort()
    )
  });
  expect(first).toMatchObject({ stopped: true, total: { added: 500 } });
  const second = await importing();
  expect(second).toMatchObject({ stopped: false, total: { added: 701, unchanged: 500 } });
});

function stoppingAfter(own: ImportOptions['clinic'], stop: () => void): ImportOptions['clinic'] {
  return {
    read: (docs) => own.read(docs),
    keep: (bytes) => own.keep(bytes),
    async append(batch) {
      await own.append(batch);
      stop();
    }
  };
}
