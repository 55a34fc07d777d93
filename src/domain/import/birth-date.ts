import { err, ok, type Result } from '../result.ts';
import { isLocalDate, type LocalDate } from '../time.ts';

export type BirthDateProblem = 'not-a-day' | 'no-such-day' | 'in-the-future' | 'too-long-ago';

/** The oldest person known to have lived was born in 1875; earlier dates are slips of the pen or a computer's zero. */
const FIRST_YEAR = 1880;

/**
 * A birth date as another system gives it (FHIR R4 `date`). A year or a year and month alone is null: a date that is known in
 * part is kept as not known, never as the first of January [IMP-12].
 */
export function importedBirthDate(text: string, today: LocalDate): Result<LocalDate | null, BirthDateProblem> {
  if (!/^\d{4}(-\d{2}(-\d{2})?)?$/.test(text)) return err('not-a-day');
  const isWhole = text.length === 10;
  const [year = 0, month = 1] = text.split('-').map(Number);
  if (isWhole ? !isLocalDate(text) : month < 1 || month > 12) return err('no-such-day');
  if (text > today) return err('in-the-future');
  if (year < FIRST_YEAR) return err('too-long-ago');
  return ok(isWhole ? text : null);
}
