import { expect, test } from 'vitest';
import { indexOf, type Reindexable } from '#domain/document/document-index.ts';
import type { FiledDocument } from '#domain/document/patient-documents.ts';
import { patientDoc } from '#domain/documents.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { fileDocument, recallDocument } from './file-document.ts';
import { moreAsSaid, moreOf, relatedChoices, saidIn } from './more-fields.ts';
import { papersMatching } from './papers-shown.ts';
import { reindexDocument, undoReindex } from './reindex-document.ts';
import { takeIn } from './take-in.ts';

const PNG = Uint8Array.from([
  ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 9, 0, 0, 0, 9],
  ...[8, 2, 0, 0, 0]
]);
const IDA = { name: { family: 'Quist', given: ['Ida'] }, birthDate: '1980-02-29', sex: 'female' as const };
const desk = (role: MemoryStation['user']['role'] = 'coordinator'): MemoryStation =>
  memoryStation({
    user: { user: 'u-x', role },
    facts: [practiceFacts(), registered('p1', { ...IDA, phones: [], identifiers: [] })]
  });

const FROM = { organization: 'Harbor Laboratory', person: 'Dr Ansel Pike' };
async function filed(station: MemoryStation): Promise<string> {
  const taken = await takeIn(station, { name: 'Fax.png', bytes: PNG }, async () => null);
  if (!taken.ok) throw new Error(taken.error.code);
  const more = saidIn(
    {
      ...moreOf((await station.rows.scan(taken.value))!),
      subclass: 'blood',
      channel: 'fax',
      ...FROM,
      notes: ' Twice '
    },
    'lab'
  );
  const of = { scan: taken.value, patient: 'p1', class: 'lab', title: 'CBC', date: null, reviewer: null } as const;
  const done = await fileDocument(station, {
    ...of,
    ...{ urgent: false, shown: ['name', 'birth-date'], received: '2026-11-18', ...more }
  });
  if (!done.ok) throw new Error(done.error.code);
  return taken.value;
}
const papers = async (station: MemoryStation): Promise<readonly FiledDocument[]> =>
  (await station.rows.patient('p1'))?.documents ?? [];
const now = async (station: MemoryStation, part: Partial<Reindexable> = {}): Promise<Reindexable> => ({
  ...indexOf((await papers(station))[0]!),
  ...part
});

test('[DOC-15] what came how, from whom and as what in particular is filed with the paper; what nobody said is not', async () => {
  const station = desk();
  await filed(station);
  expect(await papers(station)).toMatchObject([
    { class: 'lab', subclass: 'blood', channel: 'fax', from: FROM, notes: 'Twice', received: '2026-11-18' }
  ]);
  // A word of another kind, and fields that are empty, say nothing.
  const empty = moreOf({ received: '2026-11-18', source: 'camera' });
  expect(saidIn({ ...empty, subclass: 'ct' }, 'lab')).toEqual({ channel: 'camera' });
  expect(saidIn({ ...empty, related: 'appointment|a1|2026-11-20', organization: ' ' }, 'lab')).toEqual({
    channel: 'camera',
    related: { appointment: 'a1', date: '2026-11-20' }
  });
  const said = { subclass: 'blood', channel: 'fax', from: FROM, related: { case: 'c9' }, notes: 'x' } as const;
  expect(saidIn(moreAsSaid({ ...said, received: '2026-11-18' }), 'lab')).toEqual(said);
  expect(await relatedChoices(station.rows, 'p1')).toEqual([]);
});

test('[DOC-16] an index is said anew, the fact names what it replaces, and undo gives that back', async () => {
  const station = desk();
  const id = await filed(station);
  const to = await now(station, { class: 'imaging', subclass: null, title: ' Chest film ', notes: null });
  const done = await reindexDocument(station, 'p1', id, to);
  const [, written] = station.factsOf(patientDoc('p1')).filter(({ fact }) => fact.kind.startsWith('document/'));
  expect(written?.fact.of).toEqual({
    ...{ patient: 'p1', document: id },
    from: { class: 'lab', subclass: 'blood', title: 'CBC', notes: 'Twice' },
    to: { class: 'imaging', subclass: null, title: 'Chest film', notes: null }
  });
  const [paper] = await papers(station);
  expect(paper).toMatchObject({ class: 'imaging', title: 'Chest film', from: FROM, reindexed: { by: 'u-x' } });
  expect(paper).not.toHaveProperty('notes');
  expect(paper).not.toHaveProperty('subclass');

  expect(done.ok && (await undoReindex(station, done.value))).toEqual({ ok: true, value: true });
  expect(await papers(station)).toMatchObject([{ class: 'lab', title: 'CBC', subclass: 'blood', notes: 'Twice' }]);
});

test('[DOC-16] what would be wrong, changes nothing, is not theirs or was taken out is refused, and nothing is written', async () => {
  const station = desk();
  const id = await filed(station);
  const before = station.recorded.length;
  const wrong: readonly [Partial<Reindexable>, string][] = [
    [{}, 'document/unchanged'],
    [{ title: '  ' }, 'document/no-title'],
    [{ date: '2027-01-02' }, 'document/date-ahead'],
    [{ received: '2027-01-02' }, 'document/date-ahead']
  ];
  for (const [part, code] of wrong)
    expect(await reindexDocument(station, 'p1', id, await now(station, part))).toEqual({ ok: false, error: { code } });
  const index = await now(station, { title: 'Other' });
  expect(await reindexDocument(station, 'p1', 'no-such', index)).toMatchObject({ error: { code: 'document/no-such' } });
  const not = { ok: false, error: { code: 'document/not-yours' } };
  expect(await reindexDocument(desk('clinical'), 'p1', id, index)).toEqual(not);
  expect(await undoReindex(desk('clinical'), { patient: 'p1', fact: '1.1' })).toEqual(not);
  expect(station.recorded).toHaveLength(before);

  await recallDocument(station, 'p1', id, 'wrong-patient');
  expect(await reindexDocument(station, 'p1', id, index)).toMatchObject({ error: { code: 'document/no-such' } });
  const [mark] = await papers(station);
  expect(JSON.stringify(mark)).not.toMatch(/Harbor|Pike|Twice|blood|CBC/);
});

test('[DOC-15] a list of papers is narrowed by kind and by words, without accents and case', () => {
  const paper = (document: string, part: Partial<FiledDocument>): FiledDocument => ({
    ...{
      document,
      patient: 'p1',
      received: '2026-11-18',
      parts: [],
      filedAt: 1,
      filedBy: 'u',
      reviewed: null,
      recalled: null
    },
    ...{ class: 'lab', title: 'CBC', date: null, reviewer: null, urgent: false, shown: ['name', 'birth-date'] },
    ...part
  });
  const all = [
    paper('a', { from: { organization: 'Hôpital Nord', person: '' } }),
    paper('b', { class: 'imaging', subclass: 'x-ray', title: 'Chest' }),
    paper('c', { title: '', recalled: { by: 'u', at: 1, reason: 'not-ours' } })
  ];
  const found = (kind: string, text: string) => papersMatching(all, { kind, text }).map(({ document }) => document);
  expect(found('', '')).toEqual(['a', 'b', 'c']);
  expect(found('', 'HOPITAL')).toEqual(['a']);
  expect(found('', 'ray chest')).toEqual(['b']);
  expect(found('imaging', '')).toEqual(['b']);
  expect(found('imaging', 'cbc')).toEqual([]);
  expect(found('', '.*')).toEqual(['a', 'b', 'c']);
});
