import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FiledDocument } from '#domain/document/patient-documents.ts';
import { scanOf } from '#domain/document/scan.ts';
import { caseDoc, patientDoc } from '#domain/documents.ts';
import type { Json } from '#domain/export/json.ts';
import type { NewFact } from '#domain/fact.ts';
import { patientOf } from '#domain/patient/patient.ts';
import { stampAt } from '#domain/time.ts';
import type { Clinic } from '../clinic/clinic.ts';
import { contentOf, keepContent } from '../clinic/contents.ts';
import { openClinic } from '../clinic/open-clinic.ts';
import { identities } from '../import/identity.ts';
import { importClinic } from '../import/import-clinic.ts';
import { runImport } from '../import/run-import.ts';
import type { ImportReport } from '../import/tally.ts';
import type { ExportReport } from './export-port.ts';
import { exportFhir } from './fhir-export.ts';
import { ndjsonFiles } from './ndjson-files.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
let folder = '';
let clinic: Clinic;
const others: Clinic[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'anteroom-pages-'));
  clinic = await openClinic(path.join(folder, 'data'));
});
afterEach(async () => {
  for (const each of [clinic, ...others.splice(0)]) await each.close();
  await rm(folder, { recursive: true });
});

const fixed = { now: () => NOW, fallbackZone: 'America/New_York', dryRun: false } as const;
async function put(resources: readonly Json[], { into = clinic, dryRun = false } = {}): Promise<ImportReport> {
  const from = await mkdtemp(path.join(folder, 'in-'));
  await writeFile(path.join(from, 'a.ndjson'), resources.map((each) => JSON.stringify(each)).join('\n'));
  return await runImport({ ...fixed, dryRun, format: 'fhir', from, clinic: importClinic(into, () => NOW), source: '' });
}
async function exported(of = clinic): Promise<{ readonly all: readonly Json[]; readonly report: ExportReport }> {
  const out = path.join(await mkdtemp(path.join(folder, 'out-')), 'files');
  await mkdir(out, { recursive: true });
  const report = await exportFhir({ ...fixed, clinic: of, sink: await ndjsonFiles(out) });
  const files = await Promise.all((await readdir(out)).sort().map((file) => readFile(path.join(out, file), 'utf8')));
  const lines = files.flatMap((text) => text.split('\n')).filter(Boolean);
  return { all: lines.map((line) => JSON.parse(line) as Json), report };
}
const documentsIn = (all: readonly Json[]): readonly Json[] =>
  all.filter(({ resourceType }) => resourceType === 'DocumentReference');

const P1 = identities('').patient('p1');
const papers = async (of = clinic, patient = P1): Promise<readonly FiledDocument[]> =>
  patientOf(await of.read(patientDoc(patient)))?.documents ?? [];
const ADA: Json = { resourceType: 'Patient', id: 'p1', name: [{ family: 'Quill', given: ['Ada'] }] };
/** More than the 16 chunks that travel at once, and than a record that is kept as it came. */
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(1_200_000, 'an invented page ')]);
const PNG = Buffer.from([
  ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 9, 0, 0, 0, 9],
  ...[8, 2, 0, 0, 0]
]);
const page = (bytes: Buffer, more: Json = {}): Json => ({ attachment: { data: bytes.toString('base64'), ...more } });
const REPORT: Json = {
  ...{ resourceType: 'DocumentReference', id: 'd1', status: 'current', subject: { reference: 'Patient/p1' } },
  type: { coding: [{ system: 'http://loinc.org', code: '18842-5' }] },
  author: [
    { reference: 'Practitioner/x', display: 'Dr Ansel Pike' },
    { reference: 'Organization/y', display: 'Mercy' }
  ],
  ...{ date: '2026-10-02T10:00:00Z', description: 'Discharge', securityLabel: [{ text: 'odd' }] },
  content: [page(PDF, { contentType: 'application/pdf' }), page(PNG, { title: 'Drawing' })]
};

