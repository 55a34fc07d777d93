import { expect, test } from 'vitest';
import { scanOf } from '#domain/document/scan.ts';
import { caseDoc, patientDoc } from '#domain/documents.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { discardScan, fileDocument, recallDocument, reviewDocument, type Indexing } from './file-document.ts';
import { takeInText } from './refusals.ts';
import { formFinder, takeIn } from './take-in.ts';

const PNG = Uint8Array.from([
  ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 9, 0, 0, 0, 9],
  ...[8, 2, 0, 0, 0]
]);
const person = (patient: string, family: string) => ({
  doc: patientDoc(patient),
  facts: [
    {
      kind: 'patient/registered',
      of: {
        ...{ patient, source: 'desk', name: { family, given: ['Ida'] }, birthDate: '1980-02-29' },
        ...{ sex: 'female', phones: [], identifiers: [] }
      }
    }
  ]
});

const desk = (role: MemoryStation['user']['role'] = 'coordinator'): MemoryStation =>
  memoryStation({
    user: { user: 'u-x', role },
    facts: [practiceFacts(), person('p1', 'Quist'), person('p2', 'Quill')]
  });

async function taken(station: MemoryStation, name = 'Fax from Mercy.png'): Promise<string> {
  const done = await takeIn(station, { name, bytes: PNG }, async () => Uint8Array.of(1, 2));
  if (!done.ok) throw new Error(done.error.code);
  return done.value;
}

const index = (scan: string, more: Partial<Indexing> = {}): Indexing => ({
  ...{ scan, patient: 'p1', class: 'lab', title: ' CBC ', date: '2026-11-18', reviewer: 'p-kim', urgent: true },
  ...{ shown: ['name', 'birth-date'] },
  ...more
});

const stageOf = (station: MemoryStation, id: string) => scanOf(station.factsOf(caseDoc(id)))?.stage;

test('[DOC-1] [DOC-3] a paper is taken in without a server, filed, and looked at by its reviewer', async () => {
  const station = desk();
  station.setOnline(false);
  const id = await taken(station);
  expect(await station.rows.scans()).toMatchObject([{ case: id, title: 'Fax from Mercy', stage: 'inbox' }]);

  expect(await fileDocument(station, index(id))).toEqual({ ok: true, value: true });
  expect(await station.rows.scans()).toMatchObject([{ stage: 'review', patient: 'p1', reviewer: 'p-kim' }]);
  const [filed] = (await station.rows.patient('p1'))?.documents ?? [];
  expect(filed).toMatchObject({ document: id, title: 'CBC', class: 'lab', urgent: true, reviewed: null });
  expect(await station.blobs.read(patientDoc('p1'), filed!.parts[0]!)).toMatchObject({ ok: true, value: PNG });

  expect(await reviewDocument(station, id)).toEqual({ ok: true, value: true });
  expect(await station.rows.scans()).toEqual([]);
  expect((await station.rows.patient('p1'))?.documents).toMatchObject([{ reviewed: { by: 'u-x' } }]);
});

test('[DOC-2] a paper that two things do not tie to somebody is not filed; nor one that is indexed wrongly', async () => {
  const station = desk();
  const id = await taken(station);
  const wrong: [Partial<Indexing>, string][] = [
    [{ patient: null }, 'document/no-patient'],
    [{ patient: 'nobody' }, 'document/no-patient'],
    [{ shown: [] }, 'document/two-identifiers'],
    [{ shown: ['name'] }, 'document/two-identifiers'],
    [{ shown: ['name', 'name'] }, 'document/two-identifiers'],
    [{ title: '  ' }, 'document/no-title'],
    [{ date: '2027-01-02' }, 'document/date-ahead'],
    [{ reviewer: 'p-nobody' }, 'document/no-such-reviewer'],
    [{ scan: 'no-such' }, 'document/no-such']
  ];
  const before = station.recorded.length;
  for (const [part, code] of wrong)
    expect(await fileDocument(station, index(id, part))).toEqual({ ok: false, error: { code } });
  expect(station.recorded).toHaveLength(before);
});

