import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { describe, inject } from 'vitest';

/** Whether the run has a PostgreSQL server; global-setup.ts says so in words when it has not. */
export const hasPostgres = inject('postgresBin') !== '';

/** Tests of PostgreSQL: skipped where there is none. */
export const describePostgres = describe.skipIf(!hasPostgres);

/** The address of a new, empty database on the run's server. */
export async function newDatabase(): Promise<string> {
  const url = new URL(inject('postgresUrl'));
  const name = `clinic_${randomBytes(6).toString('hex')}`;
  const sql = postgres(url.href, { max: 1 });
  await sql.unsafe(`CREATE DATABASE ${name}`);
  await sql.end();
  url.pathname = `/${name}`;
  return url.href;
}

/** Asks a database behind the server's back. */
export async function askDatabase(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}
