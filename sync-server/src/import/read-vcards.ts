import { cardsIn, type Card, type NumberedText } from '#domain/import/vcard.ts';
import { patientFromCard } from '#domain/import/vcard-patient.ts';
import { rowRefusal } from './csv/read-patient-csv.ts';
import { decodedLines } from './csv/decoded-lines.ts';
import type { ReadWatch } from './fhir/read-fhir.ts';
import { InputFault, type InputFile } from './input-files.ts';
import type { ImportRecord, MapContext, Pass, Place } from './records.ts';
import type { ImportRefusal } from './refusals.ts';
import { refused, storable } from './storable.ts';

export const VCARD_ENDINGS = ['.vcf', '.vcard'];

/** The people of a file of cards, one each. All of them belong to the first pass. */
export async function* vcardRecords(
  file: InputFile,
  pass: Pass,
  context: MapContext,
  watch: ReadWatch
): AsyncGenerator<ImportRecord, void, undefined> {
  if (pass !== 'people') return;
  try {
    const { lines } = await decodedLines(file, watch.onRead);
    const texts: NumberedText[] = [];
    // A line that is too long is a picture's.
    for await (const { line, text } of lines) if (text !== null) texts.push({ line, text });
    if (texts.every(({ text }) => text.trim() === '')) return yield fault({ file: file.name }, { code: 'file/empty' });
    const seen = new Map<string, { readonly line: number; readonly text: string }>();
    for (const card of cardsIn(texts)) yield cardRecord(card, file, context, seen);
  } catch (error) {
    if (!(error instanceof InputFault)) throw error;
    yield fault({ file: file.name }, error.refusal);
  }
}

function cardRecord(
  card: Card,
  file: InputFile,
  context: MapContext,
  seen: Map<string, { readonly line: number; readonly text: string }>
): ImportRecord {
  const place = { file: file.name, line: card.line };
  if (!card.properties) return fault(place, { code: `vcard/${card.refusal}` });
  const read = patientFromCard(card.properties, { today: context.today, dayFirst: false });
  if (!read.ok) return fault(place, rowRefusal(read.error));
  if (!read.value) return { ...place, resource: 'Group', sourceId: null, is: 'not-kept' };
  const { demographics, key, remarks } = read.value;
  if (key === null) return fault(place, { code: 'list/no-key' });
  const before = seen.get(key);
  const text = JSON.stringify(demographics);
  if (before && before.text !== text) return fault(place, { code: 'list/twice', line: before.line });
  if (!before) seen.set(key, { line: card.line, text });
  const patient = context.ids.patient(`card|${key}`);
  return {
    ...place,
    resource: 'Patient',
    sourceId: null,
    ...storable({ is: 'patient', patient, demographics, remarks })
  };
}

function fault(place: Place, refusal: ImportRefusal): ImportRecord {
  return { ...place, resource: 'Patient', sourceId: null, ...refused(refusal) };
}
