import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { patientDoc } from '#domain/documents.ts';
import type { Json } from '#domain/export/json.ts';
import type { NewFact } from '#domain/fact.ts';
import { patientOf } from '#domain/patient/patient.ts';
import { stampAt } from '#domain/time.ts';
import type { Clinic } from '../clinic/clinic.ts';
import { openClinic } from '../clinic/open-clinic.ts';
import { identities } from '../import/identity.ts';
import { importClinic } from '../import/import-clinic.ts';
import { runImport } from '../import/run-import.ts';
import { exportFhir } from './fhir-export.ts';
import { ndjsonFiles } from './ndjson-files.ts';

/* A round trip keeps what it does not understand, of each kind that is read, whether a desk has changed what is understood or not. */

const NOW = Date.UTC(2026, 10, 21, 12);
let folder = '';
let clinic: Clinic;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'anteroom-unknown-'));
  clinic = await openClinic(path.join(folder, 'data'));
  await mkdir(path.join(folder, 'in'));
});
afterEach(async () => {
  await clinic.close();
  await rm(folder, { recursive: true });
});

const fixed = { now: () => NOW, fallbackZone: 'America/New_York', dryRun: false } as const;
async function put(resources: readonly Json[]): Promise<void> {
  await writeFile(path.join(folder, 'in', 'a.ndjson'), resources.map((each) => JSON.stringify(each)).join('\n'));
  const own = importClinic(clinic, () => NOW);
  const report = await runImport({ ...fixed, format: 'fhir', from: path.join(folder, 'in'), clinic: own, source: '' });
  expect(report.refused).toEqual([]);
}
async function exported(): Promise<readonly Json[]> {
  const out = path.join(folder, 'out');
  await exportFhir({ ...fixed, clinic, sink: await ndjsonFiles(out) });
  const files = await Promise.all((await readdir(out)).map((file) => readFile(path.join(out, file), 'utf8')));
  const lines = files.flatMap((text) => text.split('\n')).filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Json);
}
const P1 = identities('').patient('p1');
async function desk(...facts: readonly NewFact[]): Promise<void> {
  const written = facts.map(({ kind, of }, i) => ({ kind, of, at: stampAt(NOW + 1_000 + i), by: 'ar' }));
  expect((await clinic.append([{ doc: patientDoc(P1), facts: written }])).refused).toEqual([]);
}

const about = { reference: 'Patient/p1' };
const ODD = { url: 'http://example.org/odd', valueString: 'kept' };
/** What FHIR allows anywhere and we understand nowhere. */
const unknown = {
  meta: { tag: [{ code: 'odd' }] },
  extension: [ODD],
  modifierExtension: [ODD],
  contained: [{ resourceType: 'Basic', id: 'b' }],
  notInR4: { deep: [1, { er: null }] }
};
const ADA: Json = {
  ...{ resourceType: 'Patient', id: 'p1', ...unknown, birthDate: '1971-03-09' },
  name: [{ use: 'official', family: 'Quill', given: ['Ada'], extension: [ODD] }]
};
const COVERAGE: Json = {
  ...{ resourceType: 'Coverage', id: 'c1', ...unknown, status: 'active', beneficiary: about, order: 1 },
  ...{ subscriberId: 'E-1', _subscriberId: { extension: [ODD] }, costToBeneficiary: [{ valueMoney: { value: 20 } }] },
  type: { coding: [{ code: 'HIP' }], text: 'Their own word' },
  period: { start: '2026-01-01', extension: [ODD] },
  payor: [{ display: 'Elm Mutual', reference: 'Organization/o9', extension: [ODD] }, { display: 'Second' }],
  class: [
    { type: { coding: [{ code: 'group' }] }, value: 'G-1' },
    { type: { coding: [{ code: 'sequence' }] }, value: '7' }
  ]
};
const RELATED: Json = {
  ...{ resourceType: 'RelatedPerson', id: 'r1', ...unknown, patient: about, active: true },
  name: [{ family: 'Quill', given: ['Ben'] }],
  photo: [{ title: 'odd' }],
  relationship: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'BRO' }] }],
  telecom: [
    { system: 'phone', value: '206-555-0101' },
    { system: 'pager', value: '206-555-0109' }
  ]
};
const CONSENT: Json = {
  ...{ resourceType: 'Consent', id: 'n1', ...unknown, status: 'active', patient: about, dateTime: '2024-05-06' },
  ...{ scope: { text: 'privacy' }, policyRule: { text: 'odd' } },
  category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }]
};
const RESPONSE: Json = {
  ...{ resourceType: 'QuestionnaireResponse', id: 'q1', ...unknown, status: 'completed', subject: about },
  ...{ questionnaire: 'http://x.example/q', authored: '2024-05-06T10:00:00Z', partOf: [{ reference: 'Procedure/1' }] },
  item: [{ linkId: '1', text: 'Tea?', extension: [ODD], answer: [{ valueQuantity: { value: 2, unit: 'cups' } }] }]
};
const DOCUMENT: Json = {
  ...{ resourceType: 'DocumentReference', id: 'd1', ...unknown, status: 'current', subject: about },
  content: [{ attachment: { title: 'odd', contentType: 'text/plain' }, format: { code: 'odd' } }]
};
const KINDS = [ADA, COVERAGE, RELATED, CONSENT, RESPONSE, DOCUMENT];

