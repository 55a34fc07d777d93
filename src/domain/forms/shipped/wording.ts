import type { FormItem, FormOption, ItemType, Wording } from '../form.ts';

/** A text in each language, side by side. */
export const say = (en: string, es: string): Wording => ({ en, es });

type Rest = Omit<FormItem, 'linkId' | 'type' | 'text'>;

/** One item, its texts first: how the shipped forms are written. */
export const ask = (linkId: string, type: ItemType, en: string, es: string, rest: Rest = {}): FormItem => ({
  linkId,
  type,
  text: say(en, es),
  ...rest
});

export const group = (linkId: string, en: string, es: string, items: readonly FormItem[], rest: Rest = {}): FormItem =>
  ask(linkId, 'group', en, es, { ...rest, items });

export const option = (code: string, en: string, es: string, score?: number): FormOption => ({
  code,
  text: say(en, es),
  ...(score === undefined ? {} : { score })
});

export const YES_WHEN = (question: string): Pick<FormItem, 'enableWhen'> => ({
  enableWhen: [{ question, operator: '=', answer: true }]
});
