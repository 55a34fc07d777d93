import { isSame, standingOf } from '#domain/forms/answers.ts';
import type { FormAsked, KioskManner } from '#domain/forms/asked-forms.ts';
import type { Answers, AnswerValue, Form, FormItem, FormLanguage, LinkId } from '#domain/forms/form.ts';
import type { FormTold } from '#domain/forms/kiosk-told.ts';
import { renderedText } from '#domain/forms/rendered.ts';
import { answersToSign, type Relationship } from '#domain/forms/signature.ts';
import { hasCardNumber } from '#domain/money/card-guard.ts';
import { cleanLine, cleanText, LONGEST_NAME } from '#domain/text.ts';
import { isLocalDate, type LocalDate } from '#domain/time.ts';
import type { KioskSession } from './kiosk-state.ts';

/** One form that is shown at this kiosk, in the practice's words. */
export interface FormAtKiosk extends Pick<FormAsked, 'since'> {
  readonly form: Form;
  readonly manner: Exclude<KioskManner, 'not'>;
}

/** What a page of a form asks; a question by its linkId. */
export type FormPage =
  | { readonly kind: 'changed' | 'text' | 'signer' | 'name' | 'sign' | 'refuse' }
  /** `heading`: of the group it is in. `other`: what the choices do not have is typed. */
  | { readonly kind: 'question' | 'other'; readonly item: FormItem; readonly heading: FormItem | null };

export type FormProblem = 'form-missing' | 'form-wrong' | 'form-date' | 'form-name' | 'form-sign' | 'card-number';

/** Where somebody is in one form, and what they said so far: in memory alone [KIO-9]. */
export interface FormFilling {
  readonly at: number;
  readonly answers: Answers;
  /** What stands in the field of the page. */
  readonly typed: string;
  /** They would not sign, and are asked why; or type what the choices do not have. */
  readonly aside: 'refuse' | 'other' | null;
  /** Since the last time: null until that was answered. */
  readonly isChanged: boolean | null;
  readonly relationship: Relationship | null;
  readonly signer: string;
  readonly problem: FormProblem | null;
}

export type FormEvent =
  | { readonly do: 'changed'; readonly is: boolean }
  | { readonly do: 'choose'; readonly value: AnswerValue }
  | { readonly do: 'toggle'; readonly code: string }
  | { readonly do: 'typed'; readonly text: string }
  | { readonly do: 'other' }
  | { readonly do: 'next' }
  | { readonly do: 'skip' }
  | { readonly do: 'back' }
  | { readonly do: 'signer'; readonly relationship: Relationship }
  | { readonly do: 'unsigned' }
  | { readonly do: 'refuse' };

/** What an event makes of a form: the next page, the way out before its first, or that all its pages are done. */
export type FormStepped =
  { readonly to: 'page' | 'done'; readonly filling: FormFilling } | { readonly to: 'before' | 'desk' | 'unchanged' };

export const BLANK: FormFilling = {
  ...{ at: 0, answers: new Map(), typed: '', aside: null, isChanged: null },
  ...{ relationship: null, signer: '', problem: null }
};

/** The pages of a form as far as they are known by now, one question each [FORM-20]. */
export function pagesOf({ form, since, manner }: FormAtKiosk, filling: FormFilling, today: LocalDate): FormPage[] {
  const pages: FormPage[] = since === null ? [] : [{ kind: 'changed' }];
  if (since !== null && (manner === 'changes' || filling.isChanged !== true)) return pages;
  if (form.legal) pages.push({ kind: 'text' });
  const { enabled } = standingOf(form, filling.answers, today);
  const within = (items: readonly FormItem[], heading: FormItem | null): void => {
    for (const item of items) {
      if (!enabled.has(item.linkId)) continue;
      if (item.type === 'group') within(item.items ?? [], item);
      else pages.push({ kind: 'question', item, heading });
    }
  };
  within(form.items, null);
  if (form.signers) pages.push({ kind: 'signer' }, { kind: 'name' }, { kind: 'sign' });
  return pages;
}

/** The page in hand. */
export function pageOf(asked: FormAtKiosk, filling: FormFilling, today: LocalDate): FormPage | null {
  const page = pagesOf(asked, filling, today)[filling.at] ?? null;
  if (filling.aside === 'refuse') return { kind: 'refuse' };
  return filling.aside === 'other' && page?.kind === 'question' ? { ...page, kind: 'other' } : page;
}

/** Names the page in hand: each is a page of its own on the screen. */
export function formPageKey(
  { forms, formAt, fillings }: Pick<KioskSession, 'forms' | 'formAt' | 'fillings'>,
  today: LocalDate
): string {
  const asked = forms[formAt];
  const page = asked && pageOf(asked, fillings[formAt] ?? BLANK, today);
  return `${formAt} ${page?.kind} ${page && 'item' in page ? page.item.linkId : ''}`;
}

