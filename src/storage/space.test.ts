import { afterEach, expect, test } from 'vitest';
import { patientDoc } from '#domain/documents.ts';
import { createDirectory } from './directory.ts';
import { waitingDocs } from './outbox.ts';
import { storePacked } from './packed.ts';
import { dropPacked, freeSpace, looseDocs } from './space.ts';
import type { Store } from './store.ts';
import {
  DAY,
  add,
  booked,
  closeStores,
  expectSameAfter,
  here,
  packed,
  registered,
  renamed,
  rowsOf,
  testStore,
  there
} from '#tests/fixtures/test-store.ts';
import { SEGMENTS_KEY } from './meta-keys.ts';

afterEach(closeStores);

const patients = ['p1', 'p3', 'p5'];
async function clinic(): Promise<Store> {
  const store = await testStore();
  await storePacked(
    store,
    patients.map((id) => packed(id)),
    []
  );
  await createDirectory(store.database).find('quist', 5, { rev: 0, segments: 1 });
  await store.append([add([booked('a1')], there, 0)]);
  await store.append([add([booked('a2')], here, 0, DAY, true)]);
  await store.append([add([renamed('p3', 'Quist', 'Lund')], here, 0, patientDoc('p3'), true)]);
  await store.append([add([renamed('p5', 'Quist', 'Moss')], there, 1, patientDoc('p5'))]);
  return store;
}

test('[STO-25] making room takes nothing away: what was sent is merged, what waits stays, the directory is made again', async () => {
  const store = await clinic();
  const { database } = store;
  expect(await database.directory.count()).toBe(1);
  await expectSameAfter(store, () => freeSpace(database, (doc) => doc !== patientDoc('p5')));

  expect(await database.directory.count()).toBe(0);
  expect((await database.updates.toArray()).map(({ doc, unsent }) => [doc, unsent !== undefined])).toEqual([
    [DAY, true],
    [patientDoc('p3'), true],
    [patientDoc('p5'), false]
  ]);
  expect(await looseDocs(database)).toEqual([patientDoc('p5')]);
  const found = await createDirectory(database).find('quist', 5, { rev: 2, segments: 1 });
  expect(found.map(({ patient }) => patient)).toEqual(['p1']);
});

test('[STO-26] packed patients leave this device; who was changed here stays whole, and what waits still waits', async () => {
  const store = await clinic();
  const { database } = store;
  await dropPacked(database, [{ key: 'dropped', value: true }]);

  const rows = rowsOf(store);
  expect(await rows.patient('p1')).toBe(undefined);
  expect(await rows.patient('p3')).toMatchObject({ name: { family: 'Lund' }, birthDate: '1980-02-29' });
  expect(await rows.patient('p5')).toMatchObject({ name: { family: 'Moss' }, birthDate: '1980-02-29' });
  expect(await waitingDocs(database)).toEqual([DAY, patientDoc('p3')]);
  expect((await database.meta.get('dropped'))?.value).toBe(true);
  const segments = (await database.meta.get(SEGMENTS_KEY))?.value as number;
  expect(await createDirectory(database).find('quist', 5, { rev: 2, segments })).toEqual([]);

  // Fetched again they are found again, and nobody's change is lost under them.
  await storePacked(
    store,
    patients.map((id) => packed(id)),
    []
  );
  expect(await rows.patient('p1')).toMatchObject({ name: { family: 'Quist' } });
  expect(await rows.patient('p3')).toMatchObject({ name: { family: 'Lund' } });
  expect((await database.segments.toArray()).map(({ docs }) => docs)).toEqual([[patientDoc('p1')]]);
});

test('[STO-26] who is changed while they are taken away is taken whole', async () => {
  const store = await clinic();
  await Promise.all([
    dropPacked(store.database, []),
    store.append([add([renamed('p1', 'Quist', 'Vey')], here, 0, patientDoc('p1'), true)]),
    store.append([add([registered('p7', 'Rook')], here, 0, patientDoc('p7'), true)])
  ]);
  const rows = rowsOf(store);
  expect(await rows.patient('p7')).toMatchObject({ name: { family: 'Rook' } });
  const changed = await rows.patient('p1');
  // Before, it is whole; after, it is a change of somebody who comes again from the server.
  if (changed) expect(changed.name.family).toBe('Vey');
  expect(await store.database.segments.count()).toBe(0);
});
