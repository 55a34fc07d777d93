import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Clinic } from '../clinic/clinic.ts';

export const BACKUP_USAGE = `backup --to FILE|FOLDER    everything, sealed to the recovery key; while the server runs or not. Scans go
                             into a folder only: a file does not hold them`;

export async function backup(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { to: { type: 'string' } } });
  if (values.to === undefined) {
    console.error(`--to is a file or a folder.\n\n${BACKUP_USAGE}`);
    return 1;
  }
  const clinic = await open();
  try {
    const { file, to, bytes, scans } = await clinic.backup(path.resolve(values.to));
    // Everything there is has left the server, sealed: who looks after the log sees that somebody took it [AUD-22].
    const reason = `${to} rows, ${scans === null ? 'without' : scans} scans`;
    await clinic.noteAct({ action: 'backup/made', refs: [], reason });
    console.log(`${to} rows and all registers in ${file} (${(bytes / 1024 ** 2).toFixed(1)} MB).`);
    console.log(
      scans === null
        ? 'Scans are not in a single file: give a folder to have them too.'
        : `${scans} scans were new to it.`
    );
    return 0;
  } finally {
    await clinic.close();
  }
}
