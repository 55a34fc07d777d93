import path from 'node:path';
import { backup, BACKUP_USAGE } from './cli/backup.ts';
import { backtest, BACKTEST_USAGE } from './cli/backtest.ts';
import { exportRecords, EXPORT_USAGE } from './cli/export.ts';
import { doctor, DOCTOR_USAGE } from './cli/doctor.ts';
import { enroll, ENROLL_USAGE } from './cli/enroll.ts';
import { exportHl7, EXPORT_HL7_USAGE, importHl7, IMPORT_HL7_USAGE } from './cli/hl7.ts';
import { hl7Aside, HL7_ASIDE_USAGE } from './cli/hl7-aside.ts';
import { importRecords, IMPORT_USAGE } from './cli/import.ts';
import { person, PERSON_USAGE } from './cli/person.ts';
import { quarantine, QUARANTINE_USAGE } from './cli/quarantine.ts';
import { recoveryKey, RECOVERY_KEY_USAGE } from './cli/recovery-key.ts';
import { restoreBackup, RESTORE_USAGE } from './cli/restore.ts';
import { revoke, REVOKE_USAGE } from './cli/revoke.ts';
import { verify, VERIFY_USAGE } from './cli/verify.ts';
import { ClinicRefusal, type Clinic } from './clinic/clinic.ts';
import { openClinic } from './clinic/open-clinic.ts';
import { JournalFault } from './journal/journal.ts';
import { BadDatabaseUrl, databaseUrlFrom } from './postgres/database-url.ts';
import { UnfitDatabase } from './postgres/schema.ts';

/** Answers the exit code. */
type Verb = (args: readonly string[], open: () => Promise<Clinic>, dataDir: string) => Promise<number>;

const VERBS: ReadonlyMap<string, Verb> = new Map([
  ['backtest', backtest],
  ['backup', backup],
  ['doctor', doctor],
  ['enroll', enroll],
  ['export', exportAny],
  ['hl7', hl7Aside],
  ['import', importAny],
  ['person', person],
  ['quarantine', quarantine],
  ['recovery-key', recoveryKey],
  ['restore', restoreBackup],
  ['revoke', revoke],
  ['verify', verify]
]);

const USAGE = `Usage: npm run anteroom -- <verb>

  ${[IMPORT_USAGE, IMPORT_HL7_USAGE, EXPORT_USAGE, EXPORT_HL7_USAGE, ENROLL_USAGE, PERSON_USAGE, REVOKE_USAGE, RECOVERY_KEY_USAGE, BACKUP_USAGE, RESTORE_USAGE, VERIFY_USAGE, DOCTOR_USAGE, QUARANTINE_USAGE, HL7_ASIDE_USAGE, BACKTEST_USAGE].join('\n  ')}

Works on the clinic in DATA_DIR (./data), or in the PostgreSQL database DATABASE_URL, whether its server runs or not.`;

/** Patients are read by their own road, with a report of every record; messages are answered one by one. */
function importAny([format = '', ...args]: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  return format === 'hl7' ? importHl7(args, open) : importRecords([format, ...args].filter(Boolean), open);
}

function exportAny(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  return args[0] === 'hl7' ? exportHl7(args, open) : exportRecords(args, open);
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  const verb = VERBS.get(name ?? '');
  if (!verb) {
    console.error(USAGE);
    return name === undefined || name === 'help' || name === '--help' ? 0 : 1;
  }
  const dataDir = path.resolve(process.env['DATA_DIR'] ?? 'data');
  const databaseUrl = databaseUrlFrom(process.env);
  if (name === 'restore' && databaseUrl !== undefined)
    throw new ClinicRefusal(
      'restore/postgres',
      'A restore makes a data folder. Unset DATABASE_URL, or bring the database back with PostgreSQL’s own tools.'
    );
  return await verb(args, () => openClinic(dataDir, databaseUrl), dataDir);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isPlain =
      [ClinicRefusal, BadDatabaseUrl, UnfitDatabase].some((kind) => error instanceof kind) ||
      String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
    if (error instanceof JournalFault) console.error(`The data cannot be reached: ${error.message}`);
    else console.error(isPlain ? (error as Error).message : error);
    process.exit(1);
  }
);
