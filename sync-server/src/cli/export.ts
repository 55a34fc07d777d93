import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ClinicRefusal, type Clinic } from '../clinic/clinic.ts';
import type { ExportReport } from '../export/export-port.ts';
import { exportCsv } from '../export/csv-export.ts';
import { exportFhir } from '../export/fhir-export.ts';
import { ndjsonFiles, NO_FILES } from '../export/ndjson-files.ts';
import type { CommandContext } from './import.ts';
import { progressLine } from './progress.ts';

export const EXPORT_USAGE =
  'export fhir <folder> | csv <file> [--dry-run] [--report FILE]  everything as FHIR R4, a file of NDJSON a resource type; or a list of patients';

const HELP = `Usage: npm run anteroom -- ${EXPORT_USAGE}

  csv            all patients as one list for spreadsheets, which must be a new file; no Social Security numbers
  The folder must be empty or new. What another system’s files said, and Anteroom does not understand, is given back as it came.
  --dry-run      count what would be written, write nothing
  --report FILE  write the counts as JSON`;

const EXIT = { done: 0, failed: 1, stopped: 130 } as const;

/** `anteroom export …` at a terminal; Ctrl-C ends it after the record in hand. Answers the exit code. */
export async function exportRecords(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return await exportCommand(args, {
    openClinic: open,
    out: process.stdout,
    err: process.stderr,
    signal: stop.signal
  });
}

/** The same for any streams. */
export async function exportCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const asked = commandLine(args);
  if ('say' in asked) {
    context.err.write(`${asked.say}\n\n${HELP}\n`);
    return EXIT.failed;
  }
  try {
    if (asked.report) await writeFile(asked.report, '');
    const report = await exported(asked, context);
    if (asked.report) await writeFile(asked.report, `${JSON.stringify(report, null, 2)}\n`);
    context.out.write(summaryOf(report, asked));
    return report.stopped ? EXIT.stopped : EXIT.done;
  } catch (error) {
    context.err.write(`${wordsForFault(error, asked)}\n`);
    return EXIT.failed;
  }
}

async function exported(asked: Asked, context: CommandContext): Promise<ExportReport> {
  const sink = asked.dryRun || asked.format === 'csv' ? NO_FILES : await ndjsonFiles(asked.folder);
  const clinic = await context.openClinic();
  const progress = progressLine(context.err);
  try {
    const both = {
      clinic,
      dryRun: asked.dryRun,
      now: () => Date.now(),
      signal: context.signal,
      onProgress: (patients: number) => progress.tell(`${patients.toLocaleString('en-US')} patients`)
    };
    const fallbackZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const report =
      asked.format === 'csv'
        ? await exportCsv({ ...both, file: asked.folder })
        : await exportFhir({ ...both, sink, fallbackZone });
    const into = asked.format === 'csv' ? 'CSV' : 'FHIR R4';
    if (!asked.dryRun) await clinic.noteExport({ patients: report.patients, into });
    return report;
  } finally {
    progress.clear();
    await clinic.close();
  }
}

interface Asked {
  readonly format: 'fhir' | 'csv';
  /** Or the file, for a list. */
  readonly folder: string;
  readonly dryRun: boolean;
  readonly report: string | null;
}

function commandLine(args: readonly string[]): Asked | { readonly say: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean', default: false }, report: { type: 'string' } }
    });
    const [format, folder, ...more] = positionals;
    if (format !== 'fhir' && format !== 'csv') return { say: 'Say what to export as: fhir, csv or hl7.' };
    if (folder === undefined) return { say: `Say which ${format === 'csv' ? 'file' : 'folder'} to write to.` };
    if (more.length > 0) return { say: `One folder; “${more.join(' ')}” is too many.` };
    return { format, folder, dryRun: values['dry-run'], report: values.report ?? null };
  } catch (error) {
    return { say: error instanceof Error ? error.message : 'The command cannot be read.' };
  }
}

function summaryOf(report: ExportReport, { folder, report: file }: Asked): string {
  const figure = (count: number, words: string): string => `${count.toLocaleString('en-US').padStart(9)} ${words}`;
  const lines = [
    report.dryRun ? 'Dry run: nothing was written.' : '',
    ...Object.entries(report.counts).map(
      ([type, { asItCame, changed, made }]) =>
        `${type.padEnd(22)}${figure(asItCame, 'as they came')}${figure(changed, 'with changes')}${figure(made, 'made here')}`
    ),
    report.withoutPages
      ? `${report.withoutPages.toLocaleString('en-US')} documents are there without their pages: not sent by their desk yet, damaged, or too large.`
      : '',
    Object.keys(report.counts).length === 0 ? 'There is nothing to export.' : '',
    report.stopped ? `Stopped. What is in ${folder} is not whole: delete it.` : '',
    `${report.patients.toLocaleString('en-US')} patients in ${report.seconds.toFixed(1)} s.${file ? ` Report: ${file}` : ''}`
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

function wordsForFault(error: unknown, { folder, format }: Asked): string {
  if (error instanceof ClinicRefusal) return error.message;
  const { code, path = folder } = error instanceof Error ? (error as { code?: unknown; path?: string }) : {};
  if (code === 'EEXIST' && format === 'csv') return `There is a file ${path} already.`;
  if (code === 'ENOENT') return `There is no folder for ${path}.`;
  if (code === 'ENOTDIR' || code === 'EEXIST') return `${path} is not a folder.`;
  if (code === 'EACCES' || code === 'EPERM') return `${path} may not be written.`;
  if (code === 'ENOSPC') return `The disk of ${folder} is full. What is there is not whole: delete it.`;
  return `The export ended early: ${error instanceof Error ? error.message : String(error)} What is in ${folder} is not whole: delete it.`;
}
