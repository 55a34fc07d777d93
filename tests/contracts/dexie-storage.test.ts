import { openDatabase, type Database } from '#storage/database.ts';
import { storageContract } from './storage-contract.ts';

let count = 0;

storageContract('Dexie', () => {
  const name = `contract-${++count}`;
  const opened: Database[] = [];
  return Promise.resolve({
    open: async () => {
      const database = await openDatabase(name);
      opened.push(database);
      return database;
    },
    dispose: () => {
      for (const database of opened) database.close();
      return Promise.resolve();
    }
  });
});
