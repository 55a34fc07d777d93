import { everyItem, type Form, type FormItem, type FormLanguage, type LinkId } from '#domain/forms/form.ts';

/**
 * What is read aloud of a page: the form's text on its first, then the part, each question that is asked, its hint and its choices. Never an answer: others are in the
 * room [FORM-23]. @param enabled what is asked now
 */
export function pageAloud(
  form: Form,
  section: FormItem | null,
  { isFirst, enabled, language }: { isFirst: boolean; enabled: ReadonlySet<LinkId>; language: FormLanguage }
): string {
  const items = section ? everyItem(section.items ?? []).filter(({ linkId }) => enabled.has(linkId)) : [];
  const asked = items.flatMap(({ text, hint, options = [] }) => [
    text[language],
    ...(hint ? [hint[language]] : []),
    ...options.map((option) => option.text[language])
  ]);
  const part = section && !section.linkId.startsWith('~') ? [section.text[language]] : [];
  const first = isFirst ? [form.title[language], ...(form.legal ? [form.legal[language]] : [])] : [];
  return [...first, ...part, ...asked].map((text) => (/[.?!:…]$/.test(text) ? text : `${text}.`)).join(' ');
}
