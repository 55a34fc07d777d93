import type { NewFact } from '../fact.ts';
import type { PatientId } from '../ids.ts';
import { err, ok, type Result } from '../result.ts';
import { sameValue } from '../same-value.ts';
import { plusDays, type LocalDate } from '../time.ts';
import { checkCoverage, type CoverageRefusal } from './check-coverage.ts';
import { clashOf } from './clashes.ts';
import { COVERAGE_FIELDS, type CoverageField, type CoverageId, type CoverageSaid } from './coverage-facts.ts';
import type { Coverage } from './coverages.ts';

/** Why a coverage cannot stand beside the others. */
export type ClashRefusal =
  /** It is there already, or would stand beside itself [COV-3]. */
  | { readonly code: 'coverage/same-card'; readonly other: Coverage }
  /** Another one is good in the same place of the order on the same days [COV-4]. */
  | { readonly code: 'coverage/overlaps'; readonly other: Coverage };

/** Facts of one record's document: those of a merged person lie in several. */
export interface OfRecord {
  readonly patient: PatientId;
  readonly facts: readonly NewFact[];
}

export interface Addition {
  readonly patient: PatientId;
  readonly coverage: CoverageId;
  readonly said: CoverageSaid;
  /** The one in its place ends the day before. */
  readonly replaces?: CoverageId | undefined;
}

/**
 * What is written for one coverage more; with `replaces`, the one that had its place ends the day before it begins: from today, where
 * nobody said since when [COV-5].
 */
export function addition(
  list: readonly Coverage[],
  { patient, coverage, said, replaces }: Addition,
  today: LocalDate
): Result<readonly OfRecord[], CoverageRefusal | ClashRefusal> {
  const [refusal] = checkCoverage(said, today);
  if (refusal) return err(refusal);
  const ending = list.find((one) => one.coverage === replaces);
  const begins = said.period.start ?? today;
  const ends = ending && { start: ending.period.start, end: plusDays(begins, -1) };
  const isEmptied = ends !== undefined && ends.start !== null && ends.end < ends.start;
  const isEnded = ends !== undefined && !isEmptied;
  const one = isEnded ? { ...said, period: { ...said.period, start: begins } } : said;
  // One that is over already and says no beginning cannot begin today.
  const [late] = checkCoverage(one, today);
  if (late) return err(late);
  const others = list.map((other) => (other === ending && isEnded ? { ...other, period: ends } : other));
  const clash = clashWith({ ...one, coverage }, others, list);
  if (clash) return err(clash);
  const parts: OfRecord[] = [{ patient, facts: [{ kind: 'coverage/added', of: { patient, coverage, ...one } }] }];
  if (ending && isEnded) {
    const of = { patient: ending.patient, coverage: ending.coverage, field: 'period', from: ending.period, to: ends };
    parts.push({ patient: ending.patient, facts: [{ kind: 'coverage/changed', of }] });
  }
  return ok(parts);
}

/** What is written to say one coverage otherwise, field by field [COV-2]; nothing where it says the same. */
export function alteration(
  one: Coverage,
  said: CoverageSaid,
  list: readonly Coverage[],
  today: LocalDate
): Result<readonly NewFact[], CoverageRefusal | ClashRefusal> {
  const [refusal] = checkCoverage(said, today);
  if (refusal) return err(refusal);
  // What clashed before may be mended step by step: a new clash alone is refused.
  const unclashed = list.filter((other) => clashOf(one, other) === null);
  const clash = clashWith({ ...said, coverage: one.coverage }, unclashed, list);
  return clash ? err(clash) : ok(COVERAGE_FIELDS.flatMap((field) => changeOf(one, field, said[field] ?? null)));
}

/** What is said of a coverage, without what its fold adds. */
export function saidOfCoverage(coverage: Coverage): CoverageSaid {
  const { coverage: _, patient: __, added: ___, changed: ____, checks: _____, ...said } = coverage;
  return said;
}

/** What would clash with what is there. @param list as it stands, for naming the other */
function clashWith(
  said: CoverageSaid & { readonly coverage: CoverageId },
  others: readonly Coverage[],
  list: readonly Coverage[]
): ClashRefusal | null {
  for (const other of others) {
    const clash = clashOf(said, other);
    const named = list.find(({ coverage }) => coverage === other.coverage) ?? other;
    if (clash) return { code: clash.code === 'same-card' ? 'coverage/same-card' : 'coverage/overlaps', other: named };
  }
  return null;
}

function changeOf(one: Coverage, field: CoverageField, to: unknown): readonly NewFact[] {
  const from = one[field] ?? null;
  if (sameValue(from, to)) return [];
  return [{ kind: 'coverage/changed', of: { patient: one.patient, coverage: one.coverage, field, from, to } }];
}
