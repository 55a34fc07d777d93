import type { Instant } from '#domain/time.ts';
import { readRecoveryKey } from '../backup/recovery-note.ts';
import { BackupSchedule, backupSettings, type BackupSettings } from '../backup/schedule.ts';
import type { Core } from '../core.ts';
import type { Metrics } from '../http/metrics.ts';
import type { DiskWatch } from './disk-watch.ts';

export interface UpkeepOptions {
  readonly core: Core;
  readonly disk: DiskWatch;
  readonly now: () => Instant;
  readonly metrics: Metrics;
  /** Tells of a fault in one of these without ending anything. */
  readonly faults: (where: string) => (error: unknown) => void;
  /** Where and how often it backs up, where that is not as the environment says. */
  readonly backups?: Partial<BackupSettings>;
}

/** What the server does for its data by itself, beside serving them. */
export interface Upkeep {
  gauges(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** The whole chain is followed again so often, while others get their turns. */
const VERIFY_MS = 24 * 3_600_000;

export function startUpkeep({ core, disk, now, metrics, faults, backups = {} }: UpkeepOptions): Upkeep {
  let backedUpAt: Instant | null = null;
  let isChainWhole = true;
  const schedule = new BackupSchedule({
    ...backupSettings(core.dataDir),
    ...backups,
    source: core,
    publicKey: () => (disk.isReadOnly ? Promise.resolve(null) : readRecoveryKey(core.notes)),
    now,
    onFault: faults('backup'),
    onMade: ({ bytes }) => {
      backedUpAt = now();
      metrics.count('anteroom_backup_bytes_total', {}, bytes);
    }
  });
  const verify = (): void => {
    const failed = faults('verify');
    core.journal.verify().then(({ firstBad }) => {
      isChainWhole = firstBad === null;
      if (!isChainWhole) failed(new Error(`row ${firstBad} does not continue the chain`));
    }, failed);
  };
  const nightly = setInterval(verify, VERIFY_MS);
  nightly.unref();
  schedule.start();
  disk.start();
  return {
    gauges: () => ({
      anteroom_disk_free_bytes: disk.space.free,
      anteroom_disk_total_bytes: disk.space.total,
      anteroom_disk_low: disk.state === 'enough' ? 0 : 1,
      anteroom_read_only: disk.isReadOnly ? 1 : 0,
      anteroom_chain_whole: isChainWhole ? 1 : 0,
      ...(backedUpAt !== null && { anteroom_backup_age_seconds: Math.round((now() - backedUpAt) / 1000) })
    }),
    async stop() {
      clearInterval(nightly);
      disk.stop();
      await schedule.stop();
    }
  };
}
