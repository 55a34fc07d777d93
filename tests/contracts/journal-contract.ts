import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Fact } from '#domain/fact.ts';
import { clientIdOf, deviceOf, type ClientId } from '#domain/ids.ts';
import { decodeRuns, encodeRun } from '#protocol/update.ts';
import type { Entry, Journal, Row } from '#server/journal/journal.ts';

/** One journal on storage that outlives it. */
export interface JournalRig {
  /** Opens the same storage (again). @param now the server's clock */
  open(now?: () => number): Promise<Journal>;
  /** Damages the stored bytes of a row behind the journal's back. */
  damage(seq: number): Promise<void>;
  dispose(): Promise<void>;
}

const DESK = clientIdOf(5, 0);
const ROOM = clientIdOf(6, 0);
const DAY = 'day/main/2026-11-20';

const fact = (n: number): Fact => ({ kind: 'visit/ready', at: n, by: 'u-1', of: { visit: `v-${n}` } });

export function entry(doc: string, client: ClientId, clock: number, count = 1): Entry {
  const facts = Array.from({ length: count }, (_, i) => fact(clock + i));
  return { doc, device: deviceOf(client), client, clock, count, update: encodeRun({ client, clock, facts }) };
}

/** What every journal does, whatever it stores in (docs/specs/sync-server.md, JRN). */
export function journalContract(name: string, rigOf: () => Promise<JournalRig>): void {
  describe(`journal contract: ${name}`, () => {
    let rig: JournalRig;
    let journal: Journal;
    let now = 1_000;

    beforeEach(async () => {
      now = 1_000;
      rig = await rigOf();
      journal = await rig.open(() => now);
    });
    afterEach(async () => {
      await journal.close();
      await rig.dispose();
    });

    const reopen = async (): Promise<void> => {
      await journal.close();
      journal = await rig.open(() => now);
    };

    test('[JRN-1] an appended row is there after a reopen, in the same epoch', async () => {
      const { epoch } = journal;
      expect(await journal.append(entry(DAY, DESK, 0, 2))).toEqual({ written: true, seq: 1 });
      await reopen();
      expect(journal.epoch).toBe(epoch);
      expect(journal.head()).toBe(1);
      const update = await journal.read(DAY, new Map());
      expect(decodeRuns(update!)).toEqual([{ client: DESK, clock: 0, facts: [fact(0), fact(1)] }]);
    });

    test('[JRN-2] only the next clock of a writer in a document is taken', async () => {
      await journal.append(entry(DAY, DESK, 0, 3));
      expect(await journal.append(entry(DAY, DESK, 5))).toEqual({ written: false, have: 3 });
      expect(await journal.append(entry(DAY, DESK, 0, 3))).toEqual({ written: false, have: 3 });
      expect(await journal.append(entry(DAY, DESK, 2, 2))).toEqual({ written: false, have: 3 });
      expect(await journal.append(entry(DAY, DESK, 3))).toEqual({ written: true, seq: 2 });
      expect(await journal.append(entry(DAY, ROOM, 0))).toEqual({ written: true, seq: 3 });
      expect(await journal.append(entry('patient/p1', DESK, 0))).toEqual({ written: true, seq: 4 });
      await reopen();
      expect(await journal.nextClock(DAY, DESK)).toBe(4);
      expect(await journal.append(entry(DAY, DESK, 4))).toEqual({ written: true, seq: 5 });
    });

    test('[JRN-2] of two racing for one clock, one is written, and the other learns so from the disk', async () => {
      const [first, second] = await Promise.all([
        journal.append(entry(DAY, DESK, 0, 2)),
        journal.append(entry(DAY, DESK, 0, 1))
      ]);
      expect(first).toEqual({ written: true, seq: 1 });
      expect(second).toEqual({ written: false, have: 2 });
      expect(await journal.written(DAY, DESK, 0, 1)).toHaveLength(1);
    });

    test('[JRN-3] rows are told in order, once each, when they are on disk', async () => {
      const told: Row[] = [];
      const stop = journal.onCommit((rows) => told.push(...rows));
      await Promise.all(Array.from({ length: 200 }, (_, i) => journal.append(entry(DAY, DESK, i))));
      stop();
      await journal.append(entry(DAY, DESK, 200));
      expect(told.map((row) => row.seq)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
      expect(told.every((row, i) => row.clock === i && row.doc === DAY)).toBe(true);
    });

    test('[JRN-4] the chain holds over all rows, and a changed row is named', async () => {
      for (let i = 0; i < 20; i++)
        await journal.append(entry(i % 2 ? DAY : `patient/p${i}`, DESK, i % 2 ? (i - 1) / 2 : 0));
      await reopen();
      expect(await journal.verify()).toEqual({ rows: 20, head: 20, firstBad: null });
      await rig.damage(7);
      expect(await journal.verify()).toMatchObject({ head: 20, firstBad: 7 });
    });

    test('[JRN-5] a document read is what someone lacks, whoever wrote it and however it was cut into rows', async () => {
      await journal.append(entry(DAY, DESK, 0, 3));
      await journal.append(entry(DAY, ROOM, 0, 1));
      await journal.append(entry(DAY, DESK, 3, 2));
      const doc = new Y.Doc();
      Y.applyUpdate(doc, (await journal.read(DAY, new Map([[DESK, 0]])))!);
      expect(doc.getArray('facts/5').toJSON()).toEqual([0, 1, 2, 3, 4].map(fact));
      expect(doc.getArray('facts/6').toJSON()).toEqual([fact(0)]);
      expect(await journal.clocks(DAY)).toEqual(Y.decodeStateVector(Y.encodeStateVector(doc)));

      const rest = await journal.read(DAY, new Map([[DESK, 4]]));
      expect(decodeRuns(rest!)).toEqual([
        { client: ROOM, clock: 0, facts: [fact(0)] },
        { client: DESK, clock: 4, facts: [fact(4)] }
      ]);
      expect(await journal.read(DAY, await journal.clocks(DAY))).toBeNull();
      expect(await journal.read('day/main/1999-01-01', new Map())).toBeNull();
      expect(await journal.clocks('day/main/1999-01-01')).toEqual(new Map());
    });

    test('[JRN-5] a long document reads the same before and after it was merged, and with more on top', async () => {
      for (let i = 0; i < 600; i++)
        await journal.append(entry(DAY, i % 3 ? DESK : ROOM, i % 3 ? i - Math.ceil((i + 1) / 3) : i / 3));
      const before = await journal.read(DAY, new Map());
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await journal.read(DAY, new Map())).toEqual(before);
      await journal.append(entry(DAY, DESK, 400, 2));
      await reopen();
      const doc = new Y.Doc();
      Y.applyUpdate(doc, (await journal.read(DAY, new Map([[ROOM, 200]])))!);
      expect(doc.getArray('facts/5').length).toBe(402);
      expect(doc.store.pendingStructs).toBeNull();
    });

    test('[JRN-6] changes come in order, in pages, with a place to go on from', async () => {
      for (let i = 0; i < 10; i++) await journal.append(entry(i % 2 ? DAY : 'practice', DESK, Math.floor(i / 2)));
      const first = await journal.changes(0, 4, null);
      expect(first.changes.map((change) => change.seq)).toEqual([1, 2, 3, 4]);
      expect(first).toMatchObject({ upTo: 4, more: true });
      const rest = await journal.changes(4, 100, null);
      expect(rest.changes).toHaveLength(6);
      expect(rest).toMatchObject({ upTo: 10, more: false });
      expect(await journal.changes(10, 100, null)).toEqual({ changes: [], upTo: 10, more: false });
    });

    test('[JRN-6] changes of some documents skip the others without stopping at them', async () => {
      for (let i = 0; i < 10; i++)
        await journal.append(entry(i === 3 ? DAY : 'practice', DESK, i === 3 ? 0 : i > 3 ? i - 1 : i));
      await journal.append(entry('day/main2/2026-11-20', DESK, 0));
      const page = await journal.changes(0, 4, ['day/main/']);
      expect(page.changes.map((change) => change.doc)).toEqual([DAY]);
      expect(page).toMatchObject({ upTo: 11, more: false });
      expect((await journal.changes(0, 4, [])).changes).toEqual([]);
      expect((await journal.changes(0, 40, ['practice'])).changes).toHaveLength(9);
    });

    test('[JRN-7] documents come merged, in the order of their ids', async () => {
      for (const id of ['p3', 'p1', 'p2']) {
        await journal.append(entry(`patient/${id}`, DESK, 0));
        await journal.append(entry(`patient/${id}`, DESK, 1));
      }
      await journal.append(entry('practice', DESK, 0));
      const docs = await journal.documents('', 2, ['patient/']);
      expect(docs.map(({ doc }) => doc)).toEqual(['patient/p1', 'patient/p2']);
      expect(decodeRuns(docs[0]!.update)[0]?.facts).toHaveLength(2);
      expect((await journal.documents('patient/p2', 10, null)).map(({ doc }) => doc)).toEqual([
        'patient/p3',
        'practice'
      ]);
      expect(await journal.existing(['patient/p1', 'patient/p9'])).toEqual(new Set(['patient/p1']));
    });

    test('[JRN-8] rows since a moment are found, also when the clock was set back', async () => {
      for (const at of [1_000, 2_000, 1_500, 3_000]) {
        now = at;
        await journal.append(entry(DAY, DESK, await journal.nextClock(DAY, DESK)));
      }
      expect(await journal.seqBefore(500)).toBe(0);
      expect(await journal.seqBefore(1_600)).toBe(1);
      expect(await journal.seqBefore(3_000)).toBe(3);
      expect(await journal.seqBefore(9_000)).toBe(4);
      expect((await journal.readSince(DAY, 2)).map((row) => row.seq)).toEqual([3, 4]);
    });

    test('[JRN-9] what was refused is kept, up to 1,000 a device', async () => {
      const refused = { device: 5, doc: DAY, code: 'E_SCHEMA' as const, bytes: Uint8Array.of(1) };
      for (let i = 0; i < 1_000; i++) expect(await journal.quarantine(refused)).toBe(true);
      expect(await journal.quarantine(refused)).toBe(false);
      expect(await journal.quarantine({ ...refused, device: 6 })).toBe(true);
    });

    test('[JRN-1] closing writes what waits, and refuses what comes later', async () => {
      const waiting = journal.append(entry(DAY, DESK, 0));
      await journal.close();
      expect(await waiting).toEqual({ written: true, seq: 1 });
      await expect(journal.append(entry(DAY, DESK, 1))).rejects.toMatchObject({ name: 'JournalFault', code: 'closed' });
      await journal.close();
    });

    test('a probe writes, and leaves no row', async () => {
      await journal.probe();
      expect(journal.head()).toBe(0);
    });
  });
}
