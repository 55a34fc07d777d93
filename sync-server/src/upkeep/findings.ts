import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { backupsAt } from '../backup/files.ts';
import { backupSettings } from '../backup/schedule.ts';
import { readAddress } from '../clinic/lock.ts';
import type { ChainReport } from '../journal/journal.ts';
import { minFreeFrom, stateOf, type DiskSpace } from './disk-watch.ts';

/** One thing the doctor looked at. `look`: it works, and somebody should do something about it. */
export interface Finding {
  readonly level: 'good' | 'look' | 'bad';
  readonly about: string;
  readonly say: string;
}

export type ClinicHealth =
  | { readonly chain: ChainReport; readonly hasRecoveryKey: boolean; readonly setAside?: number }
  | { readonly refused: string };

export interface Examined {
  readonly dataDir: string;
  readonly now: number;
  readonly health: ClinicHealth;
}

const MINUTE_MS = 60_000;
const GIB = 1024 ** 3;
/** The oldest Node with all the server uses (package.json says what the app needs). */
const NODE = [24, 7] as const;
/** Before this program was written. */
const EARLIEST_NOW = Date.UTC(2026, 0, 1);

/** Everything that can be wrong with a clinic's server, in words. */
export async function findings({ dataDir, now, health }: Examined): Promise<readonly Finding[]> {
  return [
    version(process.versions.node),
    clock(now, newestChange(dataDir)),
    disk(spaceOf(dataDir)),
    permissions(dataDir),
    data(health),
    await backups(dataDir, now, health),
    ...messages(health),
    server(dataDir)
  ];
}

export function version(node: string): Finding {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const isEnough = major > NODE[0] || (major === NODE[0] && minor >= NODE[1]);
  const say = `Node ${node}${isEnough ? '' : `; it must be ${NODE.join('.')} or newer`}, SQLite ${process.versions['sqlite'] ?? '?'}`;
  return { level: isEnough ? 'good' : 'bad', about: 'versions', say };
}

/** @param changed when the data were last written, by the clock of then */
export function clock(now: number, changed: number | null): Finding {
  const about = 'clock';
  const time = new Date(now).toISOString();
  if (now < EARLIEST_NOW) return { level: 'bad', about, say: `It is ${time} here, which cannot be.` };
  if (changed !== null && changed > now + 5 * MINUTE_MS)
    return {
      level: 'look',
      about,
      say: `It is ${time} here, but the data were written at ${new Date(changed).toISOString()}: the clock was set back.`
    };
  return { level: 'good', about, say: time };
}

export function disk(space: DiskSpace): Finding {
  const state = stateOf(space, minFreeFrom(process.env['ANTEROOM_MIN_FREE_MB']));
  const say = `${(space.free / GIB).toFixed(1)} of ${(space.total / GIB).toFixed(1)} GB free`;
  if (state === 'full')
    return { level: 'bad', about: 'disk', say: `${say}: nothing new is taken until there is more.` };
  return { level: state === 'low' ? 'look' : 'good', about: 'disk', say };
}

/** What lies there is patients' data and keys: nobody but the server's user reads it. Windows has no such bits. */
export function permissions(dataDir: string): Finding {
  const about = 'permissions';
  if (process.platform === 'win32') return { level: 'good', about, say: 'not looked at on Windows' };
  const names = ['anteroom.sqlite', 'arrivals-key.json', 'server.json', 'backups'];
  const open = names.filter(
    (name) => ((statSync(path.join(dataDir, name), { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0
  );
  if (open.length === 0) return { level: 'good', about, say: 'the server’s user alone' };
  return { level: 'look', about, say: `Others on this machine can read ${open.join(', ')} (chmod go-rwx).` };
}

export function data(health: ClinicHealth): Finding {
  const about = 'data';
  if ('refused' in health) return { level: 'bad', about, say: health.refused };
  const { rows, head, firstBad } = health.chain;
  if (firstBad === null) return { level: 'good', about, say: `${rows} rows, all in order` };
  return {
    level: 'bad',
    about,
    say: `Row ${firstBad} of ${head} is damaged. Its document is read-only until the device that wrote it has sent it again.`
  };
}

/** Of other systems that would not take what we sent them; nothing where all was taken. */
export function messages(health: ClinicHealth): readonly Finding[] {
  const count = 'setAside' in health ? (health.setAside ?? 0) : 0;
  if (count === 0) return [];
  const say = `${count} HL7 ${count === 1 ? 'message was' : 'messages were'} not taken by their receiver: npm run anteroom -- hl7 list`;
  return [{ level: 'look', about: 'messages', say }];
}

async function backups(dataDir: string, now: number, health: ClinicHealth): Promise<Finding> {
  const about = 'backups';
  if ('hasRecoveryKey' in health && !health.hasRecoveryKey)
    return {
      level: 'look',
      about,
      say: 'There are none, because there is no recovery key: npm run anteroom -- recovery-key'
    };
  const { folder, tailEveryMs } = backupSettings(dataDir);
  const newest = existsSync(folder) ? (await backupsAt(folder)).at(-1) : undefined;
  if (!newest) return { level: 'look', about, say: `There is none in ${folder}.` };
  const behind = (newestChange(dataDir) ?? 0) - newest.at;
  const age = `The newest is ${Math.round((now - newest.at) / MINUTE_MS)} minutes old, up to row ${newest.to}`;
  const head = 'chain' in health ? health.chain.head : 0;
  const isLate = head > newest.to && behind > 3 * tailEveryMs + 5 * MINUTE_MS;
  return { level: isLate ? 'look' : 'good', about, say: isLate ? `${age} of ${head}: it is late.` : age };
}

function server(dataDir: string): Finding {
  const address = readAddress(dataDir);
  return {
    level: 'good',
    about: 'server',
    say: address ? `runs on port ${address.port}, or ended without a stop` : 'does not run'
  };
}

function spaceOf(dataDir: string): DiskSpace {
  const { bavail, blocks, bsize } = statfsSync(existsSync(dataDir) ? dataDir : path.dirname(dataDir));
  return { free: bavail * bsize, total: blocks * bsize };
}

function newestChange(dataDir: string): number | null {
  if (!existsSync(dataDir)) return null;
  const files = readdirSync(dataDir).filter((name) => name.startsWith('anteroom.sqlite'));
  const times = files.map((name) => statSync(path.join(dataDir, name), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return times.length > 0 ? Math.max(...times) : null;
}
