import { practiceDoc } from '#domain/documents.ts';
import type { PracticeFact } from '#domain/practice/practice-facts.ts';
import type { Recorded } from '#domain/fact.ts';
import type { Form, FormId } from '#domain/forms/form.ts';
import { formsSaidIn, practiceForms } from '#domain/forms/practice-forms.ts';
import { SHIPPED_FORMS } from '#domain/forms/shipped/every-form.ts';
import { USUAL_RULES } from '#domain/forms/shipped/usual-rules.ts';
import { localDateOf, type Instant, type ZoneId } from '#domain/time.ts';
import { rehearsal, type ImportClinic } from './import-port.ts';
import { CSV_ENDINGS, csvRecords } from './csv/read-synthea-csv.ts';
import { PATIENT_CSV_ENDINGS, patientCsvRecords, type CsvChoices } from './csv/read-patient-csv.ts';
import { FHIR_ENDINGS, fhirRecords, type ReadWatch } from './fhir/read-fhir.ts';
import { identities } from './identity.ts';
import { inputFiles, type InputFile } from './input-files.ts';
import { VCARD_ENDINGS, vcardRecords } from './read-vcards.ts';
import type { ImportRecord, MapContext, Pass } from './records.ts';
import { newTally, type Counts, type ImportReport } from './tally.ts';
import { openWriter, type Writer } from './writer.ts';

export type ImportFormat = 'fhir' | 'synthea-csv' | 'csv' | 'vcard';

export interface ImportOptions {
  readonly format: ImportFormat;
  /** A file or a folder. */
  readonly from: string;
  readonly clinic: ImportClinic;
  readonly dryRun: boolean;
  /** The other system's name; '' when there is only one. */
  readonly source: string;
  /** For the import's own dates: no birth date may be later. */
  readonly now: () => Instant;
  /** The zone of times without one, when the clinic has no site yet. */
  readonly fallbackZone: ZoneId;
  /** What somebody decided about a list of patients. */
  readonly csv?: CsvChoices;
  /** Ends the import after the batch in hand. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
}

export interface ImportProgress {
  /** Of the bytes on disk, 0 to 1. */
  readonly done: number;
  readonly pass: Pass;
  readonly total: Counts;
}

type Reader = (
  file: InputFile,
  pass: Pass,
  context: MapContext,
  watch: ReadWatch
) => AsyncGenerator<ImportRecord, void>;

const FORMATS: Readonly<Record<ImportFormat, { readonly endings: readonly string[]; readonly read: Reader }>> = {
  fhir: { endings: FHIR_ENDINGS, read: fhirRecords },
  'synthea-csv': { endings: CSV_ENDINGS, read: csvRecords },
  csv: { endings: PATIENT_CSV_ENDINGS, read: patientCsvRecords },
  vcard: { endings: VCARD_ENDINGS, read: vcardRecords }
};

/**
 * Imports a file or a folder: first everybody and the address book, then visits [IMP-4]. May be stopped at any point and run
 * again: what is in is recognised [IMP-3].
 * @throws the file system's errors, and what the clinic throws when it takes no more facts
 */
export async function runImport(options: ImportOptions): Promise<ImportReport> {
  const startedAt = options.now();
  const { endings, read } = FORMATS[options.format];
  const { files, passedOver } = await inputFiles(options.from, endings);
  const clinic = options.dryRun ? rehearsal(options.clinic) : options.clinic;
  const zone = (await zoneOf(clinic)) ?? options.fallbackZone;
  const context = {
    ids: identities(options.source),
    zone,
    today: localDateOf(startedAt, zone),
    forms: await formsOf(clinic),
    ...(options.csv && { csv: options.csv })
  };
  const tally = newTally();
  const writer = await openWriter(clinic, tally);

  const bytes = (of: readonly InputFile[]): number => of.reduce((sum, file) => sum + file.bytes, 0);
  let doneBytes = 0;
  let allBytes = bytes(files);
  const onRead = (pass: Pass) => (read: number) => {
    doneBytes += read;
    options.onProgress?.({ done: Math.min(1, doneBytes / Math.max(1, allBytes)), pass, total: tally.total() });
  };

  const withVisits: InputFile[] = [];
  for (const file of files) {
    let hasVisits = false;
    const watch = { onRead: onRead('people'), onLeft: () => (hasVisits = true) };
    await takeAll(read(file, 'people', context, watch), writer, options.signal);
    if (hasVisits) withVisits.push(file);
  }
  await writer.flush();
  allBytes += bytes(withVisits);
  for (const file of withVisits) {
    await takeAll(
      read(file, 'visits', context, { onRead: onRead('visits'), onLeft: () => {} }),
      writer,
      options.signal
    );
  }
  await writer.flush();

  return {
    from: options.from,
    dryRun: options.dryRun,
    stopped: options.signal?.aborted ?? false,
    startedAt: new Date(startedAt).toISOString(),
    seconds: Math.round(options.now() - startedAt) / 1000,
    files: files.length,
    passedOver,
    total: tally.total(),
    counts: tally.counts(),
    refused: tally.refused,
    remarks: tally.remarks,
    notListed: tally.notListed()
  };
}

async function takeAll(
  records: AsyncGenerator<ImportRecord, void>,
  writer: Writer,
  signal: AbortSignal | undefined
): Promise<void> {
  for await (const record of records) {
    if (signal?.aborted) return;
    await writer.take(record);
  }
}

/** Ours, and the practice's own. */
async function formsOf(clinic: ImportClinic): Promise<ReadonlyMap<FormId, Form>> {
  const facts = (await clinic.read([practiceDoc])).get(practiceDoc) ?? [];
  const recorded = facts.map((fact, clock): Recorded => ({ client: 1, clock, fact }));
  return practiceForms(formsSaidIn(recorded), SHIPPED_FORMS, USUAL_RULES).forms;
}

/** The first site's zone; null before the clinic is set up. */
async function zoneOf(clinic: ImportClinic): Promise<ZoneId | null> {
  for (const each of (await clinic.read([practiceDoc])).get(practiceDoc) ?? []) {
    const fact = each as PracticeFact; // an unknown kind is not the one below
    if (fact.kind === 'site/added') return fact.of.zone;
  }
  return null;
}
