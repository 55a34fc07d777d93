import { err, ok, type Result } from '../result.ts';
import {
  everyItem,
  FORM_LANGUAGES,
  isQuestion,
  type Condition,
  type Form,
  type FormItem,
  type Wording
} from './form.ts';
import { isOutsideForm } from './outside-form.ts';

/** What is wrong with a definition, and at which item. */
export type FormRefusal = {
  readonly code:
    | 'form/not-a-questionnaire'
    | 'form/no-id'
    | 'form/no-version'
    | 'form/no-items'
    | 'form/too-large'
    | 'form/no-link-id'
    | 'form/duplicate-link-id'
    | 'form/unknown-type'
    | 'form/language-missing'
    | 'form/no-options'
    | 'form/duplicate-option'
    | 'form/enabled-by-nothing'
    | 'form/enabled-by-later'
    | 'form/enabled-in-a-ring'
    | 'form/bad-condition'
    | 'form/bad-bounds'
    | 'form/bad-path'
    | 'form/items-in-a-question'
    | 'form/bad-signers'
    | 'form/bad-consent'
    | 'form/bad-days'
    | 'form/bad-variant'
    | 'form/has-what-we-do-not-ask';
  /** Empty where it is the form as a whole. */
  readonly at: string;
};

export const MOST_ITEMS = 300;
/** A fact nests to twelve, and a definition is kept in one. */
const DEEPEST = 3;
export const LINK_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const FORM_ID = /^[a-z0-9][a-z0-9-]{0,63}$/;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

/** Whether a form can be asked, answered and signed at all [FORM-2]. */
export function checkForm(form: Form): Result<Form, FormRefusal> {
  const refused = wrongOfWhole(form) ?? wrongOfItems(form.items);
  return refused ? err(refused) : ok(form);
}

function wrongOfWhole(form: Form): FormRefusal | null {
  if (!FORM_ID.test(form.form) || isOutsideForm(form.form)) return { code: 'form/no-id', at: '' };
  if (!VERSION.test(form.version)) return { code: 'form/no-version', at: '' };
  if (form.items.length === 0) return { code: 'form/no-items', at: '' };
  if (everyItem(form.items).length > MOST_ITEMS || depthOf(form.items) > DEEPEST)
    return { code: 'form/too-large', at: '' };
  if (!isSaid(form.title) || (form.legal && !isSaid(form.legal))) return { code: 'form/language-missing', at: '' };
  if (form.days !== null && (!Number.isInteger(form.days) || form.days < 1)) return { code: 'form/bad-days', at: '' };
  const { variant } = form;
  const isState = (state: string): boolean => /^[A-Z]{2}$/.test(state);
  if (variant && (!FORM_ID.test(variant.of) || variant.states.length === 0 || !variant.states.every(isState)))
    return { code: 'form/bad-variant', at: '' };
  if (form.signers?.length === 0) return { code: 'form/bad-signers', at: '' };
  const decidedBy = form.consent?.decidedBy;
  const isDecided =
    decidedBy === undefined ||
    everyItem(form.items).some(({ linkId, type }) => linkId === decidedBy && type === 'boolean');
  return form.consent && (!form.signers || !isDecided) ? { code: 'form/bad-consent', at: '' } : null;
}

function wrongOfItems(items: readonly FormItem[]): FormRefusal | null {
  const inOrder = everyItem(items);
  const seen = new Map<string, FormItem>();
  for (const item of inOrder) {
    const at = item.linkId;
    if (!LINK_ID.test(at)) return { code: 'form/no-link-id', at };
    if (seen.has(at)) return { code: 'form/duplicate-link-id', at };
    const refused = wrongOfOne(item);
    if (refused) return { code: refused, at };
    seen.set(at, item);
  }
  for (const item of inOrder) {
    for (const condition of item.enableWhen ?? []) {
      const asked = seen.get(condition.question);
      if (!asked || !isQuestion(asked)) return { code: 'form/enabled-by-nothing', at: item.linkId };
      if (!isAnswerable(asked, condition)) return { code: 'form/bad-condition', at: item.linkId };
    }
  }
  return ringIn(inOrder) ?? laterIn(inOrder);
}

