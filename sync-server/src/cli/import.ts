import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Clinic } from '../clinic/clinic.ts';
import { importClinic } from '../import/import-clinic.ts';
import { NO_CHOICES, type CsvChoices } from '../import/csv/read-patient-csv.ts';
import { runImport, type ImportFormat, type ImportProgress } from '../import/run-import.ts';
import type { Counts, ImportReport, ReportedRecord } from '../import/tally.ts';
import { choicesFrom, previewText } from './csv-preview.ts';
import { progressLine } from './progress.ts';

/** What the command line gives a command: a clinic to write to, two streams to print on, and the way to be stopped. */
export interface CommandContext {
  /** Connects to the clinic in `DATA_DIR`: its running server, or its journal when none runs. */
  readonly openClinic: () => Promise<Clinic>;
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly signal: AbortSignal;
}

/** Exit codes: all was read; something could not be done at all; something was refused; stopped by Ctrl-C (128 + SIGINT). */
const EXIT = { done: 0, failed: 1, refused: 2, stopped: 130 } as const;

export const IMPORT_USAGE =
  'import fhir <file or folder> | csv <file> [--yes] | vcard <file or folder> | synthea-csv <folder> [--dry-run] [--report FILE] [--source NAME]   patients of another system';

const HELP = `Usage: npm run anteroom -- ${IMPORT_USAGE}

  fhir           FHIR R4 bundles, resources and NDJSON, STU3 patients; plain or .gz
  csv            a list of patients with a line of column names; shows what each column would be read as and takes nothing in
                 until the same is said with --yes
  --map COL=FIELD  reads a column as a field; COL=- leaves it out; may be given many times
  --day-first    dates are 31/12/1980; --month-first: 12/31/1980
  vcard          people as cards (.vcf), versions 2.1, 3.0 and 4.0
  synthea-csv    Synthea’s CSV export; plain or .gz
  --dry-run      read and check everything, write nothing
  --report FILE  write what became of every record as JSON
  --source NAME  the system the data is from, when patients of several systems are imported: ids such as "1" are its own

What is in already is recognised, so an import that was stopped is simply run again.`;

/** `anteroom import …` at a terminal: Ctrl-C ends it after the batch in hand, a second one at once. Answers the exit code. */
export async function importRecords(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const stop = new AbortController();
  // The launcher passes the end of npm on as SIGTERM.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return await importCommand(args, {
    openClinic: open,
    out: process.stdout,
    err: process.stderr,
    signal: stop.signal
  });
}

/** The same for any streams. */
export async function importCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const asked = commandLine(args);
  if ('say' in asked) {
    context.err.write(`${asked.say}\n\n${HELP}\n`);
    return EXIT.failed;
  }
  const now = (): number => Date.now();
  const progress = progressLine(context.err);
  try {
    // First of all, so that an hour's work does not end at a folder that is not there.
    if (asked.report) await writeFile(asked.report, '');
    if (asked.format === 'csv') context.out.write(`${await previewText(asked.from, asked.csv)}\n`);
    const clinic = await context.openClinic();
    let report: ImportReport;
    let taken = 0;
    const count = ({ total }: { readonly total: Counts }): void => void (taken = total.added + total.changed);
    try {
      report = await runImport({
        ...asked,
        clinic: importClinic(clinic, now),
        now,
        fallbackZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        signal: context.signal,
        onProgress: (now) => {
          count(now);
          progress.show(now.done, wordsOf(now));
        }
      });
      count(report);
    } finally {
      progress.clear();
      // Also of what was taken in before it ended badly.
      const reason = `${taken} records, ${asked.format}`;
      if (taken > 0 && !asked.dryRun) await clinic.noteAct({ action: 'patients/imported', refs: [], reason });
      await clinic.close();
    }
    if (asked.report) await writeFile(asked.report, `${JSON.stringify(report, null, 2)}\n`);
    context.out.write(summaryOf(report, asked.report));
    if (asked.isPreview)
      context.out.write('Nothing was taken in. If the columns are right, say the same with --yes.\n');
    return report.stopped ? EXIT.stopped : report.total.refused > 0 ? EXIT.refused : EXIT.done;
  } catch (error) {
    context.err.write(`${wordsForFault(error, asked.from)}\n`);
    return EXIT.failed;
  }
}

