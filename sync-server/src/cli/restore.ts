import { statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { restoreBlobs } from '../backup/blob-backup.ts';
import { backupsAt, fulls, seriesOf, type BackupFile } from '../backup/files.ts';
import { restore, type RestoreTo } from '../backup/restore.ts';
import { checkSealed, SealFault } from '../backup/sealed-file.ts';
import { ClinicRefusal, type Clinic } from '../clinic/clinic.ts';
import { lockData } from '../clinic/lock.ts';
import { askSecret } from './ask-secret.ts';

export const RESTORE_USAGE = `restore --from FILE|FOLDER [--to SEQ|TIME] [--key-file FILE]
                             makes the clinic's data from backups, up to a row or a moment ("2026-11-20 10:42");
                             what is there is moved aside; the server must not run`;

export async function restoreBackup(
  args: readonly string[],
  _: () => Promise<Clinic>,
  dataDir: string
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { from: { type: 'string' }, to: { type: 'string' }, 'key-file': { type: 'string' } }
  });
  const to = restoreTo(values.to);
  if (values.from === undefined || to === undefined) {
    console.error(
      `${values.from === undefined ? '--from is a backup or a folder of them.' : `--to is a row's number or a time, not "${values.to}".`}\n\n${RESTORE_USAGE}`
    );
    return 1;
  }
  const privateKey = await askSecret(values['key-file']);
  const lock = lockData(dataDir);
  if (!lock) throw new ClinicRefusal('restore/running', 'Stop the server first: it has the data.');
  try {
    const series = await soundSeries(await backupsAt(values.from));
    const { head, at, movedTo } = await restore(dataDir, series, { privateKey, to, now: Date.now() });
    console.log(`Restored to row ${head}${head > 0 ? `, written ${new Date(at).toISOString()}` : ''}.`);
    if (statSync(values.from).isDirectory()) {
      const { scans, bad } = await restoreBlobs(dataDir, values.from, { privateKey, now: Date.now() });
      console.log(`${scans} scans are there.${bad.length > 0 ? ` ${bad.length} could not be read.` : ''}`);
    } else console.log('A single file holds no scans: those that were here before are here still.');
    if (movedTo) console.log(`What was there is in ${path.relative(process.cwd(), movedTo) || movedTo}.`);
    console.log('Start the server; every device then sends again what it wrote since.');
    return 0;
  } catch (error) {
    if (error instanceof SealFault)
      throw new ClinicRefusal(`restore/${error.code}`, `${error.message} Nothing was changed.`);
    throw error;
  } finally {
    lock.release();
  }
}

/** The newest full backup that is whole, with the tails after it that are. @throws {ClinicRefusal} when there is none */
export async function soundSeries(files: readonly BackupFile[]): Promise<readonly BackupFile[]> {
  const sound: BackupFile[] = [];
  for (const file of files) {
    if (await isSound(file)) sound.push(file);
    else console.error(`${file.file} is damaged and is passed over.`);
  }
  const series = seriesOf(sound);
  if (series) return series;
  const why = fulls(files).length > 0 ? 'Every full backup there is damaged.' : 'There is no full backup there.';
  throw new ClinicRefusal('restore/nothing', why);
}

async function isSound({ file }: BackupFile): Promise<boolean> {
  return await checkSealed(file).then(
    () => true,
    (error: unknown) => {
      if (error instanceof SealFault) return false;
      throw error;
    }
  );
}

/** Undefined for a text that is neither. A time without a zone is this machine's. */
export function restoreTo(text: string | undefined): RestoreTo | undefined {
  if (text === undefined) return null;
  if (/^\d{1,15}$/.test(text)) return { seq: Number(text) };
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : { time };
}
