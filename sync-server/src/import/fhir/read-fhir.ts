import { bytesOf, InputFault, type InputFile } from '../input-files.ts';
import { linesOf, wholeText, type Line } from '../lines.ts';
import { isObject, parseJson } from '../parse-json.ts';
import type { ImportRecord, MapContext, Pass, Place } from '../records.ts';
import type { ImportRefusal } from '../refusals.ts';
import { documentRecords } from './bundle.ts';
import { passOf } from './resource-record.ts';
import { RESOURCE_TYPES } from './resource-types.ts';

export const FHIR_ENDINGS = ['.json', '.ndjson', '.jsonl'];

export interface ReadWatch {
  /** Bytes taken from disk since the last call. */
  onRead(bytes: number): void;
  /** A record was left for the other pass. */
  onLeft(): void;
}

/** A resource's type, when it comes first, as most writers put it: what lets a pass go by a line unparsed. */
const TYPE_FIRST = /^\s*\{\s*"resourceType"\s*:\s*"(\w{1,64})"/;

/**
 * The records of one FHIR file that belong to a pass. NDJSON (a resource a line) is read line by line and never held; any other
 * JSON is one document. Which of the two it is, the first line says, or else the name.
 */
export async function* fhirRecords(
  file: InputFile,
  pass: Pass,
  context: MapContext,
  watch: ReadWatch
): AsyncGenerator<ImportRecord, void, undefined> {
  let at = 0;
  try {
    const lines = linesOf(bytesOf(file, watch.onRead));
    let first: Line | undefined;
    for await (const line of withoutBlanks(lines)) {
      first ??= line;
      if (line === first && !isNdjson(file, line)) {
        at = 0; // a document's fault is the file's, not a line's
        yield* ofPass(pass, documentRecordsOf(await wholeText(line, lines), { file: file.name }, context), watch);
        return;
      }
      at = line.line;
      yield* ofPass(pass, lineRecords(line, file, pass, context), watch);
    }
    if (!first && pass === 'people') yield refusedFile(file, 0, { code: 'file/empty' });
  } catch (error) {
    if (!(error instanceof InputFault)) throw error;
    // Each pass meets the same fault; it is told once.
    if (pass === 'people') yield refusedFile(file, at === 0 ? 0 : at + 1, error.refusal);
  }
}

/** Not `for await` over `lines` itself in the caller: leaving that loop would close the lines that `wholeText` still needs. */
async function* withoutBlanks(lines: AsyncGenerator<Line, void, undefined>): AsyncGenerator<Line, void, undefined> {
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    if (next.value.text?.trim() !== '') yield next.value;
  }
}

function isNdjson(file: InputFile, first: Line): boolean {
  if (/\.(ndjson|jsonl)(\.gz)?$/i.test(file.name)) return true;
  if (first.text === null) return false;
  const parsed = parseJson(first.text);
  return parsed.ok && isObject(parsed.value);
}

function* ofPass(pass: Pass, records: Iterable<ImportRecord | Pass>, watch: ReadWatch): Generator<ImportRecord> {
  for (const record of records) {
    const its = typeof record === 'string' ? record : passOf(record.resource);
    if (its !== pass) watch.onLeft();
    else if (typeof record !== 'string') yield record;
  }
}

/** A line's records; for a line that may be gone by unparsed, only the pass it belongs to. */
function* lineRecords(line: Line, file: InputFile, pass: Pass, context: MapContext): Generator<ImportRecord | Pass> {
  const place = { file: file.name, line: line.line };
  if (line.text === null) {
    yield { ...place, resource: 'line', sourceId: null, is: 'refused', refusal: line.refusal };
    return;
  }
  const type = TYPE_FIRST.exec(line.text)?.[1];
  if (type !== undefined && type !== 'Bundle' && passOf(type) !== pass) yield passOf(type);
  else yield* documentRecordsOf(line.text, place, context);
}

function* documentRecordsOf(text: string, place: Place, context: MapContext): Generator<ImportRecord> {
  const parsed = parseJson(text);
  if (parsed.ok) {
    yield* documentRecords(parsed.value, place, context);
    return;
  }
  const type = TYPE_FIRST.exec(text)?.[1] ?? '';
  const resource = place.line === undefined ? 'file' : RESOURCE_TYPES.has(type) ? type : 'line';
  yield { ...place, resource, sourceId: null, is: 'refused', refusal: parsed.error };
}

function refusedFile(file: InputFile, line: number, refusal: ImportRefusal): ImportRecord {
  const place = line > 0 ? { file: file.name, line } : { file: file.name };
  return { ...place, resource: 'file', sourceId: null, is: 'refused', refusal };
}