interface Asked {
  readonly format: ImportFormat;
  readonly from: string;
  readonly dryRun: boolean;
  readonly source: string;
  readonly report: string | null;
  readonly csv: CsvChoices;
  /** A list whose columns nobody has agreed to yet. */
  readonly isPreview: boolean;
}

function commandLine(args: readonly string[]): Asked | { readonly say: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        report: { type: 'string' },
        source: { type: 'string', default: '' },
        map: { type: 'string', multiple: true, default: [] },
        'day-first': { type: 'boolean', default: false },
        'month-first': { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false }
      }
    });
    const [format, from, ...more] = positionals;
    if (!isFormat(format)) return { say: 'Say what to import: fhir, csv, vcard or synthea-csv.' };
    if (from === undefined) return { say: 'Say which file or folder to import.' };
    if (more.length > 0) return { say: `One file or folder at a time; “${more.join(' ')}” is too many.` };
    const order = values['day-first'] || values['month-first'] ? values['day-first'] : null;
    const csv = format === 'csv' ? choicesFrom(values.map, order) : NO_CHOICES;
    if ('say' in csv) return csv;
    const isPreview = format === 'csv' && !values.yes && !values['dry-run'];
    const dryRun = values['dry-run'] || isPreview;
    return { format, from, dryRun, source: values.source, report: values.report ?? null, csv, isPreview };
  } catch (error) {
    return { say: error instanceof Error ? error.message : 'The command cannot be read.' };
  }
}

function isFormat(word: string | undefined): word is ImportFormat {
  return word === 'fhir' || word === 'csv' || word === 'vcard' || word === 'synthea-csv';
}

function wordsOf({ pass, total }: ImportProgress): string {
  const found = total.refused > 0 ? `, ${total.refused.toLocaleString('en-US')} refused` : '';
  const what = pass === 'people' ? 'people and addresses' : 'visits';
  return `${what}: ${total.read.toLocaleString('en-US')} records${found}`;
}

const SHOWN = 10;

/** For the person at the terminal: a line a kind, the first refusals, and what to do next. */
function summaryOf(report: ImportReport, reportFile: string | null): string {
  const kinds = Object.entries(report.counts).filter(([, counts]) => counts.notKept < counts.read);
  const notKept = Object.entries(report.counts).filter(([, counts]) => counts.notKept > 0);
  const lines = [
    report.dryRun ? 'Dry run: nothing was written.' : '',
    ...kinds.map(([kind, counts]) => `${kind.padEnd(14)} ${countsLine(counts)}`),
    notKept.length > 0
      ? `Not kept yet: ${notKept.map(([kind, { notKept: count }]) => `${count.toLocaleString('en-US')} ${kind}`).join(', ')}.`
      : '',
    report.total.read === 0 ? 'Nothing to import was found there.' : '',
    ...listed('Refused', report.refused, report.total.refused),
    ...listed('To look at', report.remarks, report.remarks.length),
    report.stopped ? 'Stopped. What was read so far is in; run the same command again to go on.' : '',
    `${report.files} files in ${report.seconds.toFixed(1)} s.${reportFile ? ` Report: ${reportFile}` : ''}`
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

function countsLine({ read, added, changed, unchanged, refused }: Counts): string {
  const numbers = { read, added, changed, unchanged, refused };
  return Object.entries(numbers)
    .map(([name, count]) => `${count.toLocaleString('en-US').padStart(9)} ${name}`)
    .join('');
}

function listed(title: string, records: readonly ReportedRecord[], count: number): string[] {
  if (count === 0) return [];
  const shown = records.slice(0, SHOWN).map(({ file, line, entry, resource, reason }) => {
    const where = `${file}${line === undefined ? '' : `:${line}`}${entry === undefined ? '' : ` entry ${entry}`}`;
    return `  ${where} (${resource}): ${reason}`;
  });
  const more = count - shown.length;
  return [`${title}:`, ...shown, ...(more > 0 ? [`  … and ${more} more; --report FILE lists them all.`] : [])];
}

/** What went wrong with the disk or the server, for the person who typed the command. */
function wordsForFault(error: unknown, from: string): string {
  const { code, path = from } = error instanceof Error ? (error as { code?: unknown; path?: string }) : {};
  if (code === 'ENOENT') return `There is no file or folder ${path}.`;
  if (code === 'EACCES' || code === 'EPERM') return `${path} may not be read or written.`;
  const message = error instanceof Error ? error.message : String(error);
  return `The import ended early: ${message} What was read so far is in; run the same command again to go on.`;
}
