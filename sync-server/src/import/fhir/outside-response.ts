import { FORM_LANGUAGES } from '#domain/forms/form.ts';
import { outsideForm } from '#domain/forms/outside-form.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { IMPORTER } from '../import-port.ts';
import { isObject, type JsonObject } from '../parse-json.ts';
import type { MapContext } from '../records.ts';
import { instantFrom } from './dates.ts';
import { codesOf, objectIn, objectsIn, textOf } from './plain.ts';
import type { ResponseSaid } from './questionnaire-response.ts';

/** Lines of one response, and characters of all of them: more is kept as it came, and read by nobody here. */
const MOST_LINES = 500;
const MOST_CHARACTERS = 40_000;
/** FHIR R4: what an address is called by people. */
const DISPLAY = 'http://hl7.org/fhir/StructureDefinition/display';

/**
 * A FHIR R4 QuestionnaireResponse to somebody else's questionnaire, as its questions and answers in words, line by line [IMP-43]. Nothing is understood of it: no score, no field of a record. Null where it is
 * not completed, says when in no way that can be read, answers nothing, or cannot be kept as text.
 */
export function outsideResponseFrom(resource: JsonObject, context: MapContext): ResponseSaid | null {
  const given = textOf(resource['authored']);
  const authored = given === '' ? null : instantFrom(given, context.zone);
  const isDone = resource['status'] === 'completed' || resource['status'] === 'amended';
  if (authored === null || !isDone) return null;
  const lines: string[] = [];
  const answered = linesOf(resource['item'], lines, 0);
  if (answered === 0 || lines.length > MOST_LINES || lines.join('').length > MOST_CHARACTERS) return null;
  const [url = ''] = textOf(resource['questionnaire']).split('|');
  const language = FORM_LANGUAGES.find((one) => textOf(resource['language']).startsWith(one)) ?? 'en';
  const said: ResponseSaid = {
    // Without an address it is like no other.
    ...{ form: outsideForm(url || `#${textOf(resource['id'])}`), version: '1', language, authored },
    ...{ answers: [], text: [titleOf(resource, url), ...lines] }
  };
  const of = { ...said, case: 'case', patient: 'patient', hand: 'patient' };
  return checkFact({ kind: 'form/submitted', of, at: 0, by: IMPORTER }).ok ? said : null;
}

/** What the questionnaire is called, as far as the response says it; else the last part of its address. */
function titleOf(resource: JsonObject, url: string): string {
  const beside = objectsIn(objectIn(resource['_questionnaire'])['extension']);
  const display = beside.find((one) => one['url'] === DISPLAY);
  const contained = objectsIn(resource['contained']).find((one) => url === `#${textOf(one['id'])}`);
  const last = url.split(/[/:#]/).findLast((part) => part !== '');
  return textOf(display?.['valueString']) || textOf(contained?.['title']) || last || 'Questionnaire';
}

/** @returns how many questions have an answer. What lies deeper than a form of ours is passed over as it stands: it is in what is kept as it came */
function linesOf(items: unknown, lines: string[], depth: number): number {
  if (depth > 8) return 0;
  let answered = 0;
  for (const item of objectsIn(items)) {
    const question = textOf(item['text']) || textOf(item['linkId']);
    const answers = objectsIn(item['answer']);
    const said = answers.map(wordsOf).filter((text) => text !== '');
    if (said.length > 0) answered++;
    if (question !== '' || said.length > 0)
      lines.push([question, ...(said.length > 0 ? [said.join('; ')] : [])].join(' — '));
    answered += linesOf(item['item'], lines, depth + 1);
    for (const answer of answers) answered += linesOf(answer['item'], lines, depth + 1);
  }
  return answered;
}

/** One answer in words, of whichever of FHIR's kinds; empty for none. */
function wordsOf(answer: JsonObject): string {
  const [, value] = Object.entries(answer).find(([key]) => /^value[A-Z]/.test(key)) ?? [];
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return String(value);
  if (!isObject(value)) return textOf(value);
  const amount = value['value'];
  if (typeof amount === 'number')
    return [String(amount), textOf(value['unit']) || textOf(value['code'])].join(' ').trim();
  const [code = ''] = codesOf(value);
  return (
    ['display', 'text', 'title', 'url', 'reference', 'code'].map((key) => textOf(value[key])).find(Boolean) ?? code
  );
}
