import { ageOn } from '#domain/patient/birth-date-text.ts';
import type { LocalDate } from '#domain/time.ts';

const DATE = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });
const UNITS = { year: 'y', month: 'mo', day: 'd' } as const;

/** `March 9, 1971`. */
export function longDateText(date: LocalDate): string {
  return DATE.format(new Date(`${date}T00:00:00Z`));
}

/** `55 y`, `11 mo`, `4 d`; empty when the birth date is not known. */
export function ageText(birthDate: LocalDate | null, today: LocalDate): string {
  const age = birthDate === null ? null : ageOn(birthDate, today);
  return age ? `${age.count} ${UNITS[age.unit]}` : '';
}

/** What is said back while a birth date is typed: `March 9, 1971 · 55 y` [REG-4]. */
export function bornText(birthDate: LocalDate, today: LocalDate): string {
  return `${longDateText(birthDate)} · ${ageText(birthDate, today)}`;
}
