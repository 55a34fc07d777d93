import type { LocalDate } from '#domain/time.ts';

/** Whole years on a day; null before birth or when the birth date is unknown. */
export function ageOn(birthDate: LocalDate | null, today: LocalDate): number | null {
  if (birthDate === null || birthDate > today) return null;
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
