import type { Notice } from '#domain/casework/case.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { clockText, counted, dayText } from '#ui/format.ts';
import type { WorkLine } from './WorkRows.svelte';

/** What providers are told, the soonest visit first [MSG-2]. */
export function messageLines(messages: readonly Notice[], practice: Practice): readonly WorkLine[] {
  return messages
    .toSorted((a, b) =>
      a.about.date === b.about.date ? a.at.start - b.at.start : a.about.date < b.about.date ? -1 : 1
    )
    .map(({ case: key, label, about, at, over, to, visitType, reason = '' }) => ({
      key,
      lead: dayText(about.date).replace(/^\w+, /, ''),
      label,
      what: `${practice.practitioners.get(to)?.called ?? ''}: ${practice.visitTypes.get(visitType)?.name ?? ''}`,
      more: reason,
      status: { hue: 'waiting', word: `${clockText(at.start)}, over ${counted(over.length, 'visit')}` },
      act: 'Read'
    }));
}
