import { cleanLine } from '../text.ts';

/** A number within the North American plan: area code and exchange begin with 2 to 9 (NANPA). */
const NORTH_AMERICAN = /^[2-9]\d{2}[2-9]\d{6}$/;

/**
 * A phone number as it is kept: E.164 when it can be read as a US number (`433.867.2146` → `+14338672146`) or has a country
 * code, otherwise as it was given. An extension keeps the number as it was given, because E.164 has no place for it [IMP-14].
 */
export function phoneNumberOf(text: string): string {
  const given = cleanLine(text);
  if (/[^\d\s().+\-–/]/u.test(given)) return given;
  const digits = given.replace(/\D/g, '');
  const national = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
  const isForeign = given.startsWith('+') && !digits.startsWith('1');
  if (!isForeign && NORTH_AMERICAN.test(national)) return `+1${national}`;
  return isForeign && digits.length >= 8 && digits.length <= 15 ? `+${digits}` : given;
}
