import { factId, type FactId, type Recorded } from '../fact.ts';
import type { CaseId, PatientId, UserId } from '../ids.ts';
import { instantOf, type Instant, type LocalDate } from '../time.ts';
import { reindexed, type IndexMore } from './document-index.ts';
import type { DocumentFact, DocumentPart, Indexed, RecallReason } from './document-facts.ts';

/** A paper in a patient's record. */
export interface FiledDocument extends Indexed, IndexMore {
  readonly document: CaseId;
  /** The record it lies in: of a person with several, one of them [MRG-11]. */
  readonly patient: PatientId;
  readonly received: LocalDate;
  readonly parts: readonly DocumentPart[];
  readonly filedAt: Instant;
  readonly filedBy: UserId;
  readonly reviewed: { readonly by: UserId; readonly at: Instant } | null;
  /** When its index was last said anew, and by which fact: taken back, it says what it said before. Absent while nobody did. */
  readonly reindexed?: { readonly by: UserId; readonly at: Instant; readonly fact: FactId };
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
      const { of } = fact;
      const filed = { filedAt: said.at, filedBy: said.by, reviewed: null, recalled: null };
      documents.set(of.document, { ...of, ...filed });
    } else if (fact.kind === 'document/reviewed' && before) {
      documents.set(before.document, { ...before, reviewed: before.reviewed ?? said });
    } else if (fact.kind === 'document/reindexed' && before && !before.recalled) {
      const anew = { ...said, fact: factId(recorded) };
      documents.set(before.document, { ...reindexed(before, fact.of.to), reindexed: anew });
    } else if (fact.kind === 'document/recalled' && before) {
      const recalled = { ...said, reason: fact.of.reason };
      const { document, patient, received, class: kind, reviewer, urgent, filedAt, filedBy, reviewed } = before;
      const left = { document, patient, received, class: kind, reviewer, urgent, filedAt, filedBy, reviewed };
      documents.set(document, { ...left, title: '', date: null, parts: [], shown: [], recalled });
    }
  }
  return [...documents.values()].sort((a, b) => b.filedAt - a.filedAt || a.document.localeCompare(b.document));
}
