import { openDatabase } from '#server/journal/schema.ts';
import { createPeopleTables } from '#server/people/schema.ts';
import { sqliteRecords } from '#server/records/sqlite-records.ts';
import { registersContract } from './registers-contract.ts';

registersContract('SQLite', () => {
  const db = openDatabase(':memory:');
  createPeopleTables(db);
  const dispose = (): Promise<void> => Promise.resolve(db.close());
  return Promise.resolve({ records: sqliteRecords(db), dispose });
});
