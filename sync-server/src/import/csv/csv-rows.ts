import Papa from 'papaparse';
import type { Line } from '../lines.ts';
import type { ImportRefusal } from '../refusals.ts';

/** A row, or why there is none. `line` is where it begins: a quoted text may hold line ends of its own. */
export type CsvRow = { readonly line: number } & (
  { readonly cells: readonly string[] } | { readonly cells: null; readonly refusal: ImportRefusal }
);

/** Characters of one row. Beyond it a quotation mark was opened and forgotten, and the row would swallow the file. */
const MAX_ROW = 1024 * 1024;

/**
 * The rows of a CSV file (RFC 4180). Lines are put together to rows by their quotation marks, and Papa Parse takes each row
 * apart: so a row has the number of its line, and no more than a row is held.
 */
export async function* csvRows(lines: AsyncIterable<Line>): AsyncGenerator<CsvRow, void, undefined> {
  let held: string[] = [];
  let heldLength = 0;
  let from = 0;
  let isOpen = false;
  let delimiter: string | null = null;
  for await (const line of lines) {
    if (line.text === null) {
      yield { line: line.line, cells: null, refusal: line.refusal };
      if (isOpen) return;
      continue;
    }
    if (!isOpen && line.text.trim() === '') continue;
    if (!isOpen) from = line.line;
    held.push(line.text);
    heldLength += line.text.length;
    isOpen = isOpen !== leavesOpen(line.text);
    if (isOpen) {
      if (heldLength <= MAX_ROW) continue;
      break;
    }
    const row = held.join('\n');
    delimiter ??= delimiterOf(row);
    yield { line: from, cells: cellsOf(row, delimiter) };
    held = [];
    heldLength = 0;
  }
  if (isOpen) yield { line: from, cells: null, refusal: { code: 'csv/quote-open' } };
}

/** Whether a quotation mark is left without its twin; doubled ones within a text cancel out. */
function leavesOpen(line: string): boolean {
  let open = false;
  for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) open = !open;
  return open;
}

/** What stands between the names of the first line. Other spreadsheets than the American ones write semicolons. */
function delimiterOf(header: string): string {
  const counts = [',', ';', '\t', '|'].map((each) => ({ each, count: header.split(each).length }));
  return counts.toSorted((a, b) => b.count - a.count)[0]?.each ?? ',';
}

function cellsOf(row: string, delimiter: string): readonly string[] {
  // Papa guesses the line end from the text, which here is one row: what is in it is within quotation marks.
  return Papa.parse<string[]>(row, { delimiter, newline: '\r\n' }).data[0] ?? [];
}
