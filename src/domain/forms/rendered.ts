import {
  everyItem,
  isQuestion,
  type Answers,
  type AnswerValue,
  type Form,
  type FormItem,
  type FormLanguage,
  type LinkId
} from './form.ts';

/**
 * A form as it stood on the screen or on paper when it was signed, line by line: every text that was shown and every answer in words, and nothing of what
 * was not asked. What is signed is this [FORM-7]. Deterministic: no formats of the device go into it.
 */
export function renderedText(
  form: Form,
  answers: Answers,
  enabled: ReadonlySet<LinkId>,
  language: FormLanguage
): readonly string[] {
  const lines = [form.title[language], ...(form.legal ? [form.legal[language]] : [])];
  const within = (items: readonly FormItem[]): void => {
    for (const item of items) {
      if (!enabled.has(item.linkId)) continue;
      const said = isQuestion(item) ? [answerText(item, answers.get(item.linkId) ?? [], language)] : [];
      lines.push([item.text[language], ...said].join(' — '));
      within(item.items ?? []);
    }
  };
  within(form.items);
  return lines;
}

/**
 * What was typed from a paper of an older version: the questions that were answered, in today's words for them, and which version the paper has. Its own words are on its pages, and none of
 * today's are put over an ink that never stood under them [FORM-27].
 */
export function textOfOlderPaper(
  form: Form,
  answers: Answers,
  { printed, language }: { readonly printed: string; readonly language: FormLanguage }
): readonly string[] {
  const asked = everyItem(form.items).filter((item) => isQuestion(item) && (answers.get(item.linkId)?.length ?? 0) > 0);
  const said = asked.map((item) => [item.text[language], answerText(item, answers.get(item.linkId) ?? [], language)]);
  return [form.title[language], OLDER[language](printed, form.version), ...said.map((parts) => parts.join(' — '))];
}

const OLDER: Readonly<Record<FormLanguage, (printed: string, now: string) => string>> = {
  en: (printed, now) => `Typed from a paper of version ${printed}; the questions are named as in version ${now}.`,
  es: (printed, now) =>
    `Copiado de un papel de la versión ${printed}; las preguntas se nombran como en la versión ${now}.`
};

const YES: Readonly<Record<FormLanguage, readonly [yes: string, no: string, none: string]>> = {
  en: ['Yes', 'No', 'no answer'],
  es: ['Sí', 'No', 'sin respuesta']
};

/** One question's answers in words. */
export function answerText(item: FormItem, given: readonly AnswerValue[], language: FormLanguage): string {
  return given.length === 0 ? YES[language][2] : given.map((value) => valueText(item, value, language)).join('; ');
}

function valueText({ options = [] }: FormItem, value: AnswerValue, language: FormLanguage): string {
  if (typeof value === 'boolean') return YES[language][value ? 0 : 1];
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return dayText(value, language);
  if ('other' in value) return value.other;
  return options.find(({ code }) => code === value.code)?.text[language] ?? value.code;
}

/** A day as it is written in the language; any other text as it is. */
function dayText(text: string, language: FormLanguage): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined) return text;
  return language === 'en' ? `${month}/${day}/${year}` : `${day}/${month}/${year}`;
}
