import { PATIENT_FIELDS, type PatientField } from '#domain/import/patient-columns.ts';
import {
  PATIENT_CSV_ENDINGS,
  previewPatientCsv,
  type CsvChoices,
  type CsvPreview
} from '../import/csv/read-patient-csv.ts';
import { inputFiles, InputFault } from '../import/input-files.ts';
import { wordsFor } from '../import/refusals.ts';

/** `--map "Ref no=number" --map "Notes=-"` as choices, or what is wrong with it. */
export function choicesFrom(maps: readonly string[], dayFirst: boolean | null): CsvChoices | { readonly say: string } {
  const columns = new Map<string, PatientField | null>();
  for (const map of maps) {
    const at = map.lastIndexOf('=');
    const [header, word] = [map.slice(0, at).trim(), map.slice(at + 1).trim()];
    const field = PATIENT_FIELDS.find((each) => each === word);
    if (at < 1 || (field === undefined && word !== '-')) {
      return {
        say: `“${map}” maps nothing. Write --map "Column=field", or --map "Column=-" to leave it out. Fields: ${PATIENT_FIELDS.join(' ')}.`
      };
    }
    if (field !== undefined && [...columns.values()].includes(field))
      return { say: `Two columns are mapped to ${field}.` };
    columns.set(header, field ?? null);
  }
  return { columns, dayFirst };
}

/** What each list of a folder would be read as, for the person at the terminal [IMP-24]. @throws the file system's errors */
export async function previewText(from: string, choices: CsvChoices): Promise<string> {
  const { files } = await inputFiles(from, PATIENT_CSV_ENDINGS);
  const texts: string[] = [];
  for (const file of files) {
    try {
      const preview = await previewPatientCsv(file, choices);
      texts.push(`${file.name}: ${'code' in preview ? wordsFor(preview) : textOf(preview)}`);
    } catch (error) {
      if (!(error instanceof InputFault)) throw error;
      texts.push(`${file.name}: ${wordsFor(error.refusal)}`);
    }
  }
  return texts.map((text) => `${text}\n`).join('\n');
}

const WIDTH = 28;

function textOf({ encoding, columns, dayFirst, rows, lack }: CsvPreview): string {
  if (lack) return wordsFor(lack);
  const lines = columns.map(({ at, header, field }) => {
    const samples = rows.map((row) => (row[at] ?? '').trim()).filter((cell) => cell !== '');
    return `  ${cut(header || '(no name)').padEnd(WIDTH)} ${(field ?? 'not read').padEnd(12)} ${samples.map(cut).join(' | ')}`;
  });
  const order = columns.some(({ field }) => field === 'birthDate')
    ? `, dates with the ${dayFirst ? 'day' : 'month'} first`
    : '';
  return [`${encoding}${order}`, `  ${'Column'.padEnd(WIDTH)} ${'read as'.padEnd(12)} first rows`, ...lines].join('\n');
}

/** On one line, without what a terminal would obey. */
function cut(text: string): string {
  const visible = text.replace(/\p{C}/gu, ' ');
  return visible.length > WIDTH - 2 ? `${visible.slice(0, WIDTH - 3)}…` : visible;
}
