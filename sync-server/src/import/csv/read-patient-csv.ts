import {
  columnsOf,
  namesPeople,
  saysDayFirst,
  type Column,
  type PatientField
} from '#domain/import/patient-columns.ts';
import { patientFromRow, type RowRefusal } from '#domain/import/patient-row.ts';
import type { ReadWatch } from '../fhir/read-fhir.ts';
import { InputFault, type InputFile } from '../input-files.ts';
import type { ImportRecord, MapContext, Pass, Place, Reading } from '../records.ts';
import { excerpt, type ImportRefusal } from '../refusals.ts';
import { refused, storable } from '../storable.ts';
import { csvRows, type CsvRow } from './csv-rows.ts';
import { decodedLines, type Encoding } from './decoded-lines.ts';

export const PATIENT_CSV_ENDINGS = ['.csv', '.tsv', '.txt'];

/** What somebody decided about a list, seeing its preview. */
export interface CsvChoices {
  /** By header; null: not read. */
  readonly columns: ReadonlyMap<string, PatientField | null>;
  /** Null: as the header of the birth date says, else the month comes first. */
  readonly dayFirst: boolean | null;
}

export const NO_CHOICES: CsvChoices = { columns: new Map(), dayFirst: null };

/** What a list looks like before anything of it is taken. */
export interface CsvPreview {
  readonly encoding: Encoding;
  readonly columns: readonly Column[];
  readonly dayFirst: boolean;
  /** The first rows, cell by cell. */
  readonly rows: readonly (readonly string[])[];
  /** Why rows of these columns cannot be taken in; null when they can. */
  readonly lack: ImportRefusal | null;
}

const SHOWN_ROWS = 3;
/** Practice systems write some hundred; each is shown with a choice beside it [IMP-44]. */
const MOST_COLUMNS = 500;

/** The first lines of a list and what its columns would be read as; or why it is none [IMP-24]. @throws {InputFault} */
export async function previewPatientCsv(file: InputFile, choices: CsvChoices): Promise<CsvPreview | ImportRefusal> {
  const { encoding, lines } = await decodedLines(file, () => undefined);
  let head: Head | null = null;
  const rows: (readonly string[])[] = [];
  for await (const row of csvRows(lines)) {
    if (!head) {
      const found = headOf(row, choices);
      if ('code' in found) return found;
      head = found;
    } else if (row.cells) rows.push(row.cells);
    if (rows.length >= SHOWN_ROWS) break;
  }
  if (!head) return { code: 'file/empty' };
  return { encoding, columns: head.columns, dayFirst: head.dayFirst, rows, lack: lackOf(head) };
}

/** The patients of a list, a row each. All of them belong to the first pass. */
export async function* patientCsvRecords(
  file: InputFile,
  pass: Pass,
  context: MapContext,
  watch: ReadWatch
): AsyncGenerator<ImportRecord, void, undefined> {
  if (pass !== 'people') return;
  let line = 0;
  try {
    let head: Head | null = null;
    const seen = new Map<string, { readonly line: number; readonly text: string }>();
    const { lines } = await decodedLines(file, watch.onRead);
    for await (const row of csvRows(lines)) {
      line = row.line;
      if (head) {
        yield rowRecord(row, file, head, context, seen);
        continue;
      }
      const found = headOf(row, context.csv ?? NO_CHOICES);
      const refusal = 'code' in found ? found : lackOf(found);
      if (refusal) return yield fault({ file: file.name, line: row.line }, 'file', refusal);
      if (!('code' in found)) head = found;
    }
    if (!head) yield fault({ file: file.name }, 'file', { code: 'file/empty' });
  } catch (error) {
    if (!(error instanceof InputFault)) throw error;
    yield fault({ file: file.name, ...(line > 0 ? { line: line + 1 } : {}) }, 'file', error.refusal);
  }
}

interface Head {
  readonly columns: readonly Column[];
  readonly at: ReadonlyMap<PatientField, number>;
  readonly dayFirst: boolean;
}

function headOf(row: CsvRow, choices: CsvChoices): Head | ImportRefusal {
  if (row.cells === null) return row.refusal;
  // A spreadsheet may write its empty columns too.
  const cells = row.cells.slice(0, row.cells.findLastIndex((cell) => cell.trim() !== '') + 1);
  if (cells.length > MOST_COLUMNS) return { code: 'list/too-many-columns', most: MOST_COLUMNS };
  const columns = columnsOf(cells, choices.columns);
  const missing = [...choices.columns.keys()].filter((header) => !columns.some((column) => column.header === header));
  if (missing.length > 0) return { code: 'list/no-such-column', columns: missing.map(excerpt) };
  const at = new Map(columns.flatMap(({ field, at }) => (field === null ? [] : [[field, at] as const])));
  const born = columns.find(({ field }) => field === 'birthDate')?.header ?? '';
  return { columns, at, dayFirst: choices.dayFirst ?? saysDayFirst(born) };
}

function lackOf({ columns }: Head): ImportRefusal | null {
  return namesPeople(columns) ? null : { code: 'list/no-name-column' };
}

function rowRecord(
  row: CsvRow,
  file: InputFile,
  head: Head,
  context: MapContext,
  seen: Map<string, { readonly line: number; readonly text: string }>
): ImportRecord {
  const place = { file: file.name, line: row.line };
  if (row.cells === null) return fault(place, 'Patient', row.refusal);
  const { cells } = row;
  // Cells beyond the last name are a spreadsheet's leavings, when there is nothing in them.
  const have = cells.findLastIndex((cell, at) => at < head.columns.length || cell.trim() !== '') + 1;
  if (have !== head.columns.length)
    return fault(place, 'Patient', { code: 'csv/row-length', have, want: head.columns.length });
  const read = patientFromRow((field) => cells[head.at.get(field) ?? -1] ?? '', {
    today: context.today,
    dayFirst: head.dayFirst
  });
  if (!read.ok) return fault(place, 'Patient', rowRefusal(read.error));
  const { demographics, key, remarks } = read.value;
  if (key === null) return fault(place, 'Patient', { code: 'list/no-key' });
  const before = seen.get(key);
  const text = JSON.stringify(cells);
  if (before && before.text !== text) return fault(place, 'Patient', { code: 'list/twice', line: before.line });
  if (!before) seen.set(key, { line: row.line, text });
  const reading: Reading = { is: 'patient', patient: context.ids.patient(`list|${key}`), demographics, remarks };
  return { ...place, resource: 'Patient', sourceId: null, ...storable(reading) };
}

/** In the words of an import. */
export function rowRefusal(refusal: RowRefusal): ImportRefusal {
  if (refusal.code === 'row/no-name') return { code: 'patient/no-name' };
  return { code: 'list/birth-date', given: excerpt(refusal.given), why: refusal.why };
}

function fault(place: Place, resource: string, refusal: ImportRefusal): ImportRecord {
  return { ...place, resource, sourceId: null, ...refused(refusal) };
}
