import { err, type Result } from '../result.ts';
import { CHECK_LINES, type CheckLine } from '../visit/check-in-rules.ts';
import { checkForm, LINK_ID, MOST_ITEMS, type FormRefusal } from './check-form.ts';
import {
  FORM_LANGUAGES,
  ITEM_TYPES,
  OPERATORS,
  SIGNERS,
  type AnswerValue,
  type Condition,
  type ConsentKind,
  type Form,
  type FormItem,
  type FormOption,
  type FormVariant,
  type ItemType,
  type Wording
} from './form.ts';
import { HARVEST_PATHS, type HarvestPath } from './harvest-path.ts';
import { RECORD_PATHS, type RecordPath } from './record-path.ts';

/** FHIR R4's own extension for the same text in another language. */
export const TRANSLATION = 'http://hl7.org/fhir/StructureDefinition/translation';
/** FHIR R4: what an option adds to the score. */
export const ORDINAL = 'http://hl7.org/fhir/StructureDefinition/ordinalValue';
const MIN_VALUE = 'http://hl7.org/fhir/StructureDefinition/minValue';
const MAX_VALUE = 'http://hl7.org/fhir/StructureDefinition/maxValue';
/** Ours, for what R4 has no element for. */
export const OURS = 'urn:anteroom:form:';
export const EXTENSIONS = { TRANSLATION, ORDINAL, MIN_VALUE, MAX_VALUE } as const;

type Json = Readonly<Record<string, unknown>>;

/** Something in it cannot be read; caught in `readForm` alone. */
class Unreadable extends Error {
  readonly refusal: FormRefusal;

  constructor(code: FormRefusal['code'], at: string) {
    super(code);
    this.refusal = { code, at };
  }
}

/**
 * Reads a FHIR R4 Questionnaire as a form, or says what of it is not taken [FORM-2]. What we do not ask (files, references, quantities) is refused, never left
 * out: a form that is signed says all it said. @param json parsed
 */
export function readForm(json: unknown): Result<Form, FormRefusal> {
  try {
    return checkForm(formFrom(json));
  } catch (error) {
    if (error instanceof Unreadable) return err(error.refusal);
    throw error;
  }
}

function formFrom(json: unknown): Form {
  if (!isObject(json) || json['resourceType'] !== 'Questionnaire') throw new Unreadable('form/not-a-questionnaire', '');
  const { id, version } = json;
  if (typeof id !== 'string') throw new Unreadable('form/no-id', '');
  if (typeof version !== 'string') throw new Unreadable('form/no-version', '');
  const ours = extensionsOf(json);
  const legal = ours.get(`${OURS}legal`);
  const signers = ours.all(`${OURS}signer`).map(({ valueCode }) => oneOf(SIGNERS, valueCode, 'form/bad-signers', ''));
  const days = ours.get(`${OURS}days`)?.['valueInteger'] ?? null;
  if (days !== null && typeof days !== 'number') throw new Unreadable('form/bad-days', '');
  const consent = consentFrom(ours.get(`${OURS}consent`));
  const variant = variantFrom(ours.get(`${OURS}variant`));
  return {
    form: id,
    version,
    title: wordingOf(json, 'title', ''),
    ...(legal ? { legal: wordingOf(legal, 'valueString', '') } : {}),
    items: itemsFrom(json['item'], ''),
    ...(signers.length > 0 ? { signers } : {}),
    ...(consent ? { consent } : {}),
    ...(variant ? { variant } : {}),
    days
  };
}

function variantFrom(said: Json | undefined): FormVariant | null {
  if (!said) return null;
  const parts = extensionsOf(said);
  const of = parts.get('of')?.['valueCode'];
  if (typeof of !== 'string') throw new Unreadable('form/bad-variant', '');
  return { of, states: parts.all('state').map(({ valueCode }) => (typeof valueCode === 'string' ? valueCode : '')) };
}

function consentFrom(said: Json | undefined): ConsentKind | null {
  if (!said) return null;
  const parts = extensionsOf(said);
  const code = parts.get('code')?.['valueCode'];
  const line = parts.get('line')?.['valueCode'];
  if (code !== '64292-6' && code !== '59284-0') throw new Unreadable('form/bad-consent', '');
  const mayRefuse = parts.get('mayRefuse')?.['valueBoolean'] === true;
  const decidedBy = parts.get('decidedBy')?.['valueString'];
  return {
    code,
    ...(line === undefined ? {} : { line: oneOf<CheckLine>(CHECK_LINES, line, 'form/bad-consent', '') }),
    ...(typeof decidedBy === 'string' ? { decidedBy } : {}),
    mayRefuse
  };
}

function itemsFrom(json: unknown, within: string): readonly FormItem[] {
  if (json === undefined) return [];
  if (!Array.isArray(json) || json.length > MOST_ITEMS) throw new Unreadable('form/too-large', within);
  return json.map((item: unknown) => itemFrom(item, within));
}

const REFUSED_KEYS = ['answerValueSet', 'definition', 'initial', 'readOnly'] as const;

