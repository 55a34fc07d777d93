import type { Instant } from '#domain/time.ts';
import { fulls, type BackupFile } from './files.ts';

const DAY_MS = 86_400_000;
/** The newest full backups, each with all tails after it. */
const RECENT = 3;
const DAILY_DAYS = 7;
const KEPT_DAYS = 30;

/**
 * The files that are not needed any more. A full backup holds the whole journal, so the newest can bring back any moment there ever was;
 * older ones are kept against a fault that nobody has noticed yet: the last three, one a day for a week, one a week for a month
 * [BAK-4]. @param maxBytes the oldest go first when all take more; the newest full one and what follows on it never goes
 */
export function outdated(files: readonly BackupFile[], now: Instant, maxBytes: number): readonly BackupFile[] {
  const kept = new Set<BackupFile>();
  for (const ofEpoch of Map.groupBy(files, ({ epoch }) => epoch).values()) {
    if (isForgotten(ofEpoch, files, now)) continue;
    for (const file of keptOf(ofEpoch, now)) kept.add(file);
  }
  const newest = essential(files);
  let bytes = [...kept].reduce((sum, file) => sum + file.bytes, 0);
  for (const file of files) {
    if (bytes <= maxBytes) break;
    if (!kept.has(file) || newest.has(file)) continue;
    kept.delete(file);
    bytes -= file.bytes;
  }
  return files.filter((file) => !kept.has(file));
}

/** Of one life of the server, oldest first. */
function keptOf(files: readonly BackupFile[], now: Instant): readonly BackupFile[] {
  const recent = fulls(files).slice(-RECENT);
  const kept = new Set(recent);
  const days = new Set<number>();
  const weeks = new Set<number>();
  for (const full of fulls(files).reverse()) {
    const day = Math.floor(full.at / DAY_MS);
    const week = Math.floor(day / 7);
    const age = now - full.at;
    if ((age < DAILY_DAYS * DAY_MS && !days.has(day)) || (age < KEPT_DAYS * DAY_MS && !weeks.has(week))) kept.add(full);
    days.add(day);
    weeks.add(week);
  }
  const since = recent[0];
  const tails = files.filter((file) => file.from > 0 && since !== undefined && file.to >= since.to);
  return [...kept, ...tails];
}

/** A life that ended longer ago than anything is kept for, when there is a later one. */
function isForgotten(ofEpoch: readonly BackupFile[], all: readonly BackupFile[], now: Instant): boolean {
  const newest = ofEpoch.at(-1);
  return newest !== undefined && newest !== all.at(-1) && now - newest.at >= KEPT_DAYS * DAY_MS;
}

function essential(files: readonly BackupFile[]): ReadonlySet<BackupFile> {
  const newest = fulls(files).at(-1);
  return new Set(newest ? files.filter((file) => file === newest || (file.from > 0 && file.at >= newest.at)) : []);
}
