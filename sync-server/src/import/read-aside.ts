import { createInterface } from 'node:readline';
import { MAX_REPORTED, type ImportLine, type ImportOutcome } from '#domain/import/import-state.ts';
import type { Clinic } from '../clinic/clinic.ts';
import { readAddress } from '../clinic/lock.ts';
import { RemoteClinic } from '../clinic/remote-clinic.ts';
import type { AsideLine, AsideTask } from './aside-words.ts';
import { previewPatientCsv, type CsvChoices } from './csv/read-patient-csv.ts';
import { importClinic } from './import-clinic.ts';
import { inputFiles, InputFault } from './input-files.ts';
import { wordsFor } from './refusals.ts';
import { runImport } from './run-import.ts';
import type { ImportReport, ReportedRecord } from './tally.ts';

/*
 * A process of its own that reads one file for the server: parsing a large file would keep every desk waiting. It writes through the server, as the
 * command line does. SIGTERM ends it after the batch in hand.
 */

const say = (line: AsideLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());

const lines = createInterface({ input: process.stdin });
lines.once('line', (line) => {
  lines.close();
  run(JSON.parse(line) as AsideTask).then(
    () => process.exit(0),
    (error: unknown) => {
      say({ is: 'fault', say: faultWords(error) });
      process.exit(1);
    }
  );
});

async function run({ file, format, dryRun, choices, dataDir, databaseUrl }: AsideTask): Promise<void> {
  const csv: CsvChoices = {
    columns: new Map(choices.columns.map(({ header, field }) => [header, field])),
    dayFirst: choices.dayFirst
  };
  if (format === 'csv' && !(await tellPreview(file, csv))) return;
  const clinic = await openClinic(dataDir, databaseUrl);
  try {
    const report = await runImport({
      format,
      from: file,
      clinic: importClinic(clinic, Date.now),
      dryRun,
      source: choices.source,
      now: Date.now,
      fallbackZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      csv,
      signal: stop.signal,
      onProgress: ({ done, total }) => say({ is: 'progress', done, taken: total.added + total.changed })
    });
    say({ is: 'report', stopped: report.stopped, outcome: outcomeOf(report) });
  } finally {
    await clinic.close();
  }
}

/** Through the server that asks; where the data are in a database, on that itself. */
async function openClinic(dataDir: string, databaseUrl: string | null): Promise<Clinic> {
  const address = databaseUrl === null ? readAddress(dataDir) : null;
  if (address) return new RemoteClinic(address);
  // Much larger, and seldom needed.
  const all = await import('../clinic/open-clinic.ts');
  return await all.openClinic(dataDir, databaseUrl ?? undefined);
}

const NO_NAME = 'No column is read as a name yet. Say below which one is.';

/** False: the file is no list, which has been said. */
async function tellPreview(from: string, choices: CsvChoices): Promise<boolean> {
  const [file] = (await inputFiles(from, [])).files;
  if (!file) return false;
  try {
    const preview = await previewPatientCsv(file, choices);
    if ('code' in preview) {
      say({ is: 'fault', say: wordsFor(preview) });
      return false;
    }
    const { lack, ...shown } = preview;
    say({ is: 'preview', preview: shown });
    if (lack) say({ is: 'fault', say: NO_NAME });
    return lack === null;
  } catch (error) {
    if (!(error instanceof InputFault)) throw error;
    say({ is: 'fault', say: wordsFor(error.refusal) });
    return false;
  }
}

function outcomeOf({ dryRun, total, counts, refused, remarks, notListed }: ImportReport): ImportOutcome {
  const left = Math.max(0, refused.length - MAX_REPORTED) + Math.max(0, remarks.length - MAX_REPORTED);
  return {
    dryRun,
    total,
    counts,
    refused: refused.slice(0, MAX_REPORTED).map(lineOf),
    remarks: remarks.slice(0, MAX_REPORTED).map(lineOf),
    notListed: notListed + left
  };
}

function lineOf({ line, entry, resource, reason }: ReportedRecord): ImportLine {
  return { line: line ?? null, entry: entry ?? null, resource, reason };
}

/** The file lies at the server: what is wrong with reading it is nothing its owner can mend. */
function faultWords(error: unknown): string {
  const isOfClinic = error instanceof Error && error.name === 'AppendFault';
  return isOfClinic
    ? `The practice does not take it: ${error.message}`
    : 'The server had a fault while reading the file.';
}
