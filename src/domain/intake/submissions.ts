import { factId, standing, type FactId, type Recorded } from '../fact.ts';
import { deviceOf, type DeviceNo, type SubmissionId, type TicketCode } from '../ids.ts';
import { instantOf, type Instant, type LocalDate } from '../time.ts';
import type { FieldOutcome, ProposedField, VisitFact } from '../visit/visit-facts.ts';
import type { InboxFact } from './intake-facts.ts';

/** A kiosk's submission as its inbox holds it: only a desk can open it. */
export interface SealedEntry {
  readonly submission: SubmissionId;
  readonly device: DeviceNo;
  readonly date: LocalDate;
  readonly ticket: TicketCode;
  readonly at: Instant;
  readonly keyId: string;
  readonly sealed: Uint8Array;
}

/** What became of a submission at a desk. */
export interface Handling {
  readonly submission: SubmissionId;
  readonly outcome: 'arrived' | 'walk-in' | 'dismissed';
  /** The fact that says so: what undo takes back. */
  readonly last: FactId;
  /** What became of the changes it told, by field; the later word counts. Absent while none is settled. */
  readonly settled?: Readonly<Partial<Record<ProposedField, FieldOutcome>>>;
}

/** Folds one submission from its kiosk's inbox; null when there is none. Sent twice, it is one (INT-2). */
export function sealedFrom(facts: Iterable<Recorded>): SealedEntry | null {
  for (const { client, fact } of standing(facts)) {
    const known = fact as InboxFact; // an unknown kind from a newer version is passed over
    if (known.kind === 'submission/sealed') return { ...known.of, device: deviceOf(client), at: instantOf(fact.at) };
  }
  return null;
}

/**
 * Folds what the desks made of one submission; the first to handle it counts (INT-3). Null while it waits: nothing of it is settled before it is known
 * whose it is.
 */
export function handlingFrom(facts: Iterable<Recorded>): Handling | null {
  let handling: Handling | null = null;
  const settled: Partial<Record<ProposedField, FieldOutcome>> = {};
  for (const recorded of standing(facts)) {
    const fact = recorded.fact as VisitFact; // an unknown kind from a newer version is passed over
    if (fact.kind === 'submission/handled')
      handling ??= { submission: fact.of.submission, outcome: fact.of.outcome, last: factId(recorded) };
    else if (fact.kind === 'submission/field-settled') settled[fact.of.field] = fact.of.outcome;
  }
  return handling && Object.keys(settled).length > 0 ? { ...handling, settled } : handling;
}
