import { afterEach, expect, test } from 'vitest';
import { patientDoc } from '#domain/documents.ts';
import { add, closeStores, here, packed, registered, renamed, testStore } from '#tests/fixtures/test-store.ts';
import { createDirectory } from './directory.ts';
import { storePacked } from './packed.ts';
import { createRows } from './rows.ts';
import type { Store } from './store.ts';
import { clientIdOf } from '#domain/ids.ts';
import { fact } from '#tests/fixtures/test-store.ts';

afterEach(closeStores);

/** Rows over a directory on this thread; `elapsed` stands still unless a test moves it. */
function searching(store: Store) {
  let now = 0;
  const directory = createDirectory(store.database, () => (now += 10_000));
  const rows = createRows(store.database, 'u-1', directory.find);
  return async (query: string) =>
    (await rows.findPatients(query, 10)).map(({ patient, family }) => `${patient} ${family}`);
}

test('[STO-21] packed patients and changed ones are found together, each once, as they are now', async () => {
  const store = await testStore();
  await storePacked(store, [packed('p1', 'Quist'), packed('p2', 'Quimby'), packed('p3', 'Lund')], []);
  await store.append([add([renamed('p2', 'Quimby', 'Oakes')], here, 0, patientDoc('p2'), true)]);
  const find = searching(store);

  expect(await find('qui')).toEqual(['p1 Quist']);
  expect(await find('oak')).toEqual(['p2 Oakes']);
  expect(await find('')).toEqual([]);
  expect(await find('   ')).toEqual([]);
});

test('[STO-22] an answer knows of every change that is on disk when it is asked', async () => {
  const store = await testStore();
  await storePacked(store, [packed('p1', 'Quist')], []);
  const find = searching(store);
  expect(await find('quist')).toEqual(['p1 Quist']);

  await store.append([add([registered('p5', 'Quistgaard')], clientIdOf(1, 2), 0, patientDoc('p5'), true)]);
  expect(await find('quist')).toEqual(['p1 Quist', 'p5 Quistgaard']);
  await store.append([add([renamed('p1', 'Quist', 'Lund')], here, 0, patientDoc('p1'), true)]);
  expect(await find('quist')).toEqual(['p5 Quistgaard']);
  await store.append([
    add([fact('fact/voided', { fact: `${clientIdOf(1, 2)}.0` })], clientIdOf(1, 2), 1, patientDoc('p5'), true)
  ]);
  expect(await find('quist')).toEqual([]);
  await storePacked(store, [packed('p7', 'Quist')], []);
  expect(await find('quist')).toEqual(['p7 Quist']);
});
