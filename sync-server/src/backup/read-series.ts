import { chained, chainStart } from '../journal/chain.ts';
import { unpacked, type BackupRecord } from './content.ts';
import type { BackupFile } from './files.ts';
import { openSealed, SealFault } from './sealed-file.ts';

/**
 * Everything in a full backup and the tails after it, each row once and in order, with every row held to the chain of hashes from the
 * first on: what comes out is what was journalled, or it throws. @throws {SealFault}
 */
export async function* readSeries(
  series: readonly BackupFile[],
  privateKey: Uint8Array
): AsyncGenerator<{ readonly of: BackupFile; readonly record: BackupRecord }> {
  let seq = 0;
  let previous = chainStart(series[0]?.epoch ?? '');
  for (const of of series) {
    for await (const record of unpacked(openSealed(of.file, privateKey))) {
      if (record.type === 'row') {
        const { row } = record;
        if (row.seq <= seq) continue; // in the part before as well
        if (row.seq !== seq + 1 || Buffer.compare(chained(previous, row), row.hash) !== 0)
          throw new SealFault('damaged', `Row ${seq + 1} of the backup does not continue the chain.`);
        seq = row.seq;
        previous = row.hash;
      }
      yield { of, record };
    }
    if (seq < of.to) throw new SealFault('damaged', `The backup says it goes to row ${of.to}, and ends at ${seq}.`);
  }
}

export interface BackupReport {
  readonly files: number;
  readonly rows: number;
  readonly from: number;
  readonly to: number;
}

/** Opens, unpacks and checks all of it, and keeps nothing. @throws {SealFault} */
export async function verifySeries(series: readonly BackupFile[], privateKey: Uint8Array): Promise<BackupReport> {
  let rows = 0;
  for await (const { record } of readSeries(series, privateKey)) if (record.type === 'row') rows++;
  return { files: series.length, rows, from: 1, to: series.at(-1)?.to ?? 0 };
}
