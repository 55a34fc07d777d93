import { cleanLine } from '../text.ts';
import { everyItem, type AnswerValue, type Answers, type Form, type LinkId } from './form.ts';
import type { HarvestPath } from './harvest-path.ts';

/** A form's answers by where they go, with the questions they come from. */
export interface SaidInForm {
  /** As the record writes a text or a choice; empty where nothing was said. */
  text(path: HarvestPath): string;
  /** Null where it was not answered. */
  yes(path: HarvestPath): boolean | null;
  /** Every answer of a question that takes several. */
  all(path: HarvestPath): readonly string[];
  /** The questions behind these, of those that were answered. */
  items(paths: readonly HarvestPath[]): readonly LinkId[];
}

export function saidInForm(form: Form, answers: Answers): SaidInForm {
  const said = new Map<HarvestPath, { item: LinkId; values: readonly AnswerValue[] }>();
  for (const { linkId, harvestTo, type } of everyItem(form.items)) {
    const values = answers.get(linkId) ?? [];
    if (harvestTo && values.length > 0 && type !== 'group') said.set(harvestTo, { item: linkId, values });
  }
  const all = (path: HarvestPath): readonly string[] => (said.get(path)?.values ?? []).map(plainAnswer);
  return {
    all,
    text: (path) => all(path)[0] ?? '',
    yes: (path) => {
      const [first] = said.get(path)?.values ?? [];
      return typeof first === 'boolean' ? first : null;
    },
    items: (paths) => paths.flatMap((path) => said.get(path)?.item ?? [])
  };
}

/** An answer as one line of text; a choice as its code. */
export function plainAnswer(value: AnswerValue): string {
  return cleanLine(typeof value === 'object' ? ('code' in value ? value.code : value.other) : String(value));
}
