import { expect, test } from 'vitest';
import { createStore } from '#storage/store.ts';
import { journalContract } from '#tests/contracts/journal-contract.ts';
import { storageContract } from '#tests/contracts/storage-contract.ts';
import { add, booked, here, NOW, DAY } from '#tests/fixtures/test-store.ts';
import { MemoryDisk, plainHost, plainTab, type DiskHost } from './world/memory-database.ts';
import { MemoryJournal, newJournalDisk } from './world/memory-journal.ts';
import { compareKeys, type Key } from './world/sorted-table.ts';

/** The disks of the simulation keep the promises of the real ones. */
storageContract('the simulated disk', () => {
  const disk = new MemoryDisk('contract', plainHost);
  return Promise.resolve({
    open: () => Promise.resolve(disk.open(plainTab)),
    dispose: () => Promise.resolve()
  });
});

journalContract('the simulated journal', () => {
  const disk = newJournalDisk('epoch-1');
  return Promise.resolve({
    open: (now = Date.now) =>
      Promise.resolve(new MemoryJournal(disk, { now, soon: (work) => void setImmediate(work) })),
    damage: (seq: number) => {
      const row = disk.rows[seq - 1]!;
      disk.rows[seq - 1] = { ...row, update: row.update.map((byte, i) => (i === 9 ? byte ^ 1 : byte)) };
      return Promise.resolve();
    },
    dispose: () => Promise.resolve()
  });
});

test('what a tab had not committed when it died never was, and the next has its turn', async () => {
  const commits: (() => void)[] = [];
  const host: DiskHost = {
    later: (_tab, _ms, label, work) => void (label === 'commit' ? commits.push(work) : queueMicrotask(work)),
    committed: () => undefined
  };
  const disk = new MemoryDisk('crashing', host);
  const dying = { ...plainTab, process: { alive: true } };
  const lost = createStore(disk.open(dying), { now: () => NOW });
  const kept = createStore(disk.open(plainTab), { now: () => NOW });
  void lost.append([add([booked('a1')], here, 0, DAY, true)]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(commits).toHaveLength(1);
  const read = kept.updatesOf(DAY);

  dying.process.alive = false;
  disk.reap();

  expect(await read).toEqual([]);
});

test('keys lie in the order of IndexedDB', () => {
  const keys: Key[] = [-Infinity, 0, 1, 10, '', 'a', 'b', [], [1], ['a'], ['a', 1], ['a', 'b'], [[]]];
  expect(keys.toReversed().sort(compareKeys)).toEqual(keys);
});
