import path from 'node:path';
import type { ReadWatch } from '../fhir/read-fhir.ts';
import { bytesOf, InputFault, type InputFile } from '../input-files.ts';
import { linesOf } from '../lines.ts';
import type { ImportRecord, MapContext, Pass, Place, Reading } from '../records.ts';
import type { ImportRefusal } from '../refusals.ts';
import { refused, storable } from '../storable.ts';
import { csvRows, type CsvRow } from './csv-rows.ts';
import { TABLES, type Cell, type Table } from './tables.ts';

export const CSV_ENDINGS = ['.csv'];

/** One line of a table is a record of a patient, not a film: longer ones are damage. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** The records of one table of Synthea's CSV export that belong to a pass. The file's name says which table it is. */
export async function* csvRecords(
  file: InputFile,
  pass: Pass,
  context: MapContext,
  watch: ReadWatch
): AsyncGenerator<ImportRecord, void, undefined> {
  const table = TABLES.get(
    path
      .basename(file.name)
      .toLowerCase()
      .replace(/\.gz$/, '')
      .replace(/\.csv$/, '')
  );
  if (!table) {
    if (pass === 'people') yield fault({ file: file.name }, 'file', { code: 'csv/unknown-table' });
    return;
  }
  if (table.pass !== pass) return watch.onLeft();
  let line = 0;
  try {
    let columns: Columns | null = null;
    for await (const row of csvRows(linesOf(bytesOf(file, watch.onRead), MAX_LINE_BYTES))) {
      line = row.line;
      if (columns) {
        yield rowRecord(row, file, table, columns, context);
        continue;
      }
      const header = headerOf(row, table);
      if ('code' in header) {
        yield fault({ file: file.name, line: row.line }, 'file', header);
        return;
      }
      columns = header;
    }
    if (!columns) yield fault({ file: file.name }, 'file', { code: 'file/empty' });
  } catch (error) {
    if (!(error instanceof InputFault)) throw error;
    yield fault({ file: file.name, ...(line > 0 ? { line: line + 1 } : {}) }, 'file', error.refusal);
  }
}

interface Columns {
  readonly width: number;
  readonly at: ReadonlyMap<string, number>;
}

/** Where each column stands, or what is missing. Names are compared without regard to case. */
function headerOf(row: CsvRow, table: Table): Columns | ImportRefusal {
  if (row.cells === null) return row.refusal;
  const at = new Map(row.cells.map((name, index) => [name.trim().toUpperCase(), index]));
  const missing = table.needs.filter((name) => !at.has(name));
  return missing.length > 0 ? { code: 'csv/columns-missing', columns: missing } : { width: row.cells.length, at };
}

function rowRecord(row: CsvRow, file: InputFile, table: Table, columns: Columns, context: MapContext): ImportRecord {
  const place = { file: file.name, line: row.line };
  if (row.cells === null) return fault(place, table.resource, row.refusal);
  const { cells } = row;
  if (cells.length !== columns.width) {
    return fault(place, table.resource, { code: 'csv/row-length', have: cells.length, want: columns.width });
  }
  const cell: Cell = (column) => cells[columns.at.get(column) ?? -1]?.trim() ?? '';
  const sourceId = cell('ID') || null;
  return { ...place, resource: table.resource, sourceId, ...readingOf(table, cell, sourceId, context) };
}

function readingOf(table: Table, cell: Cell, sourceId: string | null, context: MapContext): Reading {
  if (!table.read) return { is: 'not-kept' };
  return sourceId === null ? refused({ code: 'record/no-id' }) : storable(table.read(cell, context));
}

function fault(place: Place, resource: string, refusal: ImportRefusal): ImportRecord {
  return { ...place, resource, sourceId: null, is: 'refused', refusal };
}
