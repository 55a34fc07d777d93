import { err, ok, type Result } from '#domain/result.ts';
import { isLocalDate, type LocalDate } from '#domain/time.ts';

/** A birth date as it is typed: three fields, so that 03/09 is never guessed at. */
export interface BirthParts {
  readonly month: string;
  readonly day: string;
  readonly year: string;
}

export type BirthRefusal =
  | { readonly code: 'birth-date-missing' }
  | { readonly code: 'no-such-month'; readonly month: string }
  /** `date` is the date that does not exist, `2023-02-29`; its words are made in the reader's language. */
  | { readonly code: 'no-such-day'; readonly date: string }
  | { readonly code: 'birth-year'; readonly year: string };

/** Nobody alive is older: the longest proven human life was 122 years. */
const MAX_AGE_YEARS = 125;

/** The day the parts name ([KIO-7]; RELIABILITY.md §6, no. 23). @param today on which nobody is born later */
export function birthDateFrom({ month, day, year }: BirthParts, today: LocalDate): Result<LocalDate, BirthRefusal> {
  if (!month || !day || year.length < 4) return err({ code: 'birth-date-missing' });
  if (Number(month) < 1 || Number(month) > 12) return err({ code: 'no-such-month', month });

  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (date > today || Number(year) < Number(today.slice(0, 4)) - MAX_AGE_YEARS) {
    return err({ code: 'birth-year', year });
  }
  return isLocalDate(date) ? ok(date) : err({ code: 'no-such-day', date });
}
