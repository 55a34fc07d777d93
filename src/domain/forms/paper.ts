import { everyItem, type Form, type FormItem, type FormLanguage } from './form.ts';

/** One printed page of a form: what stands on it, in order. */
export interface PaperPage {
  readonly items: readonly FormItem[];
  /** The legal text stands on the first. */
  readonly isFirst: boolean;
  /** The last has the place to sign. */
  readonly isLast: boolean;
}

/** Lines of a US letter page at 11 points, less the head with the code. */
const LINES = 44;
const CHARACTERS_A_LINE = 88;

/**
 * A form on paper, page by page, so that each page can carry its own code [FORM-13]. Everything that may be asked is printed: on paper nothing comes and goes. An estimate of lines,
 * generous, because a page that is cut loses a question and one with room to spare loses nothing.
 */
export function paperPages(form: Form, language: FormLanguage): readonly PaperPage[] {
  const pages: FormItem[][] = [[]];
  let left = LINES - 4 - linesOf(form.legal?.[language] ?? '');
  for (const item of everyItem(form.items)) {
    const needs = linesFor(item, language);
    // A heading does not stand alone at the foot.
    if (left - needs < (item.type === 'group' ? 4 : 0) && (pages.at(-1)?.length ?? 0) > 0) {
      pages.push([]);
      left = LINES;
    }
    pages.at(-1)?.push(item);
    left -= needs;
  }
  if (form.signers && left < 9) pages.push([]);
  return pages.map((items, i) => ({ items, isFirst: i === 0, isLast: i === pages.length - 1 }));
}

function linesFor(item: FormItem, language: FormLanguage): number {
  const words = linesOf(item.text[language]) + (item.hint ? linesOf(item.hint[language]) : 0);
  if (item.type === 'group' || item.type === 'display') return words + 1;
  if (item.options) return words + Math.ceil(item.options.length / 2) + 1;
  return words + (item.type === 'text' || item.repeats ? 5 : 2);
}

const linesOf = (text: string): number => Math.ceil(text.length / CHARACTERS_A_LINE);
