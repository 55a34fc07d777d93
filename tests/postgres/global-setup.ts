import type { TestProject } from 'vitest/node';
import { knownPostgres } from '../../scripts/postgres.ts';
import { startCluster } from './cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of PostgreSQL's programs; empty where there is none. */
    postgresBin: string;
    /** A database of the run's one server that may be asked for others; empty where there is none. */
    postgresUrl: string;
  }
}

/** One PostgreSQL server for all files of this project. Not started when none of them runs. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | void> {
  const bin = knownPostgres();
  project.provide('postgresBin', bin ?? '');
  if (bin === undefined) {
    console.warn(
      'PostgreSQL is not installed: the tests of the journal, the registers and several servers on it are skipped. ' +
        'Install it, or set ANTEROOM_POSTGRES to the folder of initdb and postgres.'
    );
    project.provide('postgresUrl', '');
    return;
  }
  const cluster = await startCluster(bin);
  project.provide('postgresUrl', await cluster.newDatabase());
  return cluster.dispose;
}
