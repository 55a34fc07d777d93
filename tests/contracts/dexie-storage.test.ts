import { openDatabase, type Database } from '#storage/database.ts';
import { CLEAR } from '#storage/sealing.ts';
import { testSealing } from '#tests/fixtures/sealing.ts';
import { storageContract } from './storage-contract.ts';

let count = 0;

for (const [name, sealingOf] of [
  ['Dexie', () => Promise.resolve(CLEAR)],
  ['Dexie, sealed', testSealing]
] as const) {
  storageContract(name, async () => {
    const database = `contract-${++count}`;
    const sealing = await sealingOf();
    const opened: Database[] = [];
    return {
      open: async () => {
        const one = await openDatabase(database, sealing);
        opened.push(one);
        return one;
      },
      dispose: () => {
        for (const one of opened) one.close();
        return Promise.resolve();
      }
    };
  });
}
