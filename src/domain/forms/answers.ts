import { isLocalDate, type LocalDate } from '../time.ts';
import { MOST_CHARACTERS } from './check-form.ts';
import {
  everyItem,
  isQuestion,
  type Answers,
  type AnswerValue,
  type Condition,
  type Form,
  type FormItem,
  type LinkId
} from './form.ts';

/** Why an answer is not one, or is missing. */
export type AnswerRefusal =
  | { readonly code: 'answer/missing' }
  | { readonly code: 'answer/not-agreed' }
  | { readonly code: 'answer/not-that-kind' }
  | { readonly code: 'answer/not-a-choice' }
  | { readonly code: 'answer/only-one' }
  | { readonly code: 'answer/too-many'; readonly most: number }
  | { readonly code: 'answer/too-long'; readonly most: number }
  | { readonly code: 'answer/out-of-range'; readonly min: number | null; readonly max: number | null }
  | { readonly code: 'answer/not-a-whole-number' }
  | { readonly code: 'answer/not-an-email' }
  | { readonly code: 'answer/no-such-day' }
  | { readonly code: 'answer/day-ahead' };

/** How a form stands with what was answered so far. */
export interface Standing {
  /** What is asked or shown now; what depends on another answer comes and goes [FORM-3]. */
  readonly enabled: ReadonlySet<LinkId>;
  /** By question: what of its answer is not right, or that it is missing. */
  readonly refused: ReadonlyMap<LinkId, AnswerRefusal>;
  /** Enabled questions with a right answer, of those that are asked. A section that asks nothing is done. */
  readonly answered: number;
  readonly asked: number;
  /** The sum of what the chosen options add; null where none adds anything. */
  readonly score: number | null;
}

/** Of one question: a list of medicines may be long. */
export const MOST_ANSWERS = 50;
/** An address as far as a person can mistype it. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const USUAL_LENGTH = { string: 200, text: 2_000 } as const;

/** Works a form out from its answers alone: the same on every device [FORM-3]. @param today a day that lies behind is one before or on it */
export function standingOf(form: Form, answers: Answers, today: LocalDate): Standing {
  const enabled = enabledBy(form, answers);
  const refused = new Map<LinkId, AnswerRefusal>();
  let [answered, asked] = [0, 0];
  let score: number | null = null;
  for (const item of everyItem(form.items)) {
    if (!enabled.has(item.linkId) || !isQuestion(item)) continue;
    asked++;
    const given = answers.get(item.linkId) ?? [];
    const refusal = given.length === 0 ? missing(item) : wrongIn(item, given, today);
    if (refusal) refused.set(item.linkId, refusal);
    else if (given.length > 0) answered++;
    for (const option of item.options ?? []) {
      if (option.score === undefined || !given.some((value) => isCode(value, option.code))) continue;
      score = (score ?? 0) + option.score;
    }
  }
  return { enabled, refused, answered, asked, score };
}

/** 0 to 100: of all that is asked now, how much is answered. */
export function progressOf({ answered, asked }: Pick<Standing, 'answered' | 'asked'>): number {
  return asked === 0 ? 100 : Math.floor((answered / asked) * 100);
}

/** What is asked or shown, in the form's order: what depends on something comes after it [FORM-2]. */
export function enabledBy(form: Form, answers: Answers): ReadonlySet<LinkId> {
  const enabled = new Set<LinkId>();
  const within = (items: readonly FormItem[]): void => {
    for (const item of items) {
      const conditions = item.enableWhen ?? [];
      // What is not asked any more does not keep anything else open, whatever was answered before.
      const hold = (one: Condition): boolean =>
        holds(one, enabled.has(one.question) ? (answers.get(one.question) ?? []) : []);
      const isOpen =
        conditions.length === 0 || (item.enableBehavior === 'any' ? conditions.some(hold) : conditions.every(hold));
      if (!isOpen) continue;
      enabled.add(item.linkId);
      within(item.items ?? []);
    }
  };
  within(form.items);
  return enabled;
}

function holds({ operator, answer }: Condition, given: readonly AnswerValue[]): boolean {
  if (operator === 'exists') return given.length > 0 === answer;
  if (operator === '!=') return given.length > 0 && !given.some((value) => isSame(value, answer));
  if (operator === '=') return given.some((value) => isSame(value, answer));
  return given.some((value) => compares(value, operator, answer));
}

