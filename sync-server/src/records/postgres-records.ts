import type { Database } from '../postgres/database.ts';
import type { Records } from './records.ts';

/** The registers in the clinic's PostgreSQL database. */
export function postgresRecords(database: Database): Records {
  const numbered = new Map<string, string>();
  const asPostgres = (sql: string): string => {
    let text = numbered.get(sql);
    if (text === undefined) numbered.set(sql, (text = withNumbers(sql)));
    return text;
  };
  return { ask: (sql, ...values) => database.ask(asPostgres(sql), ...values) };
}

function withNumbers(sql: string): string {
  let n = 0;
  return sql.replace(/\?/g, () => `$${++n}`);
}
