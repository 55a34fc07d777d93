import { expect, test } from 'vitest';
import { scanOf } from '#domain/document/scan.ts';
import { caseDoc } from '#domain/documents.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { discardScan, fileDocument, recallDocument } from './file-document.ts';
import { samePaper } from './same-papers.ts';
import { canBeRead, scanAgain } from './scan-again.ts';
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
async function taken(station: MemoryStation, name: string, more: readonly number[] = []): Promise<string> {
  station.setNow(station.now() + 60_000);
  const done = await takeIn(station, { name, bytes: Uint8Array.from([...PNG, ...more]) }, async () => Uint8Array.of(1));
  if (!done.ok) throw new Error(done.error.code);
  return done.value;
}
const sameAs = async (station: MemoryStation, id: string) =>
  await samePaper(station.rows, (await station.rows.scan(id))!);
const file = (station: MemoryStation, scan: string) =>
  fileDocument(station, {
    ...{ scan, patient: 'p1', class: 'lab', title: 'CBC', date: null, reviewer: null, urgent: false },
    shown: ['name', 'birth-date']
  });
const stageOf = (station: MemoryStation, id: string) => scanOf(station.factsOf(caseDoc(id)));

test('[DOC-17] the same contents again are said to be what they were filed as, for whom and when; other contents are not', async () => {
  const station = desk();
  const [first, other] = [await taken(station, 'Fax 1.png'), await taken(station, 'Other.png', [1])];
  expect(await sameAs(station, first)).toBeNull();
  const again = await taken(station, 'Fax 2.png');
  expect(await sameAs(station, first)).toBeNull();
  expect(await sameAs(station, again)).toMatchObject({ scan: { case: first }, isWhole: true, patient: null });
  expect(await sameAs(station, other)).toBeNull();

  await file(station, first);
  const filedAt = station.now();
  expect(await sameAs(station, again)).toMatchObject({
    title: 'CBC',
    patient: { patient: 'p1' },
    scan: { case: first }
  });
  expect((await sameAs(station, again))?.filedAt).toBeLessThanOrEqual(filedAt);
  // The one in a record stands before one that waits, whichever came first.
  expect(await discardScan(station, again, 'duplicate', first)).toEqual({ ok: true, value: true });
  expect(stageOf(station, again)).toMatchObject({ stage: 'discarded', discarded: 'duplicate', sameAs: first });

  // Nothing is dropped by itself: a third waits like any other.
  const third = await taken(station, 'Fax 3.png');
  expect((await station.rows.scans()).map((scan) => scan.case)).toContain(third);
  await recallDocument(station, 'p1', first, 'wrong-patient');
  expect(await sameAs(station, third)).toMatchObject({ patient: null, title: null });
});

test('[DOC-17] a paper is the same as one that is here, and not as itself', async () => {
  const station = desk();
  const id = await taken(station, 'Fax.png');
  for (const wrong of [id, 'no-such'])
    expect(await discardScan(station, id, 'duplicate', wrong)).toEqual({
      ok: false,
      error: { code: 'document/no-such' }
    });
});

test('[DOC-18] what cannot be read is set aside with its reason, can be read after all, or is put away once it was scanned again', async () => {
  const station = desk();
  const id = await taken(station, 'Fax.png');
  expect(await scanAgain(station, id, 'blurred')).toEqual({ ok: true, value: true });
  expect(await station.rows.scans()).toMatchObject([{ stage: 'rescan', unreadable: { reason: 'blurred', by: 'u-x' } }]);
  const late = { ok: false, error: { code: 'document/not-waiting' } };
  expect(await scanAgain(station, id, 'blurred')).toEqual(late);
  expect(await canBeRead(station, id)).toEqual({ ok: true, value: true });
  expect(await station.rows.scans()).toMatchObject([{ stage: 'inbox' }]);
  expect((await station.rows.scan(id))?.unreadable).toBeUndefined();
  expect(await canBeRead(station, id)).toEqual(late);

  await scanAgain(station, id, 'cut-off');
  expect(await discardScan(station, id, 'unreadable')).toEqual({ ok: true, value: true });
  expect(await station.rows.scans()).toEqual([]);
  // What was filed by who had not heard of it is filed.
  const other = await taken(station, 'Other.png', [1]);
  await scanAgain(station, other, 'too-dark');
  expect(await file(station, other)).toEqual({ ok: true, value: true });
  expect(stageOf(station, other)).toMatchObject({ stage: 'done', patient: 'p1' });
  expect(await scanAgain(station, other, 'too-dark')).toEqual(late);
  const not = { ok: false, error: { code: 'document/not-yours' } };
  expect(await scanAgain(desk('clinical'), id, 'blurred')).toEqual(not);
  expect(await canBeRead(desk('clinical'), id)).toEqual(not);
});
