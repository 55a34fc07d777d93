import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * One process at a time writes a clinic's data. [Note: a lock that dies with its holder] A file with a process id in it outlives a
 * crash, and ids come again (in a container it is always 1). An exclusive SQLite transaction is a lock of the operating system: it
 * ends with the process, however that ends, and it works on every platform SQLite does.
 */
export interface DataLock {
  release(): void;
}

/** Takes the data folder for this process; null when another one has it. */
export function lockData(dataDir: string): DataLock | null {
  mkdirSync(dataDir, { recursive: true });
  const db = new DatabaseSync(path.join(dataDir, 'lock.sqlite'));
  try {
    db.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch {
    db.close();
    return null;
  }
  return { release: () => db.close() };
}

/** How the command line reaches the server that runs on this data: on this machine, with a secret only its user can read. */
export interface ServerAddress {
  readonly port: number;
  readonly secret: string;
}

const addressFile = (dataDir: string): string => path.join(dataDir, 'server.json');

/** Tells the command line where this server is; a new secret each start. */
export function publishAddress(dataDir: string, port: number): ServerAddress {
  const address = { port, secret: randomBytes(32).toString('base64url') };
  const file = addressFile(dataDir);
  writeFileSync(file, JSON.stringify(address), { mode: 0o600 });
  chmodSync(file, 0o600); // the mode above is for new files alone
  return address;
}

export function withdrawAddress(dataDir: string): void {
  rmSync(addressFile(dataDir), { force: true });
}

export function readAddress(dataDir: string): ServerAddress | null {
  try {
    const { port, secret } = JSON.parse(readFileSync(addressFile(dataDir), 'utf8')) as Partial<ServerAddress>;
    return typeof port === 'number' && typeof secret === 'string' ? { port, secret } : null;
  } catch {
    return null; // no server has run here, or one is just writing it
  }
}
