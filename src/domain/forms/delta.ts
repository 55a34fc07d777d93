import type { LocalDate } from '../time.ts';
import { areSame } from './answers.ts';
import {
  everyItem,
  isQuestion,
  type Answers,
  type Earlier,
  type Form,
  type FormItem,
  type FormLanguage,
  type LinkId
} from './form.ts';
import type { Answered } from './packet-facts.ts';
import { answerText } from './rendered.ts';

/** One part of a form that was answered before: shown as it was, asked anew only where it has changed [FORM-8]. */
export interface KeptSection {
  readonly section: LinkId;
  readonly on: LocalDate;
  /** What was said, question by question. */
  readonly said: readonly { readonly item: LinkId; readonly question: string; readonly answer: string }[];
}

/** The parts of a form as they are shown one after the other: its groups, and what stands between them. */
export function sectionsOf(form: Form): readonly FormItem[] {
  const sections: FormItem[] = [];
  for (const item of form.items) {
    const last = sections.at(-1);
    if (item.type === 'group') sections.push(item);
    else if (last && last.linkId.startsWith('~'))
      sections[sections.length - 1] = { ...last, items: [...(last.items ?? []), item] };
    else sections.push({ linkId: `~${item.linkId}`, type: 'group', text: form.title, items: [item] });
  }
  return sections;
}

/** What the last time said of a section; null where it said nothing, or the form has no such answer any more. */
export function keptSection(section: FormItem, earlier: Earlier | null, language: FormLanguage): KeptSection | null {
  if (!earlier) return null;
  const said = questionsOf(section).flatMap((item) => {
    const values = earlier.answers.get(item.linkId) ?? [];
    if (values.length === 0) return [];
    return [{ item: item.linkId, question: item.text[language], answer: answerText(item, values, language) }];
  });
  return said.length > 0 ? { section: section.linkId, on: earlier.on, said } : null;
}

/** "Nothing has changed": the section's answers of the last time, as one fact's worth. */
export function keepAnswers(section: FormItem, earlier: Earlier, now: Answers): readonly Answered[] {
  return questionsOf(section).flatMap((item) => {
    const values = earlier.answers.get(item.linkId) ?? [];
    const was = now.get(item.linkId) ?? [];
    return values.length === 0 || areSame(values, was) ? [] : [{ item: item.linkId, values, was }];
  });
}

/** What is different from the last time, for whoever reviews it. */
export function changedSince(form: Form, earlier: Earlier, now: Answers): readonly LinkId[] {
  return everyItem(form.items)
    .filter(isQuestion)
    .filter(({ linkId }) => !areSame(earlier.answers.get(linkId) ?? [], now.get(linkId) ?? []))
    .map(({ linkId }) => linkId);
}

function questionsOf(section: FormItem): readonly FormItem[] {
  return everyItem([section]).filter(isQuestion);
}
