import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Checkpoint } from '#domain/audit/checkpoint.ts';
import { auditWords } from '../audit/words.ts';
import { verifyBlobs } from '../backup/blob-backup.ts';
import { backupsAt } from '../backup/files.ts';
import { verifySeries } from '../backup/read-series.ts';
import { SealFault } from '../backup/sealed-file.ts';
import { ClinicRefusal, type Clinic } from '../clinic/clinic.ts';
import { askSecret } from './ask-secret.ts';
import { soundSeries } from './restore.ts';

export const VERIFY_USAGE = `verify [--backup FILE|FOLDER [--key-file FILE]] [--audit [--witness FILE]…]
                             follows the hash chain over every row of the journal, or of a backup, and sums every scan; with --audit the
                             access log: every device's chains, the checkpoints, and what devices were shown (FILE: an export)`;

/** Exit code 0 when every row continues the chain, 2 when one does not. */
export async function verify(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      backup: { type: 'string' },
      'key-file': { type: 'string' },
      audit: { type: 'boolean', default: false },
      witness: { type: 'string', multiple: true, default: [] }
    }
  });
  if (values.backup !== undefined) return await verifyBackup(values.backup, values['key-file']);
  if (values.audit) return await verifyLog(values.witness, open);
  const clinic = await open();
  try {
    const { rows, head, firstBad } = await clinic.verify();
    console.log(
      firstBad === null ? `${rows} rows, all in order.` : `Row ${firstBad} of ${head} does not continue the chain.`
    );
    const scans = await clinic.verifyBlobs();
    if (scans.whole + scans.unfinished > 0)
      console.log(
        `${scans.whole} scans, ${scans.bad.length || 'none'} damaged; ${scans.unfinished} still on their way.`
      );
    for (const blob of scans.bad) console.log(`Scan ${blob} is damaged. A restore from the backups puts it back.`);
    return firstBad === null && scans.bad.length === 0 ? 0 : 2;
  } finally {
    await clinic.close();
  }
}

async function verifyLog(files: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const witnesses = files.flatMap(witnessesIn);
  const clinic = await open();
  try {
    const report = await clinic.verifyAudit(witnesses);
    for (const line of auditWords(report, witnesses.length)) console.log(line);
    return report.findings.length === 0 ? 0 : 2;
  } finally {
    await clinic.close();
  }
}

/** The checkpoints a device was shown, from a file it exported (docs/access-log-export.md). @throws {ClinicRefusal} */
function witnessesIn(file: string): readonly Checkpoint[] {
  const seen = readFileSync(file, 'utf8').split('\n').flatMap(witnessIn);
  if (seen.length > 0) return seen;
  throw new ClinicRefusal('verify/witness', `${file} has nothing in it that a device was shown of an access log.`);
}

/** Compared as text, part by part: whatever else stands in the line is nobody's word. */
function witnessIn(line: string): Checkpoint[] {
  try {
    const read = JSON.parse(line) as (Checkpoint & { readonly line?: unknown }) | null;
    return read?.line === 'witness' ? [read] : [];
  } catch {
    return [];
  }
}

async function verifyBackup(place: string, keyFile: string | undefined): Promise<number> {
  const privateKey = await askSecret(keyFile);
  const all = await backupsAt(place);
  try {
    const series = await soundSeries(all);
    const { files, rows, to } = await verifySeries(series, privateKey);
    console.log(`${rows} rows up to ${to} in ${files} of ${all.length} files, all in order.`);
    if (!statSync(place).isDirectory()) return 0;
    const { scans, bad } = await verifyBlobs(place, privateKey);
    if (scans + bad.length > 0) console.log(`${scans} scans open and are whole.`);
    for (const file of bad) console.error(`${file} is damaged, or sealed to another key.`);
    return bad.length === 0 ? 0 : 2;
  } catch (error) {
    if (!(error instanceof SealFault)) throw error;
    console.error(error.message);
    return 2;
  }
}
