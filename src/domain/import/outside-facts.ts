import type { Fact } from '../fact.ts';

/**
 * A resource of another system as its file had it (FHIR R4 JSON). What Anteroom understands of it is in facts of its own; this is for
 * what it does not: an export gives it back [EXP-1]. The last one of a type and an id counts.
 */
export interface KeptResource {
  /** The patient or the contact it is about: the name of the document it lies in. */
  readonly owner: string;
  /** FHIR resource type. */
  readonly type: string;
  /** What it goes by in its own system [IMP-2]. */
  readonly id: string;
  /** The JSON text, cut where a fact's texts end; every piece beyond ASCII's printable signs that a fact may not hold is escaped. */
  readonly json: readonly string[];
}

/** Facts of an `outside/<owner>` document. */
export type OutsideFact = Fact<'resource/kept', KeptResource>;