describe('[IMP-42] a DocumentReference that has its pages is a paper of its patient', () => {
  test('filed, its pages sealed like every other, once; and it leaves as it came, pages included', async () => {
    expect((await put([ADA, REPORT])).total).toMatchObject({ added: 2, refused: 0 });
    const [paper, ...more] = await papers();
    expect(more).toEqual([]);
    expect(paper).toMatchObject({
      ...{ class: 'discharge', title: 'Discharge', date: '2026-10-02', channel: 'import', shown: ['source-system'] },
      ...{ from: { person: 'Dr Ansel Pike', organization: 'Mercy' }, reviewer: null, filedBy: 'import' },
      parts: [{ type: 'application/pdf', size: PDF.length }, { type: 'image/png' }]
    });
    const [first] = paper!.parts;
    expect(first?.sum).toBe(createHash('sha256').update(PDF).digest('hex'));
    expect(Buffer.compare((await contentOf(clinic, first!))!, PDF)).toBe(0);
    expect(scanOf(await clinic.read(caseDoc(paper!.document)))).toMatchObject({ stage: 'done', patient: P1 });

    expect((await put([ADA, REPORT])).total).toMatchObject({ unchanged: 2 });
    expect(await papers()).toHaveLength(1);
    expect(documentsIn((await exported()).all)).toEqual([REPORT]);
    expect(await clinic.verifyBlobs()).toMatchObject({ whole: 2, unfinished: 0, bad: [] });
  });

  test('a dry run keeps nothing; of a patient who is not here nothing is kept either', async () => {
    expect((await put([ADA, REPORT], { dryRun: true })).total).toMatchObject({ added: 2 });
    expect((await put([REPORT])).total).toMatchObject({ refused: 1 });
    expect(await clinic.verifyBlobs()).toMatchObject({ whole: 0, unfinished: 0 });
  });

  test('one whose pages lie elsewhere, or are none that are taken in, is kept as it came, and the report says why', async () => {
    const wrong: readonly [string, unknown, string | null][] = [
      ['an address', [{ attachment: { url: 'https://example.org/1.pdf' } }], 'document/pages-elsewhere'],
      ['one of two at an address', [page(PNG), { attachment: { url: 'x' } }], 'document/pages-elsewhere'],
      ['data that is a number', [{ attachment: { data: 7 } }], 'document/pages-elsewhere'],
      ['a text', [page(Buffer.from('hello'))], 'document/pages-not-taken'],
      ['a script in a drawing', [page(Buffer.from('<svg onload="x()"/>'))], 'document/pages-not-taken'],
      ['a PDF with a password', [page(Buffer.from('%PDF-1.7 /Encrypt 5 0 R'))], 'document/pages-not-taken'],
      ['no bytes', [page(Buffer.alloc(0))], 'document/pages-not-taken'],
      ['no base64', [{ attachment: { data: 'not*base64' } }], 'document/pages-not-taken'],
      ['a sum of something else', [page(PNG, { hash: 'AAAA' })], 'document/pages-not-taken'],
      ['121 pages', Array.from({ length: 121 }, () => page(PNG)), 'document/pages-not-taken'],
      ['one page and one that says nothing', [page(PNG), { attachment: { title: 'x' } }], null],
      ['contents that are no list', { attachment: { data: 'AAAA' } }, null],
      ['no content', [], null]
    ];
    const all = wrong.map(([, content], i): Json => ({ ...REPORT, id: `w-${i}`, content }));
    const report = await put([ADA, ...all]);
    expect(report.total).toMatchObject({ added: 1 + wrong.length, refused: 0 });
    expect(report.remarks.map(({ id, code }) => [id, code])).toEqual(
      wrong.flatMap(([, , code], i) => (code === null ? [] : [[`w-${i}`, code]]))
    );
    expect(await papers()).toEqual([]);
    expect(documentsIn((await exported()).all)).toEqual(all);
  });

  test('one that is not in force, or says what no fact may, is kept as it came', async () => {
    const odd = [
      { ...REPORT, id: 'o-1', status: 'superseded' },
      { ...REPORT, id: 'o-2', description: 'card 4111 1111 1111 1111', content: [page(PNG)] }
    ];
    expect((await put([ADA, ...odd])).total).toMatchObject({ added: 2, refused: 1 });
    expect(await papers()).toEqual([]);
  });
});

