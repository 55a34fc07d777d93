import type { Instant } from '#domain/time.ts';
import { readRecoveryKey } from '../backup/recovery-note.ts';
import { BackupSchedule, backupSettings, type BackupSettings } from '../backup/schedule.ts';
import type { Core } from '../core.ts';
import type { Metrics } from '../http/metrics.ts';

export interface UpkeepOptions {
  readonly core: Core;
  readonly now: () => Instant;
  readonly metrics: Metrics;
  /** Tells of a fault in one of these without ending anything. */
  readonly faults: (where: string) => (error: unknown) => void;
  /** Where and how often it backs up, where that is not as the environment says. */
  readonly backups?: Partial<BackupSettings>;
}

/** What the server does for its data by itself, beside serving them. */
export interface Upkeep {
  stop(): Promise<void>;
}

export function startUpkeep({ core, now, metrics, faults, backups = {} }: UpkeepOptions): Upkeep {
  const schedule = new BackupSchedule({
    ...backupSettings(core.dataDir),
    ...backups,
    source: core,
    publicKey: () => readRecoveryKey(core.notes),
    now,
    onFault: faults('backup'),
    onMade: ({ bytes }) => metrics.count('anteroom_backup_bytes_total', {}, bytes)
  });
  schedule.start();
  return { stop: () => schedule.stop() };
}
