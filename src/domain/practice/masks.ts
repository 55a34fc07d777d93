import type { Address } from '../patient/patient-facts.ts';
import type { LocalDate } from '../time.ts';
import type { Sight } from './minimum-necessary.ts';

/** A sign that stands for one that is not shown. */
const DOT = '•';
/** For what is not shown at all; how long it is is not told either. */
export const HIDDEN = '•••';

/** Enough to compare with what a person on the phone says, and no more [MIN-2]. */
const SHOWN = 4;

/** `999-34-7518` as `•••-••-7518`. A number of six signs or fewer shows nothing: its last four would be most of it. */
export function maskedNumber(number: string): string {
  const signs = [...number].filter(isSign).length;
  if (signs <= SHOWN + 2) return HIDDEN;
  let left = signs;
  return [...number].map((char) => (isSign(char) && left-- > SHOWN ? DOT : char)).join('');
}

/** `+12065550101` as `(•••) •••-0101`. */
export function maskedPhone(number: string): string {
  const digits = number.replace(/\D/g, '');
  return digits.length < SHOWN + 3 ? HIDDEN : `(•••) •••-${digits.slice(-SHOWN)}`;
}

/** The year alone: how old somebody is. */
export function maskedBirthDate(date: LocalDate): string {
  return `••/••/${date.slice(0, 4)}`;
}

/** `ann@example.org` as `a•••@example.org`. */
export function maskedEmail(email: string): string {
  const [before = '', after] = email.split('@');
  return after === undefined ? HIDDEN : `${[...before].slice(0, 1).join('')}${HIDDEN}@${after}`;
}

/** City and state; the street and the rest of the postal code are not shown. */
export function maskedAddress({ city, state }: Pick<Address, 'city' | 'state'>): string {
  return [HIDDEN, [city, state].filter(Boolean).join(' ')].filter(Boolean).join(', ');
}

/** A birth date as somebody sees it who sees that much of `identity` [MIN-6]. @param whole how all of it is written */
export function birthDateAs(sight: Sight, date: LocalDate | null, whole: (date: LocalDate | null) => string): string {
  return sight === 'full' || date === null ? whole(date) : maskedBirthDate(date);
}

/** A phone as somebody sees it who sees that much of `contact` [MIN-6]; empty for who sees none. */
export function phoneAs(sight: Sight, number: string, whole: (number: string) => string): string {
  if (sight === 'none' || number === '') return '';
  return sight === 'full' ? whole(number) : maskedPhone(number);
}

function isSign(char: string): boolean {
  return /[\p{L}\p{N}]/u.test(char);
}
