import type { Condition, Form, FormItem, FormOption, Wording } from './form.ts';
import { EXTENSIONS, OURS } from './read-form.ts';

type Json = Readonly<Record<string, unknown>>;

/** A form as a FHIR R4 Questionnaire, which `readForm` reads back as the same form [FORM-2]. */
export function questionnaireOf(form: Form): Json {
  const { consent, signers = [], legal, variant, days } = form;
  const extension: Json[] = [
    ...(legal ? [{ url: `${OURS}legal`, ...worded('valueString', legal) }] : []),
    ...signers.map((signer) => ({ url: `${OURS}signer`, valueCode: signer })),
    ...(days === null ? [] : [{ url: `${OURS}days`, valueInteger: days }]),
    ...(consent
      ? [
          {
            url: `${OURS}consent`,
            extension: [
              { url: 'code', valueCode: consent.code },
              ...(consent.line ? [{ url: 'line', valueCode: consent.line }] : []),
              ...(consent.decidedBy ? [{ url: 'decidedBy', valueString: consent.decidedBy }] : []),
              { url: 'mayRefuse', valueBoolean: consent.mayRefuse }
            ]
          }
        ]
      : []),
    ...(variant
      ? [
          {
            url: `${OURS}variant`,
            extension: [
              { url: 'of', valueCode: variant.of },
              ...variant.states.map((state) => ({ url: 'state', valueCode: state }))
            ]
          }
        ]
      : [])
  ];
  return {
    resourceType: 'Questionnaire',
    id: form.form,
    version: form.version,
    language: 'en',
    status: 'active',
    subjectType: ['Patient'],
    ...worded('title', form.title),
    ...(extension.length > 0 ? { extension } : {}),
    item: form.items.map(itemOf)
  };
}

function itemOf(item: FormItem): Json {
  const extension: Json[] = [
    ...(item.hint ? [{ url: `${OURS}hint`, ...worded('valueString', item.hint) }] : []),
    ...(item.min === undefined ? [] : [{ url: EXTENSIONS.MIN_VALUE, valueDecimal: item.min }]),
    ...(item.max === undefined ? [] : [{ url: EXTENSIONS.MAX_VALUE, valueDecimal: item.max }]),
    ...(item.agree ? [{ url: `${OURS}agree`, valueBoolean: true }] : []),
    ...(item.past ? [{ url: `${OURS}past`, valueBoolean: true }] : []),
    ...(item.initialFrom ? [{ url: `${OURS}initial-from`, valueCode: item.initialFrom }] : []),
    ...(item.harvestTo ? [{ url: `${OURS}harvest-to`, valueCode: item.harvestTo }] : [])
  ];
  return {
    linkId: item.linkId,
    type: item.type,
    ...worded('text', item.text),
    ...(extension.length > 0 ? { extension } : {}),
    ...(item.required ? { required: true } : {}),
    ...(item.repeats ? { repeats: true } : {}),
    ...(item.maxLength === undefined ? {} : { maxLength: item.maxLength }),
    ...(item.enableWhen ? { enableWhen: item.enableWhen.map(conditionOf) } : {}),
    ...(item.enableBehavior ? { enableBehavior: item.enableBehavior } : {}),
    ...(item.options ? { answerOption: item.options.map(optionOf) } : {}),
    ...(item.items ? { item: item.items.map(itemOf) } : {})
  };
}

function optionOf({ code, text, score }: FormOption): Json {
  const extension = score === undefined ? {} : { extension: [{ url: EXTENSIONS.ORDINAL, valueDecimal: score }] };
  return { valueCoding: { code, ...worded('display', text), ...extension } };
}

function conditionOf({ question, operator, answer }: Condition): Json {
  return { question, operator, ...answerOf(answer) };
}

function answerOf(answer: Condition['answer']): Json {
  if (typeof answer === 'boolean') return { answerBoolean: answer };
  if (typeof answer === 'number') return { answerDecimal: answer };
  if (typeof answer === 'string') return { answerString: answer };
  return 'code' in answer ? { answerCoding: { code: answer.code } } : { answerString: answer.other };
}

/** A text with its other languages beside it. */
function worded(key: string, { en, ...others }: Wording): Json {
  const extension = Object.entries(others).map(([language, text]) => ({
    url: EXTENSIONS.TRANSLATION,
    extension: [
      { url: 'lang', valueCode: language },
      { url: 'content', valueString: text }
    ]
  }));
  return { [key]: en, [`_${key}`]: { extension } };
}
