import { afterEach, expect, test } from 'vitest';
import { patientDoc } from '#domain/documents.ts';
import { readMeta, writeMeta } from './meta.ts';
import { storePacked } from './packed.ts';
import { watchQuery } from './rows.ts';
import { dropPacked } from './space.ts';
import type { Store } from './store.ts';
import { add, closeStores, here, packed, renamed, rowsOf, testStore } from '#tests/fixtures/test-store.ts';
import { SEGMENTS_KEY, SEGMENTS_TOLD_KEY } from './meta-keys.ts';

afterEach(closeStores);

const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, at) => `p${String(from + at).padStart(4, '0')}`);
const comes = (store: Store, ids: readonly string[]) =>
  storePacked(
    store,
    ids.map((id) => packed(id)),
    []
  );
const tell = async ({ database }: Store) =>
  await writeMeta(database, SEGMENTS_TOLD_KEY, await readMeta(database, SEGMENTS_KEY));

/** What a live query over two patients answered, one after the other. */
function watched(store: Store, ids: readonly string[]) {
  const answers: (string | undefined)[][] = [];
  let wake = (): void => undefined;
  const rows = rowsOf(store);
  const stop = watchQuery(
    store.database,
    async () => await Promise.all(ids.map(async (id) => (await rows.patient(id))?.name.family)),
    (value) => {
      answers.push(value);
      wake();
    },
    (error) => expect.unreachable(String(error))
  );
  const count = async (wanted: number) => {
    while (answers.length < wanted) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { answers, count, stop };
}

test('[STO-34] a segment is small: whoever looks up one patient does not open a thousand', async () => {
  const store = await testStore();
  await comes(store, names(0, 200));
  const segments = await store.database.segments.toArray();
  expect(Math.max(...segments.map(({ docs }) => docs.length))).toBeLessThanOrEqual(64);
  expect(segments.flatMap(({ docs }) => docs)).toEqual(names(0, 200).map((id) => patientDoc(id)));
  const rows = rowsOf(store);
  for (const id of names(0, 200)) expect(await rows.patient(id)).toMatchObject({ patient: id });
});

test('[STO-34] a live query that reads packed patients is woken when segments are told of, not by each, and hears of every change', async () => {
  const store = await testStore();
  await comes(store, names(100, 110));
  const { answers, count, stop } = watched(store, ['p0105', 'p0205']);
  await count(1);

  // Two that say nothing of whom it reads, and one that brings the other.
  await comes(store, names(0, 10));
  await comes(store, names(50, 60));
  await comes(store, names(200, 210));
  await tell(store);
  await count(2);

  await store.append([add([renamed('p0105', 'Quist', 'Lund')], here, 0, patientDoc('p0105'), true)]);
  await count(3);
  await dropPacked(store.database, []);
  while (answers.at(-1)?.[1] !== undefined) await count(answers.length + 1);
  stop();
  expect(answers.slice(0, 3)).toEqual([
    ['Quist', undefined],
    ['Quist', 'Quist'],
    ['Lund', 'Quist']
  ]);
  expect(answers.at(-1)).toEqual(['Lund', undefined]);
});
