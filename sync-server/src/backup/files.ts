import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Instant } from '#domain/time.ts';
import { readSealedHeader, SealFault, type SealedHeader } from './sealed-file.ts';

/** A backup that lies somewhere. */
export interface BackupFile extends SealedHeader {
  readonly file: string;
  readonly bytes: number;
}

const ENDING = '.anteroom';

/** `20261121T203000Z-full-0-1234.anteroom`: what a person looks for in a folder. The header says the same and is what counts. */
export function backupName({ from, to, at }: { from: number; to: number; at: Instant }): string {
  const time = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${time}-${from === 0 ? 'full' : 'tail'}-${from}-${to}${ENDING}`;
}

/** A backup file, or all of a folder, oldest first. Files that are none are passed over. */
export async function backupsAt(place: string): Promise<BackupFile[]> {
  const isFolder = (await stat(place)).isDirectory();
  const names = isFolder ? (await readdir(place)).filter((name) => name.endsWith(ENDING)) : [''];
  const found: BackupFile[] = [];
  for (const name of names) {
    const file = path.join(place, name);
    try {
      const [header, { size }] = [await readSealedHeader(file), await stat(file)];
      found.push({ ...header, file, bytes: size });
    } catch (error) {
      if (!(error instanceof SealFault) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return found.toSorted((a, b) => a.at - b.at || a.to - b.to);
}

/**
 * The files that together hold everything up to the newest row there is: a full backup and the tails that follow on it. Without
 * `base` the newest full one; null when there is none.
 */
export function seriesOf(files: readonly BackupFile[], base?: BackupFile): readonly BackupFile[] | null {
  const full = base ?? fulls(files).at(-1);
  if (!full) return null;
  const series = [full];
  for (const tail of files.toSorted((a, b) => a.to - b.to || a.at - b.at)) {
    const reached = series.at(-1)?.to ?? 0;
    if (tail.from > 0 && tail.epoch === full.epoch && tail.from <= reached && (tail.to > reached || tail.at > full.at))
      series.push(tail);
  }
  return series;
}

export function fulls(files: readonly BackupFile[]): BackupFile[] {
  return files.filter(({ from }) => from === 0);
}
