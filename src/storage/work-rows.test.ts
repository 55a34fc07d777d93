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