function itemFrom(json: unknown, within: string): FormItem {
  if (!isObject(json)) throw new Unreadable('form/no-link-id', within);
  const { linkId, type, required, repeats, enableBehavior, maxLength, item } = json;
  if (typeof linkId !== 'string' || !LINK_ID.test(linkId)) throw new Unreadable('form/no-link-id', within);
  const at = linkId;
  if (REFUSED_KEYS.some((key) => json[key] !== undefined)) throw new Unreadable('form/has-what-we-do-not-ask', at);
  const ours = extensionsOf(json);
  const hint = ours.get(`${OURS}hint`);
  const min = ours.get(MIN_VALUE)?.['valueDecimal'];
  const max = ours.get(MAX_VALUE)?.['valueDecimal'];
  const initialFrom = ours.get(`${OURS}initial-from`)?.['valueCode'];
  const harvestTo = ours.get(`${OURS}harvest-to`)?.['valueCode'];
  const items = itemsFrom(item, at);
  const options = optionsFrom(json['answerOption'], at);
  const enableWhen = conditionsFrom(json['enableWhen'], at);
  return {
    linkId,
    type: oneOf<ItemType>(ITEM_TYPES, type, 'form/unknown-type', at),
    text: wordingOf(json, 'text', at),
    ...(hint ? { hint: wordingOf(hint, 'valueString', at) } : {}),
    ...(required === true ? { required } : {}),
    ...(repeats === true ? { repeats } : {}),
    ...(enableWhen.length > 0 ? { enableWhen } : {}),
    ...(enableBehavior === 'any' || enableBehavior === 'all' ? { enableBehavior } : {}),
    ...(options.length > 0 ? { options } : {}),
    ...(maxLength === undefined ? {} : { maxLength: numberIn(maxLength, at) }),
    ...(min === undefined ? {} : { min: numberIn(min, at) }),
    ...(max === undefined ? {} : { max: numberIn(max, at) }),
    ...(ours.get(`${OURS}agree`)?.['valueBoolean'] === true ? { agree: true } : {}),
    ...(ours.get(`${OURS}past`)?.['valueBoolean'] === true ? { past: true } : {}),
    ...(initialFrom === undefined
      ? {}
      : { initialFrom: oneOf<RecordPath>(RECORD_PATHS, initialFrom, 'form/bad-path', at) }),
    ...(harvestTo === undefined
      ? {}
      : { harvestTo: oneOf<HarvestPath>(HARVEST_PATHS, harvestTo, 'form/bad-path', at) }),
    ...(items.length > 0 ? { items } : {})
  };
}

function optionsFrom(json: unknown, at: string): readonly FormOption[] {
  if (json === undefined) return [];
  if (!Array.isArray(json) || json.length > MOST_ITEMS) throw new Unreadable('form/no-options', at);
  return json.map((option: unknown): FormOption => {
    const coding = isObject(option) ? option['valueCoding'] : undefined;
    if (!isObject(coding) || typeof coding['code'] !== 'string' || !LINK_ID.test(coding['code']))
      throw new Unreadable('form/no-options', at);
    const score = extensionsOf(coding).get(ORDINAL)?.['valueDecimal'];
    return {
      code: coding['code'],
      text: wordingOf(coding, 'display', at),
      ...(score === undefined ? {} : { score: numberIn(score, at) })
    };
  });
}

function conditionsFrom(json: unknown, at: string): readonly Condition[] {
  if (json === undefined) return [];
  if (!Array.isArray(json)) throw new Unreadable('form/bad-condition', at);
  return json.map((one: unknown): Condition => {
    if (!isObject(one) || typeof one['question'] !== 'string') throw new Unreadable('form/bad-condition', at);
    const operator = oneOf(OPERATORS, one['operator'], 'form/bad-condition', at);
    return { question: one['question'], operator, answer: answerFrom(one, at) };
  });
}

function answerFrom(one: Json, at: string): AnswerValue {
  for (const key of ['answerBoolean', 'answerDecimal', 'answerInteger', 'answerDate', 'answerString']) {
    const value = one[key];
    if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  }
  const coding = one['answerCoding'];
  if (isObject(coding) && typeof coding['code'] === 'string') return { code: coding['code'] };
  throw new Unreadable('form/bad-condition', at);
}

/** A text with its translations, which lie beside it under `_key`. */
function wordingOf(json: Json, key: string, at: string): Wording {
  const own = json[key];
  const beside = json[`_${key}`];
  const said = new Map<unknown, unknown>([['en', own]]);
  for (const one of extensionsOf(isObject(beside) ? beside : {}).all(TRANSLATION)) {
    const parts = extensionsOf(one);
    said.set(parts.get('lang')?.['valueCode'], parts.get('content')?.['valueString']);
  }
  const texts = FORM_LANGUAGES.map((language) => {
    const text = said.get(language);
    if (typeof text !== 'string') throw new Unreadable('form/language-missing', at);
    return [language, text];
  });
  return Object.fromEntries(texts) as unknown as Wording; // a text in each language
}

/** The extensions of one element, by address. */
function extensionsOf(json: Json) {
  const list = Array.isArray(json['extension']) ? json['extension'].filter(isObject) : [];
  const all = (url: string): readonly Json[] => list.filter((one) => one['url'] === url);
  return { all, get: (url: string): Json | undefined => all(url)[0] };
}

function oneOf<T extends string>(known: readonly T[], value: unknown, code: FormRefusal['code'], at: string): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new Unreadable(code, at);
  return found;
}

function numberIn(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Unreadable('form/bad-bounds', at);
  return value;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
