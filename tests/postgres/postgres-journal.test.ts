import { afterAll } from 'vitest';
import { journalContract, type JournalRig } from '#tests/contracts/journal-contract.ts';
import { openPostgresStore } from '#server/store/postgres-store.ts';
import type { Store } from '#server/store/store.ts';
import { askDatabase, describePostgres, newDatabase } from './database.ts';

const stores: Store[] = [];
afterAll(async () => {
  for (const store of stores) await store.close();
});

describePostgres('PostgreSQL', () => {
  journalContract('PostgreSQL', async () => {
    const url = await newDatabase();
    const rig: JournalRig = {
      async open(now = Date.now) {
        const onFatal = (fault: Error): never => {
          throw fault;
        };
        const store = await openPostgresStore(url, { now, onFatal });
        stores.push(store);
        return store.journal;
      },
      async damage(seq) {
        await askDatabase(url, `UPDATE journal SET bytes = bytes || '\\x00'::bytea WHERE seq = ${seq}`);
      },
      async dispose() {
        for (const store of stores.splice(0)) await store.close();
      }
    };
    return rig;
  });
});
