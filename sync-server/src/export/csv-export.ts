import { open } from 'node:fs/promises';
import { CSV_HEADERS, csvRow, patientCells } from '#domain/export/csv.ts';
import type { DocId } from '#domain/documents.ts';
import { patientOf, type Patient } from '#domain/patient/patient.ts';
import type { Clinic } from '../clinic/clinic.ts';
import { personOf } from '../clinic/own-records.ts';
import { recordedIn } from '../gate/writer.ts';
import type { ExportReport } from './export-port.ts';
import type { ExportOptions } from './fhir-export.ts';

const PAGE = 500;

export type CsvExportOptions = Omit<ExportOptions, 'sink' | 'fallbackZone'> & { readonly file: string };

/**
 * All patients as one list, for its owner's eyes only: UTF-8 with a byte order mark, which spreadsheets need to see [EXP-8].
 * @throws the file system's errors; `EEXIST` where there is such a file
 */
export async function exportCsv({
  clinic,
  file,
  dryRun,
  now,
  signal,
  onProgress
}: CsvExportOptions): Promise<ExportReport> {
  const startedAt = now();
  const handle = dryRun ? null : await open(file, 'wx', 0o600);
  let patients = 0;
  try {
    await handle?.appendFile(`\ufeff${csvRow(CSV_HEADERS)}`);
    let after: DocId = '';
    let isMore = true;
    while (isMore && !signal?.aborted) {
      const page = await clinic.documents({ after, limit: PAGE, prefix: 'patient/' });
      const records = page.flatMap(({ update }) => patientOf(recordedIn(update)) ?? []);
      const people = (await Promise.all(records.map((own) => personAt(clinic, own)))).filter(
        (person) => person !== null
      );
      await handle?.appendFile(people.map((person) => csvRow(patientCells(person))).join(''));
      patients += people.length;
      onProgress?.(patients);
      after = page.at(-1)?.doc ?? after;
      isMore = page.length === PAGE;
    }
    await handle?.sync();
  } finally {
    await handle?.close();
  }
  return {
    dryRun,
    stopped: signal?.aborted ?? false,
    seconds: Math.round(now() - startedAt) / 1000,
    patients,
    counts: patients > 0 ? { Patient: { asItCame: 0, changed: 0, made: patients } } : {}
  };
}

/** A line is a person: a record that gave way in a merge has none of its own [EXP-9]. */
async function personAt(clinic: Clinic, own: Patient): Promise<Patient | null> {
  if (!own.merges) return own;
  const person = (await personOf((doc) => clinic.read(doc), own.patient)) ?? own;
  return person.patient === own.patient ? person : null;
}
