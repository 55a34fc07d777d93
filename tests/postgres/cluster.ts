import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { freePort } from '#tests/e2e/server.ts';

/** A PostgreSQL server of its own, in a folder that goes with it. */
export interface Cluster {
  /** The address of a new, empty database. */
  newDatabase(): Promise<string>;
  /** `fast` ends its sessions and its process; `immediate` is a crash: the next start recovers from the log. */
  stop(how: 'fast' | 'immediate'): Promise<void>;
  start(): Promise<void>;
  dispose(): Promise<void>;
}

const READY_MS = 30_000;
const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

/** @param bin the folder of PostgreSQL's programs (scripts/postgres.ts) */
export async function startCluster(bin: string): Promise<Cluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'anteroom-postgres-'));
  const owner = ownerOf(folder);
  const password = randomBytes(12).toString('hex');
  makeCluster(bin, folder, password, owner);
  const port = await freePort();
  const address = (database: string): string => `postgres://anteroom:${password}@127.0.0.1:${port}/${database}`;
  let server: ChildProcess | undefined;
  let said = '';

  const isRunning = (): boolean => server !== undefined && server.exitCode === null && server.signalCode === null;
  const start = async (): Promise<void> => {
    if (isRunning()) return;
    const settings = [
      '-p',
      String(port),
      '-k',
      folder,
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'max_connections=200'
    ];
    server = spawn(path.join(bin, 'postgres'), ['-D', path.join(folder, 'data'), ...settings], {
      ...owner,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe']
    });
    server.stderr?.on('data', (text: Buffer) => (said += text.toString()));
    const giveUpAt = Date.now() + READY_MS;
    while (!(await answers(address('postgres')))) {
      if (server.exitCode !== null || Date.now() > giveUpAt) throw new Error(`PostgreSQL did not start:\n${said}`);
    }
  };
  const stop = async (how: 'fast' | 'immediate'): Promise<void> => {
    if (!server || !isRunning()) return;
    const ended = once(server, 'exit');
    server.kill(SIGNALS[how]);
    await ended;
  };
  const dispose = async (): Promise<void> => {
    await stop('immediate');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  const newDatabase = async (): Promise<string> => {
    const name = `clinic_${randomBytes(6).toString('hex')}`;
    const sql = postgres(address('postgres'), { max: 1 });
    await sql.unsafe(`CREATE DATABASE ${name}`);
    await sql.end();
    return address(name);
  };
  return { newDatabase, stop, start, dispose };
}

interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL does not run as root: root runs it as `postgres`, or `nobody` where there is no such user. */
function ownerOf(folder: string): Owner {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line = ['postgres', 'nobody'].map((name) => users.find((user) => user.startsWith(`${name}:`))).find(Boolean);
  const [, , uid, gid] = (line ?? '').split(':');
  const owner = { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
  chownSync(folder, owner.uid, owner.gid);
  return owner;
}

function makeCluster(bin: string, folder: string, password: string, owner: Owner): void {
  const passwordFile = path.join(folder, 'password');
  writeFileSync(passwordFile, password);
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(passwordFile, owner.uid, owner.gid);
  const how = [
    '-U',
    'anteroom',
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync'
  ];
  const run = spawnSync(path.join(bin, 'initdb'), ['-D', path.join(folder, 'data'), ...how], {
    ...owner,
    cwd: folder,
    encoding: 'utf8'
  });
  if (run.status !== 0) throw new Error(`initdb: ${run.error?.message ?? run.stderr}`);
}

async function answers(address: string): Promise<boolean> {
  const sql = postgres(address, { max: 1, connect_timeout: 2 });
  const isUp = await sql`SELECT 1`.then(
    () => true,
    () => false
  );
  await sql.end({ timeout: 0 });
  if (!isUp) await new Promise((resolve) => setTimeout(resolve, 50));
  return isUp;
}
