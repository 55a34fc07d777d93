import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Instant } from '#domain/time.ts';
import { backupBlobs, type BlobsSource } from './blob-backup.ts';
import { backupName, backupsAt, fulls, seriesOf } from './files.ts';
import { keyName } from './recovery-key.ts';
import { outdated } from './retention.ts';
import { registersOf, writeBackup, type BackupMade, type BackupSource } from './write-backup.ts';

export interface BackupSettings {
  readonly folder: string;
  /** A full backup so often, when something changed; and a tail of what came since. */
  readonly fullEveryMs: number;
  readonly tailEveryMs: number;
  /** All backups together take no more than about this. */
  readonly maxBytes: number;
}

export interface ScheduleOptions extends BackupSettings {
  readonly source: BackupSource & Partial<BlobsSource>;
  /** The clinic's public recovery key; null until it has one, and until then nothing is backed up. */
  readonly publicKey: () => Promise<Uint8Array | null>;
  readonly now: () => Instant;
  readonly onFault: (error: unknown) => void;
  readonly onMade?: (made: BackupMade) => void;
}

interface Last {
  readonly key: string;
  readonly fullAt: Instant;
  readonly fullTo: number;
  readonly to: number;
  /** Of the registers at the last full backup and at the last one of any kind; unknown after a start. */
  readonly fullRegisters: string | null;
  readonly registers: string | null;
}

/**
 * The server's own backups [BAK-3]. A look each minute: nothing new, nothing written; something new, a tail; and when the last full
 * backup is a quarter of an hour old, a full one. What is not needed any more goes.
 */
export class BackupSchedule {
  readonly #options: ScheduleOptions;
  #timer: NodeJS.Timeout | undefined;
  #last: Last | null = null;
  /** The key that scans are sealed to here, and up to when they are. */
  #scansOf = '';
  #scansSince: Instant = 0;
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(options: ScheduleOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => void this.tick(), this.#options.tailEveryMs);
    this.#timer.unref();
    void this.tick();
  }

  /** Waits for the backup that is being written: it is of use, and its half is not. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Looks whether there is something to back up, and does. One at a time; what fails is told, and tried again at the next look. */
  async tick(): Promise<void> {
    if (this.#stopped) return;
    this.#running ??= this.#look()
      .catch((error: unknown) => this.#options.onFault(error))
      .finally(() => (this.#running = null));
    await this.#running;
  }

  async #look(): Promise<void> {
    const { source, publicKey, folder, now, fullEveryMs } = this.#options;
    const key = await publicKey();
    if (!key) return;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await this.#scans(key);
    const registers = await registersOf(source.records);
    const last = this.#last?.key === keyName(key) ? this.#last : await this.#found(keyName(key));
    const head = source.journal.head();
    const age = last ? now() - last.fullAt : Infinity;
    const sinceFull = !last || head > last.fullTo || last.fullRegisters !== registers;
    if (sinceFull && (!last || age >= fullEveryMs || age < 0)) await this.#write(key, 0, registers);
    else if (last && (head > last.to || last.registers !== registers)) await this.#write(key, last.to, registers);
    else return;
    await this.#tidy();
  }

  /** Before the rows that name them. A clock that is set back a little loses none. */
  async #scans(key: Uint8Array): Promise<void> {
    const { source, folder, now } = this.#options;
    const { journal, blobs } = source;
    if (!blobs) return;
    const at = now();
    const since = this.#scansOf === keyName(key) ? this.#scansSince - DAY_MS : 0;
    await backupBlobs({ journal, blobs }, key, { folder, at, since });
    [this.#scansOf, this.#scansSince] = [keyName(key), at];
  }

  async #write(key: Uint8Array, from: number, registers: string): Promise<void> {
    const { source, folder, now, onMade } = this.#options;
    const at = now();
    const name = backupName({ from, to: source.journal.head(), at });
    const made = await writeBackup(source, key, { file: path.join(folder, name), from, at });
    const isFull = from === 0;
    this.#last = {
      key: keyName(key),
      fullAt: isFull ? at : (this.#last?.fullAt ?? at),
      fullTo: isFull ? made.to : (this.#last?.fullTo ?? 0),
      fullRegisters: isFull ? registers : (this.#last?.fullRegisters ?? null),
      to: made.to,
      registers
    };
    onMade?.(made);
  }

  /** What an earlier run of the server left, of this life of it and to this key. */
  async #found(key: string): Promise<Last | null> {
    const { source, folder } = this.#options;
    const files = (await backupsAt(folder)).filter((file) => file.epoch === source.journal.epoch && file.key === key);
    const [full, ...tails] = seriesOf(files) ?? [];
    if (!full || full.to > source.journal.head()) return null;
    const to = tails.at(-1)?.to ?? full.to;
    this.#last = { key, fullAt: full.at, fullTo: full.to, to, fullRegisters: null, registers: null };
    return this.#last;
  }

  async #tidy(): Promise<void> {
    const { folder, now, maxBytes } = this.#options;
    const files = await backupsAt(folder);
    if (fulls(files).length === 0) return;
    for (const { file } of outdated(files, now(), maxBytes)) await rm(file, { force: true });
  }
}

const DAY_MS = 86_400_000;
const GIB = 1024 ** 3;

/** From the environment: ANTEROOM_BACKUPS (a folder), ANTEROOM_BACKUP_FULL_MINUTES, ANTEROOM_BACKUP_TAIL_SECONDS, ANTEROOM_BACKUP_MAX_GB. */
export function backupSettings(dataDir: string, env: NodeJS.ProcessEnv = process.env): BackupSettings {
  const number = (name: string, otherwise: number): number => {
    const value = Number(env[name] ?? otherwise);
    if (!(value > 0)) throw new RangeError(`${name} is "${env[name]}"; it is a number greater than 0.`);
    return value;
  };
  return {
    folder: path.resolve(env['ANTEROOM_BACKUPS'] ?? path.join(dataDir, 'backups')),
    fullEveryMs: number('ANTEROOM_BACKUP_FULL_MINUTES', 15) * 60_000,
    tailEveryMs: number('ANTEROOM_BACKUP_TAIL_SECONDS', 60) * 1_000,
    maxBytes: number('ANTEROOM_BACKUP_MAX_GB', 20) * GIB
  };
}