/** A form after one event. An event that has no place on the page changes nothing. */
export function formAfter(asked: FormAtKiosk, filling: FormFilling, event: FormEvent, today: LocalDate): FormStepped {
  const page = pageOf(asked, filling, today);
  const stay = (change: Partial<FormFilling>): FormStepped => ({ to: 'page', filling: { ...filling, ...change } });
  const item = page?.kind === 'question' || page?.kind === 'other' ? page.item : null;
  switch (event.do) {
    case 'back':
      return goneBack(asked, filling, today);
    case 'changed':
      if (page?.kind !== 'changed') return stay({});
      if (!event.is) return { to: 'unchanged' };
      return asked.manner === 'changes' ? { to: 'desk' } : onward(asked, { ...filling, isChanged: true }, today);
    case 'choose':
      return item ? onward(asked, withValues(filling, item, [event.value]), today) : stay({});
    case 'toggle':
      return item ? { to: 'page', filling: withValues(filling, item, toggled(filling, item, event.code)) } : stay({});
    case 'typed':
      return stay(event.text.length > longestOf(page) ? {} : { typed: event.text, problem: null });
    case 'other':
      return item?.type === 'open-choice' ? stay({ aside: 'other', typed: otherIn(filling, item) }) : stay({});
    case 'signer':
      if (page?.kind !== 'signer') return stay({});
      return onward(asked, { ...filling, relationship: event.relationship }, today);
    case 'skip':
      return item && !item.required && !item.agree ? onward(asked, withValues(filling, item, []), today) : stay({});
    case 'unsigned':
      return stay({ problem: 'form-sign' });
    case 'refuse':
      return asked.form.consent?.mayRefuse ? stay({ aside: 'refuse', problem: null }) : stay({});
    case 'next':
      return answered(asked, filling, page, today);
  }
}

/** What stands in the field when a page comes. */
function arriving(asked: FormAtKiosk, filling: FormFilling, today: LocalDate): FormFilling {
  const page = pagesOf(asked, filling, today)[filling.at];
  const typed =
    page?.kind === 'name'
      ? filling.signer
      : page?.kind === 'question' && isTyped(page.item)
        ? typedText(page.item, filling.answers.get(page.item.linkId)?.[0])
        : '';
  return { ...filling, typed, aside: null, problem: null };
}

function onward(asked: FormAtKiosk, filling: FormFilling, today: LocalDate): FormStepped {
  const next = { ...filling, at: filling.at + 1 };
  const isAsked = (page: FormPage | undefined): boolean => page?.kind === 'question';
  // What an answer opened on the way back is asked before the end.
  if (!isAsked(pagesOf(asked, next, today)[next.at]) && isAsked(pagesOf(asked, filling, today)[filling.at])) {
    const wrong = firstWrong(asked, next, today);
    if (wrong !== null) return { to: 'page', filling: arriving(asked, { ...next, at: wrong }, today) };
  }
  return next.at >= pagesOf(asked, next, today).length
    ? { to: 'done', filling }
    : { to: 'page', filling: arriving(asked, next, today) };
}

function goneBack(asked: FormAtKiosk, filling: FormFilling, today: LocalDate): FormStepped {
  if (filling.aside) return { to: 'page', filling: arriving(asked, filling, today) };
  if (filling.at === 0) return { to: 'before' };
  return { to: 'page', filling: arriving(asked, { ...filling, at: filling.at - 1 }, today) };
}

function answered(asked: FormAtKiosk, filling: FormFilling, page: FormPage | null, today: LocalDate): FormStepped {
  const wrong = (problem: FormProblem): FormStepped => ({ to: 'page', filling: { ...filling, problem } });
  if (!page || page.kind === 'sign' || page.kind === 'changed' || page.kind === 'refuse') return wrong('form-sign');
  if (page.kind === 'text') return onward(asked, filling, today);
  if (page.kind === 'signer') return wrong('form-missing');
  if (hasCardNumber(filling.typed)) return wrong('card-number');
  if (page.kind === 'name') {
    const signer = cleanLine(filling.typed);
    return signer === '' ? wrong('form-name') : onward(asked, { ...filling, signer }, today);
  }
  if (!('item' in page)) return wrong('form-missing');
  const { item } = page;
  if (item.type === 'display') return onward(asked, filling, today);
  const said = isTyped(item) || page.kind === 'other' ? withTyped(filling, page.kind, item) : filling;
  if (said === null) return wrong('form-date');
  const refusal = standingOf(asked.form, said.answers, today).refused.get(item.linkId);
  if (refusal) return wrong(refusal.code === 'answer/missing' ? 'form-missing' : 'form-wrong');
  return onward(asked, said, today);
}

