import { folded } from '../patient/search-text.ts';
import type { LocalDate } from '../time.ts';
import { CODE_KEYS, CODE_LENGTH } from '../typed-code.ts';

/** By what a kiosk looks a visit up: the code of a slip (L2), or who somebody says they are (L3). A slip's QR (L1) asks no key of the day. */
export type LookUpLevel = 'code' | 'person';

/** What a patient types where the kiosk looks people up by name (L3). */
export interface PersonTold {
  readonly family: string;
  readonly birthDate: LocalDate;
  /** The last four digits. */
  readonly phoneLast4: string;
}

/** A new code for a slip: 40 bits. @param random eight random bytes */
export function kioskCodeFrom(random: Uint8Array): string {
  if (random.length < CODE_LENGTH) throw new RangeError('a code needs eight random bytes');
  // 256 is a multiple of 32, so every character is as likely as the next.
  return Array.from(random.subarray(0, CODE_LENGTH), (byte) => CODE_KEYS[byte & 31]).join('');
}

/** What is stretched for a code: nothing without the birth date, so that a code that is found or photographed opens nothing by itself. */
export function codeSecret(code: string, birthDate: LocalDate): string {
  return `code ${code} ${birthDate}`;
}

/** What is stretched for a person; a family name as people write it in their hurry is the same one. */
export function personSecret({ family, birthDate, phoneLast4 }: PersonTold): string {
  return `person ${folded(family).replaceAll(' ', '')} ${birthDate} ${phoneLast4}`;
}