describe('[EXP-13] pages leave with their papers', () => {
  const desk = async (doc: string, ...facts: readonly NewFact[]): Promise<void> => {
    const dated = facts.map(({ kind, of }, i) => ({ kind, of, at: stampAt(NOW + 1000 + i), by: 'ar' }));
    expect((await clinic.append([{ doc, facts: dated }])).refused).toEqual([]);
  };
  const said = {
    ...{ patient: P1, document: 's-1', received: '2026-11-20', class: 'legal', title: 'Proxy', date: null },
    ...{ reviewer: null, urgent: true, shown: ['name', 'phone'], subclass: 'power-of-attorney', channel: 'mail' },
    ...{ from: { organization: 'Larch & Moss', person: '' }, notes: 'Original kept' }
  };

  test('a paper of our own is the same at another clinic that reads our export', async () => {
    await put([ADA]);
    const kept = [await keepContent(clinic, PDF), await keepContent(clinic, PNG)];
    const parts = kept.map((one, at) => ({ ...one, type: at === 0 ? 'application/pdf' : 'image/png' }));
    await desk(patientDoc(P1), { kind: 'document/filed', of: { ...said, parts } });
    const { all, report } = await exported();
    expect(report.withoutPages).toBe(0);
    const [out] = documentsIn(all);
    const sum = createHash('sha1').update(PNG).digest('base64');
    expect((out?.['content'] as Json[])[1]).toEqual({
      attachment: {
        contentType: 'image/png',
        size: PNG.length,
        title: 'Proxy',
        data: PNG.toString('base64'),
        hash: sum
      }
    });

    const other = await openClinic(path.join(folder, 'other'));
    others.push(other);
    expect((await put(all, { into: other })).total).toMatchObject({ refused: 0 });
    const { patient: _, document: __, shown: ___, reviewer: ____, ...same } = said;
    const [read] = await papers(other);
    expect(read).toMatchObject({ ...same, parts: [{ size: PDF.length }, { size: PNG.length }] });
    expect(Buffer.compare((await contentOf(other, read!.parts[1]!))!, PNG)).toBe(0);
  });

  test('a page that its desk has not sent yet is told, and what is said of the paper leaves all the same', async () => {
    await put([ADA]);
    const parts = [{ blob: 'ab'.repeat(32), key: new Uint8Array(32), size: 9, type: 'image/jpeg' }];
    await desk(patientDoc(P1), { kind: 'document/filed', of: { ...said, parts } });
    const { all, report } = await exported();
    expect(report.withoutPages).toBe(1);
    expect(documentsIn(all)).toMatchObject([{ description: 'Proxy', content: [{ attachment: { size: 9 } }] }]);
  });

  test('an imported paper that was said anew here leaves so, with its pages; one that was taken out leaves as a mark', async () => {
    const beside = {
      extension: [{ url: 'http://example.org/shelf', valueString: 'B' }],
      context: { facilityType: { text: 'Hospital' } }
    };
    await put([ADA, { ...REPORT, ...beside }]);
    const { document } = (await papers())[0]!;
    const about = { patient: P1, document };
    await desk(patientDoc(P1), { kind: 'document/reindexed', of: { ...about, from: { title: 'Discharge' }, to: { title: 'Mercy stay' } } }); // prettier-ignore
    const [anew] = documentsIn((await exported()).all);
    expect(anew).toMatchObject({ id: 'd1', description: 'Mercy stay', securityLabel: [{ text: 'odd' }] });
    expect(anew).toMatchObject({ date: REPORT['date'], context: beside.context });
    expect(anew?.['extension']).toContainEqual(beside.extension[0]);
    expect(anew?.['content']).toEqual(REPORT['content']);
    await desk(patientDoc(P1), { kind: 'document/recalled', of: { ...about, reason: 'wrong-patient' } });
    const [mark] = documentsIn((await exported()).all);
    expect(mark).toMatchObject({ id: 'd1', status: 'entered-in-error', content: [{ attachment: {} }] });
    expect(JSON.stringify(mark)).not.toMatch(/Mercy|Discharge|odd/);
  });
});
