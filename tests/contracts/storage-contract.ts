import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { patientDoc } from '#domain/documents.ts';
import { decodeRuns, encodeRun } from '#protocol/update.ts';
import type { Database } from '#storage/database.ts';
import { nextBoot, nextOfDay, readMeta } from '#storage/meta.ts';
import { acknowledged, readOutbox, waitingDocs, waitingIn } from '#storage/outbox.ts';
import { storePacked } from '#storage/packed.ts';
import { rebuild } from '#storage/rebuild.ts';
import { setAllAside, setAside } from '#storage/refusals.ts';
import { sendAgain, sendAllAgain } from '#storage/resend.ts';
import { compact } from '#storage/compaction.ts';
import { createStore, type Store } from '#storage/store.ts';
import {
  DAY,
  NOW,
  add,
  arrived,
  booked,
  cancelled,
  everyRow,
  here,
  packed,
  registered,
  renamed,
  rowsOf,
  there
} from '#tests/fixtures/test-store.ts';

/** One device's disk. */
export interface StorageRig {
  /** Opens it (again), as a tab does. */
  open(): Promise<Database>;
  dispose(): Promise<void>;
}

/** What `src/storage` does on any database that keeps IndexedDB's promises: Dexie's in a browser, and the simulation's. */
export function storageContract(name: string, rigOf: () => Promise<StorageRig>): void {
  describe(`storage contract: ${name}`, () => {
    let rig: StorageRig;
    let store: Store;
    const opened = async (): Promise<Store> => createStore(await rig.open(), { now: () => NOW });

    beforeEach(async () => {
      rig = await rigOf();
      store = await opened();
    });
    afterEach(() => rig.dispose());

    const facts = async (from: Store = store): Promise<unknown[]> =>
      (await from.updatesOf(DAY)).flatMap((update) => decodeRuns(update).flatMap((run) => run.facts));

    test('[STO-1] an append is there with its rows for every tab, and after reopening', async () => {
      await store.append([add([booked('a1'), arrived('v1')], here, 0, DAY, true)]);
      const again = await opened();
      expect(await rowsOf(again).appointments('main', '2026-11-20')).toMatchObject([{ appointment: 'a1' }]);
      expect(await rowsOf(again).visits('main', '2026-11-20')).toMatchObject([{ visit: 'v1', state: 'waiting' }]);
      expect(await facts(again)).toHaveLength(2);
    });

    test('[STO-2] [STO-3] what comes twice counts once; what follows on something missing is named', async () => {
      await store.append([add([booked('a1'), booked('a2')], there, 0)]);
      expect(await store.append([add([booked('a1'), booked('a2')], there, 0)])).toMatchObject([
        { runs: [], gap: false }
      ]);
      expect(await store.append([add([booked('a9')], there, 7)])).toMatchObject([{ runs: [], gap: true }]);
      expect(await facts()).toHaveLength(2);
    });

    test('[STO-4] tabs that write at once lose nothing of each other', async () => {
      const other = await opened();
      await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          Promise.all([
            store.append([
              {
                ...add([booked(`h${i}`)], here, 0),
                runs: ({ head }) => [{ client: here, clock: head(here), facts: [booked(`h${i}`)] }]
              }
            ]),
            other.append([
              {
                ...add([booked(`t${i}`)], there, 0),
                runs: ({ head }) => [{ client: there, clock: head(there), facts: [booked(`t${i}`)] }]
              }
            ])
          ])
        )
      );
      expect(await rowsOf(store).appointments('main', '2026-11-20')).toHaveLength(20);
      expect((await store.database.docs.get(DAY))?.version).toBe(20);
    });

    test('several documents, or a cursor, are one commit with the facts, or none of them is', async () => {
      const meta = [{ key: 'feed', value: { cursor: 7 } }];
      await store.append([add([booked('a1')], there, 0), add([registered('p1')], there, 0, patientDoc('p1'))], {
        meta
      });
      expect(await readMeta(store.database, 'feed')).toEqual({ cursor: 7 });
      expect(await rowsOf(store).patient('p1')).toMatchObject({ patient: 'p1' });

      const before = await everyRow(store);
      const broken = { doc: DAY, unsent: false, runs: () => [{ client: there, clock: 1, facts: [() => undefined] }] };
      await expect(
        store.append([add([cancelled('a1')], here, 0), broken], { meta: [{ key: 'feed', value: { cursor: 8 } }] })
      ).rejects.toThrow();
      expect(await readMeta(store.database, 'feed')).toEqual({ cursor: 7 });
      expect(await everyRow(store)).toEqual(before);
    });

    test('what is written here waits until it is acknowledged, and not a fact longer or shorter', async () => {
      const { database } = store;
      await store.append([add([booked('a1')], here, 0, DAY, true)]);
      await store.append([add([cancelled('a1'), booked('a2')], here, 1, DAY, true)]);
      await store.append([add([registered('p1')], here, 0, patientDoc('p1'), true)]);
      await store.append([add([booked('b1')], there, 0)]);
      expect(await readOutbox(database)).toMatchObject({ unsent: 4, unsentSince: NOW });
      expect(new Set(await waitingDocs(database))).toEqual(new Set([DAY, patientDoc('p1')]));

      await acknowledged(database, DAY, here, 2);
      expect((await waitingIn(database, DAY)).map(({ run }) => [run.clock, run.length])).toEqual([[1, 2]]);
      await acknowledged(database, DAY, here, 3);
      await acknowledged(database, patientDoc('p1'), here, 1);
      expect(await readOutbox(database)).toMatchObject({ unsent: 0, unsentSince: null, waiting: [] });
    });

    test('a refused command leaves its words and a placeholder, and what follows it still waits', async () => {
      const { database } = store;
      await store.append([add([booked('a1')], here, 0, DAY, true)]);
      await store.append([add([booked('a2')], here, 1, DAY, true)]);
      const no = { doc: DAY, client: here, clock: 0, code: 'E_SCHEMA', say: 'No.' };
      expect(await setAside(database, no, NOW)).toBe(true);
      expect(await rowsOf(store).appointments('main', '2026-11-20')).toMatchObject([{ appointment: 'a2' }]);
      expect(await readOutbox(database)).toMatchObject({ unsent: 2, refused: [{ doc: DAY, code: 'E_SCHEMA' }] });
      expect(await setAside(database, no, NOW)).toBe(false);

      expect(await setAllAside(database, { ...no, code: 'E_ROLE' }, NOW)).toBe(true);
      expect(await readOutbox(database)).toMatchObject({ unsent: 0 });
      expect(await rowsOf(store).appointments('main', '2026-11-20')).toEqual([]);
    });

    test('a server that has less is sent what it lacks; a new one everything, and its place is kept with it', async () => {
      const { database } = store;
      for (let i = 0; i < 4; i++) await store.append([add([booked(`a${i}`)], here, i, DAY, true)]);
      await acknowledged(database, DAY, here, 4);
      await sendAgain(database, DAY, { client: here, from: 2, now: NOW });
      expect((await waitingIn(database, DAY)).map(({ run }) => run.clock)).toEqual([2, 3]);
      await acknowledged(database, DAY, here, 4);
      expect(await compact(database, DAY)).toBe(true);
      await sendAllAgain(database, 1, { now: NOW, after: [{ key: 'feed', value: 'new' }] });
      const again = (await waitingIn(database, DAY)).flatMap(({ run }) =>
        decodeRuns(run.bytes).flatMap((one) => one.facts)
      );
      expect(again).toHaveLength(4);
      expect(await readMeta(database, 'feed')).toBe('new');
    });

    test('rows folded anew, and a merged tail, are what they were', async () => {
      await store.append([add([booked('a1'), booked('a2'), arrived('v1')], here, 0, DAY, true)]);
      await store.append([add([cancelled('a1')], there, 0)]);
      await store.append([add([registered('p1')], there, 0, patientDoc('p1'))]);
      await acknowledged(store.database, DAY, here, 3);
      const before = await everyRow(store);
      await rebuild(store.database);
      expect(await everyRow(store)).toEqual(before);
      expect(await compact(store.database, DAY)).toBe(true);
      expect(await store.database.updates.where('[doc+n]').between([DAY, 0], [DAY, 99]).count()).toBe(0);
      expect(await facts()).toHaveLength(4);
      expect(await everyRow(store)).toEqual(before);
    });

    test('packed patients rest until they change', async () => {
      await storePacked(
        store,
        [
          packed('p1'),
          packed('p2', 'Lund'),
          { doc: DAY, update: encodeRun({ client: there, clock: 0, facts: [booked('a1')] }) }
        ],
        []
      );
      expect(await store.database.docs.count()).toBe(1);
      expect(await rowsOf(store).patient('p2')).toMatchObject({ name: { family: 'Lund' } });
      await store.append([add([renamed('p2', 'Lund', 'Oakes')], here, 0, patientDoc('p2'), true)]);
      expect(await rowsOf(store).patient('p2')).toMatchObject({ name: { family: 'Oakes' } });
      expect(await store.database.segments.count()).toBe(1);
    });

    test('no boot and no ticket number is ever given twice', async () => {
      const other = await opened();
      const boots = await Promise.all([store, other, store, other].map(({ database }) => nextBoot(database)));
      expect(new Set(boots).size).toBe(4);
      const tickets = await Promise.all([store, other, store].map(({ database }) => nextOfDay(database, '2026-11-20')));
      expect(new Set(tickets)).toEqual(new Set([1, 2, 3]));
      expect(await nextOfDay((await opened()).database, '2026-11-20')).toBe(4);
    });
  });
}
