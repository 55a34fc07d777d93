import type { Recorded } from '../fact.ts';
import type { CaseId, UserId } from '../ids.ts';
import { instantOf, type Instant, type LocalDate } from '../time.ts';
import type { DocumentFact, DocumentPart, Indexed, RecallReason } from './document-facts.ts';

/** A paper in a patient's record. */
export interface FiledDocument extends Indexed {
  readonly document: CaseId;
  readonly received: LocalDate;
  readonly parts: readonly DocumentPart[];
  readonly filedAt: Instant;
  readonly filedBy: UserId;
  readonly reviewed: { readonly by: UserId; readonly at: Instant } | null;
  /** Taken out again: only that it was there, by whom it was taken out and why [DOC-4]. */
  readonly recalled: { readonly by: UserId; readonly at: Instant; readonly reason: RecallReason } | null;
}

/** A patient's papers, the newest first. @param facts standing ones, in order */
export function documentsIn(facts: readonly Recorded[]): readonly FiledDocument[] {
  const documents = new Map<CaseId, FiledDocument>();
  for (const recorded of facts) {
    const fact = recorded.fact as DocumentFact; // another kind falls through
    const said = { by: fact.by, at: instantOf(fact.at) };
    const before = documents.get((fact.of as { readonly document?: CaseId }).document ?? '');
    if (fact.kind === 'document/filed') {
      const { patient: _, ...of } = fact.of;
      const filed = { filedAt: said.at, filedBy: said.by, reviewed: null, recalled: null };
      documents.set(of.document, { ...of, ...filed });
    } else if (fact.kind === 'document/reviewed' && before) {
      documents.set(before.document, { ...before, reviewed: before.reviewed ?? said });
    } else if (fact.kind === 'document/recalled' && before) {
      const recalled = { ...said, reason: fact.of.reason };
      documents.set(before.document, { ...before, title: '', date: null, parts: [], shown: [], recalled });
    }
  }
  return [...documents.values()].sort((a, b) => b.filedAt - a.filedAt || a.document.localeCompare(b.document));
}
