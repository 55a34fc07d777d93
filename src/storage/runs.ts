import type { DocRef } from '#domain/documents.ts';
import type { Fact, Recorded } from '#domain/fact.ts';
import type { ClientId } from '#domain/ids.ts';
import { asWrittenNow } from '#protocol/as-written-now.ts';
import { belongsIn, checkFact } from '#protocol/fact-schemas.ts';
import { SCHEMA } from '#protocol/schema-version.ts';
import { BadUpdate, decodeRuns, encodeRun, type Run } from '#protocol/update.ts';
import type { StoredRun } from './schema.ts';

/** A run of which it is known what may be folded: checking a fact takes longer than reading it, and is done once. */
export interface KnownRun extends Run {
  /** Places, from the run's first fact, of what is no fact or does not belong in its document. Kept, folded by nobody (FACT-5). */
  readonly bad: readonly number[];
}

/** A run in the store holds at most so many facts, so that a long log can be read with pauses. */
const PIECE = 200;

export function knownRun(ref: DocRef | null, run: Run): KnownRun {
  const { client, clock, facts } = run;
  const bad = facts.flatMap((raw, index) => {
    const checked = checkFact(raw);
    return checked.ok && ref && belongsIn(ref, checked.fact) ? [] : [index];
  });
  return { client, clock, facts, bad };
}

/** The facts of a run that may be folded, each with its place; those of an older schema as this one would have written them. */
export function recordedOf({ client, clock, facts, bad }: KnownRun): Recorded[] {
  const skip = new Set(bad);
  return facts.flatMap((fact, index) =>
    skip.has(index) ? [] : [{ client, clock: clock + index, fact: asWrittenNow(fact as Fact) }]
  ); // checked
}

/** The same for runs from elsewhere, checked now. */
export function recordedIn(ref: DocRef | null, runs: readonly Run[]): Recorded[] {
  return runs.flatMap((run) => recordedOf(knownRun(ref, run)));
}

/**
 * The part of a run that a writer's log does not have yet: all, some, or null for nothing. `gap` when something before it is
 * missing. @param head the writer's next clock here
 */
export function freshPart<R extends Run>(head: number, run: R): Run | R | 'gap' | null {
  if (run.clock > head) return 'gap';
  if (run.clock + run.facts.length <= head) return null;
  return run.clock === head ? run : { client: run.client, clock: head, facts: run.facts.slice(head - run.clock) };
}

/** A long run cut as the store keeps it, so that it can be worked on with pauses. */
export function piecesOf({ client, clock, facts }: Run): Run[] {
  const cuts = Array.from({ length: Math.ceil(facts.length / PIECE) }, (_, index) => index * PIECE);
  return cuts.map((at) => ({ client, clock: clock + at, facts: facts.slice(at, at + PIECE) }));
}

/** A run as the store keeps it, in pieces. */
export function storedRuns(run: KnownRun): StoredRun[] {
  const { client, clock, facts, bad } = run;
  const pieces: StoredRun[] = [];
  for (let at = 0; at < facts.length; at += PIECE) {
    const piece = facts.slice(at, at + PIECE);
    const mine = bad.filter((index) => index >= at && index < at + PIECE).map((index) => index - at);
    const bytes = encodeRun({ client, clock: clock + at, facts: piece });
    const stored = { client, clock: clock + at, length: piece.length, bytes, checkedBy: SCHEMA };
    pieces.push(mine.length > 0 ? { ...stored, bad: mine } : stored);
  }
  return pieces;
}

/** A run out of the store. Facts that an older schema did not know are checked again. */
export function loadedRun(ref: DocRef | null, { bytes, bad = [], checkedBy }: StoredRun): KnownRun[] {
  return decodeRuns(bytes).map((run) => (checkedBy === SCHEMA ? { ...run, bad } : knownRun(ref, run)));
}

/** The runs of an update from outside, or null when this build cannot read it. */
export function readableRuns(update: Uint8Array): Run[] | null {
  try {
    return decodeRuns(update);
  } catch (error) {
    if (error instanceof BadUpdate) return null;
    throw error;
  }
}

/** One run a writer, each from clock 0, of runs in any order. */
export function joinedRuns(runs: readonly Run[]): Run[] {
  const logs = new Map<ClientId, unknown[]>();
  for (const { client, clock, facts } of runs.toSorted((one, other) => one.clock - other.clock)) {
    const log = logs.get(client) ?? [];
    logs.set(client, log);
    if (clock <= log.length) log.push(...facts.slice(log.length - clock));
  }
  return [...logs].map(([client, facts]) => ({ client, clock: 0, facts }));
}
