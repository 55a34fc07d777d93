import { parseArgs } from 'node:util';
import { backupsAt } from '../backup/files.ts';
import { verifySeries } from '../backup/read-series.ts';
import { SealFault } from '../backup/sealed-file.ts';
import type { Clinic } from '../clinic/clinic.ts';
import { askSecret } from './ask-secret.ts';
import { soundSeries } from './restore.ts';

export const VERIFY_USAGE = `verify [--backup FILE|FOLDER [--key-file FILE]]
                             follows the hash chain over every row of the journal, or of a backup`;

/** Exit code 0 when every row continues the chain, 2 when one does not. */
export async function verify(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { backup: { type: 'string' }, 'key-file': { type: 'string' } }
  });
  if (values.backup !== undefined) return await verifyBackup(values.backup, values['key-file']);
  const clinic = await open();
  try {
    const { rows, head, firstBad } = await clinic.verify();
    console.log(
      firstBad === null ? `${rows} rows, all in order.` : `Row ${firstBad} of ${head} does not continue the chain.`
    );
    return firstBad === null ? 0 : 2;
  } finally {
    await clinic.close();
  }
}

async function verifyBackup(place: string, keyFile: string | undefined): Promise<number> {
  const privateKey = await askSecret(keyFile);
  const all = await backupsAt(place);
  try {
    const series = await soundSeries(all);
    const { files, rows, to } = await verifySeries(series, privateKey);
    console.log(`${rows} rows up to ${to} in ${files} of ${all.length} files, all in order.`);
    return 0;
  } catch (error) {
    if (!(error instanceof SealFault)) throw error;
    console.error(error.message);
    return 2;
  }
}
