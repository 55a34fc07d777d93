import { afterEach, expect, test } from 'vitest';
import { caseDoc } from '#domain/documents.ts';
import { rebuild } from '#storage/rebuild.ts';
import {
  add,
  booked,
  cancelled,
  closeStores,
  everyRow,
  fact,
  here,
  rowsOf,
  testStore,
  there
} from '#tests/fixtures/test-store.ts';
import { WAITING } from '#tests/fixtures/waiting.ts';

afterEach(closeStores);

const CASE = caseDoc('w-fern');
const place = { practitioner: 'k', start: 540, minutes: 20 };
const offer = { offer: 'o1', round: 'r1', case: 'w-fern', patient: 'pat-fern', label: WAITING.label };
const offered = () => fact('slot/offered', { ...offer, visitType: 'new', at: place, until: 5 });
const silent = (device: number) => fact('kiosk/silent', { device, label: `K${device}`, since: 5 });

test('[CASE-1] a case is a row: found by its list while it is open, by itself and by its patient ever after', async () => {
  const store = await testStore();
  await store.append([add([fact('waitlist/added', WAITING)], here, 0, CASE, true)]);
  const rows = rowsOf(store);
  expect(await rows.cases('waitlist')).toMatchObject([{ case: 'w-fern', kind: 'waitlist', closed: null }]);
  expect(await rows.cases('order')).toEqual([]);
  await store.append([add([fact('case/closed', { case: 'w-fern', reason: 'not-wanted' })], there, 0, CASE)]);
  expect(await rows.cases('waitlist')).toEqual([]);
  expect(await rows.case('w-fern')).toMatchObject({ closed: { reason: 'not-wanted' } });
  expect(await rows.casesOf('pat-fern')).toHaveLength(1);
  expect(await rows.case('w-none')).toBeUndefined();
});

test('[DOC-17] a paper is found by a content of it, whatever became of it; the index has a few digits of its sum and no more', async () => {
  const store = await testStore();
  const sum = (digit: string) => `abcd${digit.repeat(60)}`;
  const part = { blob: '1'.repeat(64), key: new Uint8Array(32), size: 9, type: 'image/png' };
  const of = { site: 'main', title: 'Fax', source: 'upload', received: '2026-11-20' };
  const captured = (id: string, ...sums: readonly string[]) =>
    fact('scan/captured', { ...of, case: id, parts: sums.map((one) => ({ ...part, sum: one })) });
  const { sum: _, ...old } = { ...part, sum: '' };
  await store.append([add([captured('s1', sum('1'), sum('2'))], here, 0, caseDoc('s1'), true)]);
  await store.append([add([captured('s2', sum('3'))], here, 0, caseDoc('s2'), true)]);
  await store.append([
    add([fact('scan/captured', { ...of, case: 's3', parts: [old] })], here, 0, caseDoc('s3'), true),
    add([fact('scan/discarded', { case: 's2', reason: 'blank' })], there, 0, caseDoc('s2'))
  ]);
  const rows = rowsOf(store);
  const like = async (...sums: readonly string[]) => (await rows.scansLike(sums)).map((scan) => scan.case);
  expect(await like(sum('2'))).toEqual(['s1']);
  expect(await like(sum('3'), sum('1'))).toEqual(['s1', 's2']);
  expect(await like(sum('4'))).toEqual([]);
  expect(await like()).toEqual([]);
  expect((await store.database.cases.get('s1'))?.marks).toEqual(['abcd']);
});

test('[WAIT-5] [MISS-2] [SCHED-1] of a day: offers, silent kiosks beside leases, and what was called off', async () => {
  const store = await testStore();
  await store.append([
    add([booked('a1'), booked('a2', 600), cancelled('a1'), offered(), silent(4), silent(5)], there, 0)
  ]);
  await store.append([add([fact('kiosk/heard', { device: 4, at: 9 })], there, 6)]);
  const rows = rowsOf(store);
  expect(await rows.offers('main', '2026-11-20')).toMatchObject([{ offer: 'o1', outcome: null }]);
  expect(await rows.silentKiosks('main', '2026-11-20')).toMatchObject([{ device: 5, label: 'K5' }]);
  expect(await rows.leases('main', '2026-11-20')).toEqual([]);
  const gone = async (from: string, to: string) =>
    (await rows.gone('main', from, to)).map(({ date, appointment }) => `${date} ${appointment.appointment}`);
  expect(await gone('2026-11-20', '2026-11-20')).toEqual(['2026-11-20 a1']);
  expect(await gone('2026-11-21', '2026-12-31')).toEqual([]);
});

test('[STO-12] dropped and folded again the rows are the same', async () => {
  const store = await testStore();
  await store.append([add([fact('waitlist/added', WAITING)], here, 0, CASE, true)]);
  await store.append([add([booked('a1'), offered(), silent(4)], there, 0)]);
  const before = await everyRow(store);
  await rebuild(store.database);
  expect(await everyRow(store)).toEqual(before);
  expect(before['cases']).toHaveLength(1);
  expect(before['offers']).toHaveLength(1);
});
