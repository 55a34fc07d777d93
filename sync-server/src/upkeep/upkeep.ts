import type { Instant } from '#domain/time.ts';
import { readRecoveryKey } from '../backup/recovery-note.ts';
import { dropOrphans } from '../blobs/orphans.ts';
import { BackupSchedule, backupSettings, type BackupSettings } from '../backup/schedule.ts';
import type { Core } from '../core.ts';
import type { Metrics } from '../http/metrics.ts';
import type { OnDuty } from '../store/store.ts';
import type { DiskWatch } from './disk-watch.ts';
import { startTidying } from './tidy-memory.ts';

export interface UpkeepOptions {
  readonly core: Core;
  /** Null where the data are on no disk of this machine. */
  readonly disk: DiskWatch | null;
  readonly now: () => Instant;
  readonly metrics: Metrics;
  /** Tells of a fault in one of these without ending anything. */
  readonly faults: (where: string) => (error: unknown) => void;
  /** Where and how often it backs up, where that is not as the environment says. */
  readonly backups?: Partial<BackupSettings>;
}

/** What the server does for its data by itself, beside serving them; backups and checks where it has the duty of them. */
export interface Upkeep extends OnDuty {
  gauges(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** The whole chain is followed again so often, while others get their turns. */
const VERIFY_MS = 24 * 3_600_000;

export function startUpkeep(options: UpkeepOptions): Upkeep {
  const { disk, now } = options;
  const found: Found = { backedUpAt: null, isChainWhole: true };
  let duty: { stop(): Promise<void> } | null = null;
  /** A backup that is being written to its end. */
  let ending: Promise<unknown> = Promise.resolve();
  const end = (): void => {
    ending = Promise.all([ending, duty?.stop()]);
    duty = null;
  };
  disk?.start();
  const stopTidying = startTidying();
  return {
    begin: () => void (duty ??= startDuty(options, found)),
    end,
    gauges: () => ({
      ...(disk && gaugesOf(disk)),
      anteroom_chain_whole: found.isChainWhole ? 1 : 0,
      ...(found.backedUpAt !== null && {
        anteroom_backup_age_seconds: Math.round((now() - found.backedUpAt) / 1000)
      })
    }),
    async stop() {
      disk?.stop();
      stopTidying();
      end();
      await ending;
    }
  };
}

interface Found {
  backedUpAt: Instant | null;
  isChainWhole: boolean;
}

function startDuty(options: UpkeepOptions, found: Found): { stop(): Promise<void> } {
  const { core, disk, now, metrics, faults, backups = {} } = options;
  const schedule = new BackupSchedule({
    ...backupSettings(core.dataDir),
    ...backups,
    source: core,
    publicKey: () => (disk?.isReadOnly === true ? Promise.resolve(null) : readRecoveryKey(core.notes)),
    now,
    onFault: faults('backup'),
    onMade: ({ bytes }) => {
      found.backedUpAt = now();
      metrics.count('anteroom_backup_bytes_total', {}, bytes);
    }
  });
  const verify = (): void => {
    const failed = faults('verify');
    core.journal.verify().then(({ firstBad }) => {
      found.isChainWhole = firstBad === null;
      if (firstBad !== null) failed(new Error(`row ${firstBad} does not continue the chain`));
    }, failed);
  };
  const nightly = setInterval(() => {
    verify();
    if (disk?.isReadOnly !== true) dropOrphans(core, now()).catch(faults('scans'));
  }, VERIFY_MS);
  nightly.unref();
  schedule.start();
  return {
    async stop() {
      clearInterval(nightly);
      await schedule.stop();
    }
  };
}

function gaugesOf(disk: DiskWatch): Record<string, number> {
  return {
    anteroom_disk_free_bytes: disk.space.free,
    anteroom_disk_total_bytes: disk.space.total,
    anteroom_disk_low: disk.state === 'enough' ? 0 : 1,
    anteroom_read_only: disk.isReadOnly ? 1 : 0
  };
}
