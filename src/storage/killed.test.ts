import { afterEach, expect, test } from 'vitest';
import { patientDoc, type DocId } from '#domain/documents.ts';
import { decodeRuns } from '#protocol/update.ts';
import { dyingAt } from '#tests/fixtures/dying.ts';
import {
  DAY,
  NOW,
  add,
  booked,
  cancelled,
  closeStores,
  everyRow,
  here,
  packed,
  renamed,
  rowsOf,
  testStore,
  there
} from '#tests/fixtures/test-store.ts';
import { compact } from './compaction.ts';
import { acknowledged, waitingIn } from './outbox.ts';
import { storePacked } from './packed.ts';
import { rebuild } from './rebuild.ts';
import { setAside } from './refusals.ts';
import { joinedRuns } from './runs.ts';
import { dropPacked, freeSpace } from './space.ts';
import type { Store } from './store.ts';

afterEach(closeStores);

const CHANGED = patientDoc('p3');
/** A day with a long past, something unsent in its middle, and a packed patient with a change over it. */
async function clinic(): Promise<Store> {
  const store = await testStore();
  await storePacked(
    store,
    ['p1', 'p3', 'p5'].map((id) => packed(id)),
    []
  );
  for (let i = 0; i < 4; i++) await store.append([add([booked(`a${i}`, 540 + i)], here, i, DAY, true)]);
  await acknowledged(store.database, DAY, here, 2);
  await store.append([add([cancelled('a1'), booked('b1')], there, 0)]);
  await store.append([add([renamed('p3', 'Quist', 'Lund')], there, 1, CHANGED)]);
  await store.append([add([renamed('p3', 'Lund', 'Moss')], here, 0, CHANGED, true)]);
  return store;
}

/** Everything that can be read, by a tab that opens now. */
async function readable(store: Store) {
  const again = await testStore(store.database.name);
  const factsOf = async (doc: DocId) =>
    joinedRuns((await again.updatesOf(doc)).flatMap((update) => decodeRuns(update))).sort(
      (a, b) => a.client - b.client
    );
  const waiting = async (doc: DocId) =>
    (await waitingIn(again.database, doc)).map(({ run }) => [run.client, run.clock, run.length]);
  const rows = rowsOf(again);
  const state = {
    rows: await everyRow(again),
    facts: [await factsOf(DAY), await factsOf(CHANGED)],
    waiting: [await waiting(DAY), await waiting(CHANGED)],
    patients: await Promise.all(['p1', 'p3', 'p5'].map((id) => rows.patient(id)))
  };
  again.database.close();
  return state;
}

/** Runs work that dies at each of its requests in turn, until one run gets through. */
async function atEachStep(
  work: (store: Store) => Promise<unknown>,
  holds: (store: Store, before: Awaited<ReturnType<typeof readable>>) => Promise<void>
): Promise<number> {
  for (let n = 1; ; n++) {
    const store = await clinic();
    const before = await readable(store);
    const died = await dyingAt(n, () => work(store));
    await holds(store, before);
    if (!died) return n - 1;
    // The next tab does it all.
    const next = await testStore(store.database.name);
    await work(next);
    await holds(next, before);
    closeStores();
  }
}

const same = async (store: Store, before: unknown): Promise<void> => expect(await readable(store)).toEqual(before);

test('[STO-11] compaction killed at any of its requests changes nothing that can be read or is to be sent', async () => {
  const steps = await atEachStep(async ({ database }) => {
    await compact(database, DAY);
    await compact(database, CHANGED);
  }, same);
  expect(steps).toBeGreaterThan(10);
});

test('[STO-25] making room killed at any of its requests takes nothing away', async () => {
  const steps = await atEachStep(({ database }) => freeSpace(database, () => true), same);
  expect(steps).toBeGreaterThan(10);
});

test('[STO-26] taking packed patients away, killed at any of its requests, takes nobody with a change of their own', async () => {
  const steps = await atEachStep(
    ({ database }) => dropPacked(database, []),
    async (store, before) => {
      const { patients, ...rest } = await readable(store);
      expect(rest).toEqual({ rows: before.rows, facts: before.facts, waiting: before.waiting });
      expect(patients[1]).toEqual(before.patients[1]);
      const isAway = patients[0] === undefined;
      expect([patients[0], patients[2]]).toEqual(
        isAway ? [undefined, undefined] : [before.patients[0], before.patients[2]]
      );
    }
  );
  expect(steps).toBeGreaterThan(5);
});

test('[STO-12] folding anew killed at any of its requests is done by the next start', async () => {
  await atEachStep(
    ({ database }) => rebuild(database),
    async (store, before) => {
      const { facts, waiting } = await readable(store);
      expect({ facts, waiting }).toEqual({ facts: before.facts, waiting: before.waiting });
    }
  );
});

test('[STO-16] setting a refused command aside, killed at any of its requests, is done whole or not at all', async () => {
  const no = { doc: DAY, client: here, clock: 2, code: 'E_CARD', say: 'No.' };
  await atEachStep(
    ({ database }) => setAside(database, no, NOW),
    async (store, before) => {
      const kept = await store.database.refused.count();
      const { rows, waiting } = await readable(store);
      expect(waiting).toEqual(before.waiting);
      const isShown = rows['appointments']?.some((row) => (row as { id: string }).id === 'a2');
      expect({ kept, isShown }).toEqual(kept === 1 ? { kept: 1, isShown: false } : { kept: 0, isShown: true });
    }
  );
});