/** Null for a day that is none. */
function withTyped(filling: FormFilling, kind: FormPage['kind'], item: FormItem): FormFilling | null {
  const text = cleanText(filling.typed);
  if (kind === 'other') {
    const codes = (filling.answers.get(item.linkId) ?? []).filter((one) => typeof one === 'object' && 'code' in one);
    const other = text === '' ? [] : [{ other: cleanLine(text) }];
    return withValues(filling, item, [...(item.repeats ? codes : []), ...other]);
  }
  if (text === '') return withValues(filling, item, []);
  if (item.type === 'date') {
    const day = dayFrom(text);
    return day === null ? null : withValues(filling, item, [day]);
  }
  if (item.type !== 'integer' && item.type !== 'decimal') return withValues(filling, item, [text]);
  const number = Number(text.replace(',', '.'));
  return withValues(filling, item, [Number.isFinite(number) ? number : text]);
}

/** `03092024` or `03/09/2024` as a day; null for one that does not exist. */
export function dayFrom(typed: string): LocalDate | null {
  const [, month, day, year] = /^(\d{2})(\d{2})(\d{4})$/.exec(typed.replace(/\D/g, '')) ?? [];
  const date = `${year}-${month}-${day}`;
  return year !== undefined && isLocalDate(date) ? date : null;
}

/** Whether a question is answered by typing. */
export function isTyped({ type, options }: FormItem): boolean {
  return !options && type !== 'boolean' && type !== 'display' && type !== 'group';
}

function typedText({ type }: FormItem, value: AnswerValue | undefined): string {
  if (value === undefined || typeof value === 'object') return '';
  if (type !== 'date' || typeof value !== 'string') return String(value);
  const [year, month, day] = value.split('-');
  return `${month}${day}${year}`;
}

function otherIn({ answers }: FormFilling, { linkId }: FormItem): string {
  const [other] = (answers.get(linkId) ?? []).flatMap((one) =>
    typeof one === 'object' && 'other' in one ? [one.other] : []
  );
  return other ?? '';
}

function longestOf(page: FormPage | null): number {
  if (page?.kind === 'name') return LONGEST_NAME;
  if (page?.kind !== 'question' && page?.kind !== 'other') return 0;
  return page.item.maxLength ?? (page.item.type === 'text' ? 1_000 : 200);
}

function withValues(filling: FormFilling, { linkId }: { linkId: LinkId }, values: readonly AnswerValue[]): FormFilling {
  const answers = new Map(filling.answers);
  if (values.length > 0) answers.set(linkId, values);
  else answers.delete(linkId);
  return { ...filling, answers, problem: null };
}

/** Nothing of this beside something of it says nothing, as on a tablet. */
function toggled({ answers }: FormFilling, { linkId }: FormItem, code: string): readonly AnswerValue[] {
  const values = answers.get(linkId) ?? [];
  if (values.some((one) => isSame(one, { code }))) return values.filter((one) => !isSame(one, { code }));
  return code === 'none' ? [{ code }] : [...values.filter((one) => !isSame(one, { code: 'none' })), { code }];
}

/** The page of the first question that is not right; null where all are. */
function firstWrong(asked: FormAtKiosk, filling: FormFilling, today: LocalDate): number | null {
  const { refused } = standingOf(asked.form, filling.answers, today);
  const at = pagesOf(asked, filling, today).findIndex(
    (page) => page.kind === 'question' && refused.has(page.item.linkId)
  );
  return at < 0 ? null : at;
}

/** A form that is left to the desk, or that has not changed. */
export function toldShort({ form, since }: FormAtKiosk, to: 'desk' | 'unchanged', language: FormLanguage): FormTold {
  const which = { form: form.form, version: form.version };
  if (to === 'desk' || since === null) return { ...which, outcome: 'desk' };
  return { ...which, outcome: 'unchanged', language, since };
}

/** A form that they would not sign: which words, in which language, why, and who they are where they had said it by then. */
export function toldRefused(
  { form }: FormAtKiosk,
  { relationship, signer }: FormFilling,
  why: { readonly reason: string; readonly language: FormLanguage }
): FormTold {
  const refuser = relationship && { refuser: { name: signer, relationship } };
  return { form: form.form, version: form.version, outcome: 'refused', ...why, ...refuser };
}

/** A form that nobody signs, as it stands at its end. */
export function toldWhole(
  { form }: FormAtKiosk,
  { answers }: FormFilling,
  { language, today }: { readonly language: FormLanguage; readonly today: LocalDate }
): Extract<FormTold, { outcome: 'filled' }> {
  const { enabled } = standingOf(form, answers, today);
  return {
    ...{ form: form.form, version: form.version, outcome: 'filled', language },
    answers: answersToSign(form, answers),
    text: renderedText(form, answers, enabled, language)
  };
}