function wrongOfOne(item: FormItem): FormRefusal['code'] | null {
  const wordings = [item.text, ...(item.hint ? [item.hint] : []), ...(item.options ?? []).map(({ text }) => text)];
  if (!wordings.every(isSaid)) return 'form/language-missing';
  const isChoice = item.type === 'choice' || item.type === 'open-choice';
  if (isChoice !== (item.options !== undefined && item.options.length > 0)) return 'form/no-options';
  if (new Set(item.options?.map(({ code }) => code)).size !== (item.options?.length ?? 0))
    return 'form/duplicate-option';
  if (item.type !== 'group' && item.items) return 'form/items-in-a-question';
  if (item.min !== undefined && item.max !== undefined && item.min > item.max) return 'form/bad-bounds';
  if (item.maxLength !== undefined && (item.maxLength < 1 || item.maxLength > MOST_CHARACTERS))
    return 'form/bad-bounds';
  if (item.agree && item.type !== 'boolean') return 'form/bad-bounds';
  const isAsked = isQuestion(item);
  return !isAsked && (item.initialFrom ?? item.harvestTo ?? item.required) ? 'form/bad-path' : null;
}

/** Of a text answer; a fact's texts may have five times as many. */
export const MOST_CHARACTERS = 4_000;

const isSaid = (wording: Wording): boolean =>
  FORM_LANGUAGES.every((language) => typeof wording[language] === 'string' && wording[language].trim() !== '');

const depthOf = (items: readonly FormItem[]): number =>
  items.length === 0 ? 0 : 1 + Math.max(...items.map((item) => depthOf(item.items ?? [])));

/** Whether an answer of that question can be what the condition asks for. */
function isAnswerable(asked: FormItem, { operator, answer }: Condition): boolean {
  if (operator === 'exists') return typeof answer === 'boolean';
  switch (asked.type) {
    case 'boolean':
      return typeof answer === 'boolean' && (operator === '=' || operator === '!=');
    case 'decimal':
    case 'integer':
      return typeof answer === 'number';
    case 'date':
      return typeof answer === 'string';
    case 'choice':
    case 'open-choice':
      return (
        typeof answer === 'object' &&
        'code' in answer &&
        (operator === '=' || operator === '!=') &&
        (asked.options ?? []).some(({ code }) => code === answer.code)
      );
    default:
      return typeof answer === 'string' && (operator === '=' || operator === '!=');
  }
}

/** A question that is asked because of itself, over however many others. */
function ringIn(inOrder: readonly FormItem[]): FormRefusal | null {
  const needs = new Map<string, string[]>();
  const within = (items: readonly FormItem[], above: readonly string[]): void => {
    for (const item of items) {
      needs.set(item.linkId, [...above, ...(item.enableWhen ?? []).map(({ question }) => question)]);
      within(item.items ?? [], [item.linkId]);
    }
  };
  within(
    inOrder.filter((item) => !inOrder.some((group) => group.items?.includes(item))),
    []
  );
  const done = new Set<string>();
  const open = new Set<string>();
  const visit = (linkId: string): boolean => {
    if (open.has(linkId)) return true;
    if (done.has(linkId)) return false;
    open.add(linkId);
    const isRing = (needs.get(linkId) ?? []).some(visit);
    open.delete(linkId);
    done.add(linkId);
    return isRing;
  };
  const found = inOrder.find(({ linkId }) => visit(linkId));
  return found ? { code: 'form/enabled-in-a-ring', at: found.linkId } : null;
}

/** Nothing that was read already appears or goes because of an answer below it. */
function laterIn(inOrder: readonly FormItem[]): FormRefusal | null {
  const place = new Map(inOrder.map(({ linkId }, index) => [linkId, index]));
  const found = inOrder.find(({ linkId, enableWhen = [] }) =>
    enableWhen.some(({ question }) => (place.get(question) ?? 0) > (place.get(linkId) ?? 0))
  );
  return found ? { code: 'form/enabled-by-later', at: found.linkId } : null;
}
