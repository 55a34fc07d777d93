import { FHIR_FORM } from '#domain/export/fhir-forms.ts';
import { standingOf } from '#domain/forms/answers.ts';
import { everyItem, FORM_LANGUAGES, isQuestion, type Answers, type AnswerValue, type Form, type FormItem, type LinkId } from '#domain/forms/form.ts'; // prettier-ignore
import { renderedText } from '#domain/forms/rendered.ts';
import { answersToSign, type SignedForm } from '#domain/forms/signature.ts';
import { cleanText } from '#domain/text.ts';
import type { Instant } from '#domain/time.ts';
import { isObject, type JsonObject } from '../parse-json.ts';
import type { MapContext } from '../records.ts';
import { instantFrom } from './dates.ts';
import { objectIn, objectsIn, textOf } from './plain.ts';

/** A form as another system has it filled in. */
export interface ResponseSaid extends Pick<SignedForm, 'form' | 'version' | 'language' | 'answers' | 'text'> {
  readonly authored: Instant;
}

/**
 * A FHIR R4 QuestionnaireResponse as one of this practice's forms, filled in [IMP-37]. Null where it is to another questionnaire, is not completed, says when in no way that can be read, or
 * answers what the form does not ask so: kept as it came. A signature does not come with it: what was signed stays where it was signed.
 */
export function responseFrom(resource: JsonObject, context: MapContext): ResponseSaid | null {
  const [url = '', version = ''] = textOf(resource['questionnaire']).split('|');
  const form = url.startsWith(FHIR_FORM) ? context.forms?.get(url.slice(FHIR_FORM.length)) : undefined;
  const given = textOf(resource['authored']);
  const authored = given === '' ? null : instantFrom(given, context.zone);
  const isDone = resource['status'] === 'completed' || resource['status'] === 'amended';
  if (!form || authored === null || !isDone || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(version)) return null;
  const answers = answersIn(form, resource);
  if (!answers) return null;
  const { enabled, refused } = standingOf(form, answers, context.today);
  // What is missing was not asked then; what is of another kind is not an answer.
  if ([...refused.values()].some(({ code }) => code !== 'answer/missing' && code !== 'answer/not-agreed')) return null;
  const language = FORM_LANGUAGES.find((one) => one === textOf(resource['language'])) ?? 'en';
  return {
    ...{ form: form.form, version, language, authored },
    answers: answersToSign(form, answers),
    text: renderedText(form, answers, enabled, language)
  };
}

/** Null where something is answered that the form does not ask, or twice. */
function answersIn(form: Form, resource: JsonObject): Answers | null {
  const asked = new Map(everyItem(form.items).map((item) => [item.linkId, item]));
  const answers = new Map<LinkId, readonly AnswerValue[]>();
  const within = (value: unknown, depth: number): boolean =>
    value === undefined ||
    (depth < 5 &&
      Array.isArray(value) &&
      (value as unknown[]).every((each) => {
        if (!isObject(each)) return false;
        const item = asked.get(textOf(each['linkId']));
        if (!item || answers.has(item.linkId)) return false;
        const values = isQuestion(item) ? objectsIn(each['answer']).map((answer) => valueOf(item, answer)) : [];
        if (values.some((one) => one === null)) return false;
        if (values.length > 0) answers.set(item.linkId, values as AnswerValue[]); // none is null
        return within(each['item'], depth + 1);
      }));
  return within(resource['item'], 0) ? answers : null;
}

function valueOf(item: FormItem, answer: JsonObject): AnswerValue | null {
  for (const key of ['valueBoolean', 'valueDecimal', 'valueInteger', 'valueDate', 'valueString'] as const) {
    const value = answer[key];
    if (typeof value === 'boolean' || typeof value === 'number') return value;
    if (typeof value !== 'string') continue;
    const text = cleanText(value);
    return item.type === 'open-choice' ? { other: text } : text;
  }
  const code = textOf(objectIn(answer['valueCoding'])['code']);
  return code === '' ? null : { code };
}