test('[EXP-1] of every kind that is read what is not understood comes out as it came', async () => {
  await put(KINDS);
  const out = await exported();
  for (const resource of KINDS) expect(out).toContainEqual(resource);
  expect(out).toHaveLength(KINDS.length);
});

test.each<[string, () => Promise<void>, Json, Json]>([
  [
    'a birth date',
    async () => await desk({ kind: 'patient/changed', of: { patient: P1, field: 'birthDate', from: '1971-03-09', to: '1971-03-19' } }), // prettier-ignore
    ADA,
    { birthDate: '1971-03-19' }
  ],
  [
    'a member number',
    async () => await changed('member', 'E-1', 'E-2'),
    COVERAGE,
    // The extension spoke of the number that is not there any more.
    { subscriberId: 'E-2', _subscriberId: undefined }
  ],
  [
    'a group and the payer',
    async () => {
      await changed('group', 'G-1', 'G-2');
      await changed('payer', { name: 'Elm Mutual', id: '' }, { name: 'Oak Mutual', id: '55' });
    },
    COVERAGE,
    {
      payor: [{ extension: [ODD], identifier: { value: '55' }, display: 'Oak Mutual' }, { display: 'Second' }],
      class: [
        { type: { coding: [{ code: 'sequence' }] }, value: '7' },
        { type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/coverage-class', code: 'group' }] }, value: 'G-2' } // prettier-ignore
      ]
    }
  ],
  [
    'the end of a plan',
    async () => await changed('period', { start: '2026-01-01', end: null }, { start: '2026-01-01', end: '2026-12-31' }),
    COVERAGE,
    { period: { extension: [ODD], start: '2026-01-01', end: '2026-12-31' } }
  ]
])('[EXP-1] a desk changed %s: all else of the resource stays', async (_, change, resource, part) => {
  await put(KINDS);
  await change();
  const out = await exported();
  expect(out).toContainEqual(JSON.parse(JSON.stringify({ ...resource, ...part })));
});

async function changed(field: string, from: unknown, to: unknown): Promise<void> {
  const own = patientOf(await clinic.read(patientDoc(P1)));
  const [coverage] = own?.coverages?.list ?? [];
  await desk({ kind: 'coverage/changed', of: { patient: P1, coverage: coverage?.coverage, field, from, to } });
}

test('[EXP-1] a desk changed somebody beside the patient: what is not understood of them stays', async () => {
  await put(KINDS);
  const [ben] = patientOf(await clinic.read(patientDoc(P1)))?.related ?? [];
  const { related, by: _, ...said } = ben!;
  const { name, relation, roles, may, period } = said;
  const from = { name, relation, roles, may, period, ...(said.phone ? { phone: said.phone } : {}) };
  await desk({ kind: 'related/said', of: { patient: P1, related, from, to: { ...from, phone: '+12065550102' } } });
  const now = (await exported()).find(({ resourceType }) => resourceType === 'RelatedPerson');
  expect(now).toMatchObject({ ...unknown, extension: expect.arrayContaining([ODD]), photo: [{ title: 'odd' }] });
  expect(JSON.stringify(now)).toMatch(/pager/);
  expect(JSON.stringify(now)).toMatch(/0102/);
});
