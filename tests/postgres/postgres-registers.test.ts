import { registersContract } from '#tests/contracts/registers-contract.ts';
import { Database } from '#server/postgres/database.ts';
import { prepareSchema } from '#server/postgres/schema.ts';
import { postgresRecords } from '#server/records/postgres-records.ts';
import { describePostgres, newDatabase } from './database.ts';

describePostgres('PostgreSQL', () => {
  registersContract('PostgreSQL', async () => {
    const database = new Database(await newDatabase(), { connections: 4 });
    await prepareSchema(database);
    return { records: postgresRecords(database), dispose: () => database.close() };
  });
});