function compares(value: AnswerValue, operator: '>' | '<' | '>=' | '<=', answer: AnswerValue): boolean {
  const isNumbers = typeof value === 'number' && typeof answer === 'number';
  const isTexts = typeof value === 'string' && typeof answer === 'string';
  if (!isNumbers && !isTexts) return false;
  switch (operator) {
    case '>':
      return value > answer;
    case '<':
      return value < answer;
    case '>=':
      return value >= answer;
    case '<=':
      return value <= answer;
  }
}

/** Whether two answers say the same. */
export function isSame(a: AnswerValue, b: AnswerValue): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  if ('code' in a) return 'code' in b && a.code === b.code;
  return 'other' in b && a.other === b.other;
}

/** Whether two lists of answers say the same, in the same order. */
export function areSame(a: readonly AnswerValue[], b: readonly AnswerValue[]): boolean {
  return a.length === b.length && a.every((value, i) => b[i] !== undefined && isSame(value, b[i]));
}

const isCode = (value: AnswerValue, code: string): boolean => isSame(value, { code });

/** A question that needs an answer. */
function missing(item: FormItem): AnswerRefusal | null {
  if (item.agree) return { code: 'answer/not-agreed' };
  return item.required ? { code: 'answer/missing' } : null;
}

function wrongIn(item: FormItem, given: readonly AnswerValue[], today: LocalDate): AnswerRefusal | null {
  if (given.length > 1 && !item.repeats) return { code: 'answer/only-one' };
  if (given.length > MOST_ANSWERS) return { code: 'answer/too-many', most: MOST_ANSWERS };
  for (const value of given) {
    const refusal = wrongOf(item, value, today);
    if (refusal) return refusal;
  }
  return null;
}

function wrongOf(item: FormItem, value: AnswerValue, today: LocalDate): AnswerRefusal | null {
  switch (item.type) {
    case 'boolean':
      if (typeof value !== 'boolean') return { code: 'answer/not-that-kind' };
      return item.agree && !value ? { code: 'answer/not-agreed' } : null;
    case 'decimal':
    case 'integer':
      return wrongNumber(item, value);
    case 'date':
      return wrongDay(item, value, today);
    case 'string':
    case 'text':
      return typeof value === 'string' ? wrongText(item, value) : { code: 'answer/not-that-kind' };
    case 'choice':
    case 'open-choice':
      if (typeof value !== 'object') return { code: 'answer/not-that-kind' };
      if ('other' in value)
        return item.type === 'open-choice' ? wrongText(item, value.other) : { code: 'answer/not-a-choice' };
      return (item.options ?? []).some(({ code }) => code === value.code) ? null : { code: 'answer/not-a-choice' };
    default:
      return { code: 'answer/not-that-kind' };
  }
}

function wrongText(item: FormItem, text: string): AnswerRefusal | null {
  if (text.trim() === '') return { code: 'answer/missing' };
  const most = Math.min(item.maxLength ?? USUAL_LENGTH[item.type === 'text' ? 'text' : 'string'], MOST_CHARACTERS);
  if (text.length > most) return { code: 'answer/too-long', most };
  const isEmail = item.initialFrom === 'email' || item.harvestTo === 'email';
  return isEmail && !EMAIL.test(text) ? { code: 'answer/not-an-email' } : null;
}

function wrongNumber({ type, min, max }: FormItem, value: AnswerValue): AnswerRefusal | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { code: 'answer/not-that-kind' };
  if (type === 'integer' && !Number.isInteger(value)) return { code: 'answer/not-a-whole-number' };
  // Without bounds of its own a number still is one that somebody counts or measures.
  const isWithin = value >= (min ?? -1_000_000_000) && value <= (max ?? 1_000_000_000);
  return isWithin ? null : { code: 'answer/out-of-range', min: min ?? null, max: max ?? null };
}

function wrongDay({ past }: FormItem, value: AnswerValue, today: LocalDate): AnswerRefusal | null {
  if (typeof value !== 'string') return { code: 'answer/not-that-kind' };
  if (!isLocalDate(value) || value < '1880') return { code: 'answer/no-such-day' };
  return past && value > today ? { code: 'answer/day-ahead' } : null;
}