test('[DOC-4] what was filed in error waits again, and the wrong record keeps a mark without a word of it', async () => {
  const station = desk();
  const id = await taken(station);
  await fileDocument(station, index(id));
  expect(await recallDocument(station, 'p1', id, 'wrong-patient')).toEqual({ ok: true, value: true });
  expect(await station.rows.scans()).toMatchObject([{ stage: 'inbox', patient: null, recalls: 1 }]);
  const [mark] = (await station.rows.patient('p1'))?.documents ?? [];
  expect(mark).toMatchObject({ title: '', date: null, parts: [], shown: [], recalled: { reason: 'wrong-patient' } });

  await fileDocument(station, index(id, { patient: 'p2', reviewer: null }));
  expect(stageOf(station, id)).toBe('done');
  expect((await station.rows.patient('p2'))?.documents).toMatchObject([{ document: id, recalled: null }]);
  expect(await recallDocument(station, 'p1', id, 'not-ours')).toEqual({
    ok: false,
    error: { code: 'document/no-such' }
  });
});

test('[DOC-5] each step asks for its verb, and a paper that somebody else dealt with is let be', async () => {
  const station = desk();
  const [id, other] = [await taken(station), await taken(station)];
  const clinical = memoryStation({ user: { user: 'u-x', role: 'clinical' }, facts: [practiceFacts()] });
  const refused = { ok: false, error: { code: 'document/not-yours' } };
  expect(await takeIn(clinical, { name: 'x', bytes: PNG }, async () => null)).toEqual(refused);
  expect(await fileDocument(clinical, index(id))).toEqual(refused);
  expect(await discardScan(clinical, id, 'blank')).toEqual(refused);
  expect(await recallDocument(clinical, 'p1', id, 'not-ours')).toEqual(refused);
  expect(await reviewDocument(desk('biller'), id)).toEqual(refused);

  await fileDocument(station, index(id));
  const late = { ok: false, error: { code: 'document/not-waiting' } };
  expect(await fileDocument(station, index(id))).toEqual(late);
  expect(await discardScan(station, id, 'blank')).toEqual(late);
  expect(await discardScan(station, other, 'duplicate')).toEqual({ ok: true, value: true });
  expect(stageOf(station, other)).toBe('discarded');
  expect(await reviewDocument(station, other)).toEqual(late);
});

const latin = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
const WE_TAKE = 'We can take JPEG, PNG, HEIC, PDF up to 20 MB.';
test.each([
  ['a program', 'photo.jpg', latin('MZ'), `photo.jpg: ${WE_TAKE}`],
  ['a drawing with a script', 'a.svg', latin('<svg onload="x()"/>'), `a.svg: ${WE_TAKE}`],
  ['an archive that unpacks to more', 'scans.png', [0x50, 0x4b, 3, 4], `scans.png: ${WE_TAKE}`],
  [
    'a picture of 200 million pixels',
    'big.png',
    [...PNG.slice(0, 16), 0, 0, 0x4e, 0x20, 0, 0, 0x27, 0x10, ...PNG.slice(24)],
    'big.png: this picture has too many pixels. Scan it at 300 dpi or less.'
  ],
  [
    'a PDF with a password',
    'locked.pdf',
    latin('%PDF-1.7 /Encrypt 5 0 R'),
    'locked.pdf: this PDF is locked with a password. Ask for it without one.'
  ]
])('[DOC-6] %s is refused in words, and nothing of it is kept (RELIABILITY §6 no. 39)', async (_, name, bytes, say) => {
  const station = desk();
  const taken = await takeIn(station, { name, bytes: Uint8Array.from(bytes) }, async () => null);
  expect(!taken.ok && takeInText(taken.error)).toBe(say);
  expect(station.recorded).toEqual([]);
});

test('[FORM-17] a picture of a form that we printed is that form; another code, or none, is any paper', async () => {
  const station = desk();
  const codes = ['AP1:F:k1.0:1/2', 'https://example.org', null];
  const findForm = formFinder({
    lookAtPicture: () => Promise.resolve({ code: codes.shift() ?? null, isBlank: false })
  });
  for (let at = 0; at < 3; at++)
    await takeIn(station, { name: `${at}.png`, bytes: PNG }, () => Promise.resolve(null), findForm);
  const scans = (await station.rows.scans()).map(({ title, form = null }) => ({ title, form }));
  expect(scans).toContainEqual({ title: 'Form', form: { packet: 'k1', place: 0, seen: [1], of: 2 } });
  expect(scans.filter(({ form }) => form === null)).toHaveLength(2);
});
