import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Records } from './records.ts';

/** The registers in the clinic's SQLite file. */
export function sqliteRecords(db: DatabaseSync): Records {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    let statement = statements.get(sql);
    if (!statement) statements.set(sql, (statement = db.prepare(sql)));
    return statement;
  };
  return {
    // Async, so that what SQLite throws is a rejection like any other database's.
    async ask(sql, ...values) {
      return prepared(sql).all(...values);
    }
  };
}
