import { hasCardNumber } from '#domain/money/card-guard.ts';
import { ageOn } from '#domain/patient/birth-date-text.ts';
import { LONGEST_NAME, cleanLine } from '#domain/text.ts';
import type { LocalDate } from '#domain/time.ts';
import { CODE_LENGTH, codeFrom } from '#domain/typed-code.ts';
import { birthDateFrom } from './birth-date.ts';
import type { KioskField, KioskProblem, KioskSession } from './kiosk-state.ts';

/** Characters a reason may have (`Submission.reason`). */
export const LONGEST_REASON = 200;
/** From this age on people see a doctor without a parent (age of majority in most states; Alabama and Nebraska say 19, Mississippi 21). */
const OF_AGE = 18;

/** Phone numbers have up to fifteen digits anywhere (ITU-T E.164). */
const DIGITS: Partial<Record<KioskField, number>> = {
  month: 2,
  day: 2,
  year: 4,
  phone: 4,
  newPhone: 15,
  emergencyPhone: 15
};
const ADDRESS_LINE = { longest: 200, problem: { code: 'address-too-long' } } as const;
/** What text may be longer than a name (src/protocol/told-changes.ts has the same lengths). */
const LONG: Partial<Record<KioskField, { readonly longest: number; readonly problem: KioskProblem }>> = {
  reason: { longest: LONGEST_REASON, problem: { code: 'reason-too-long' } },
  street: ADDRESS_LINE,
  place: ADDRESS_LINE
};

/** Takes what is in a field now. Text that is too long is not cut short: the field stays as it was and says so [KIO-7]. */
export function typed(session: KioskSession, field: KioskField, text: string): KioskSession {
  if (field === 'code') return withAnswer(session, field, codeFrom(text));
  const digits = DIGITS[field];
  if (digits !== undefined) return withAnswer(session, field, text.replace(/\D/g, '').slice(0, digits));
  const { longest, problem } = LONG[field] ?? { longest: LONGEST_NAME, problem: { code: 'name-too-long' } as const };
  if (text.length > longest) return { ...session, problem };
  return withAnswer(session, field, text);
}

export function withAnswer(session: KioskSession, field: KioskField, text: string): KioskSession {
  return { ...session, answers: { ...session.answers, [field]: text }, problem: null };
}

/** Under age today, by what was typed. */
export function isMinorOn(answers: KioskSession['answers'], today: LocalDate): boolean {
  const born = birthDateFrom(answers, today);
  const age = born.ok ? ageOn(born.value, today) : null;
  return age !== null && (age.unit !== 'year' || age.count < OF_AGE);
}

/** What stops the patient at this question; null where nothing does. */
export function problemOf({ step, answers }: KioskSession, today: LocalDate): KioskProblem | null {
  switch (step) {
    case 'code':
      return answers.code.length === CODE_LENGTH ? null : { code: 'code-short' };
    case 'family':
      if (hasCardNumber(answers.family)) return { code: 'card-number' };
      return cleanLine(answers.family) ? null : { code: 'name-missing' };
    case 'given':
      return hasCardNumber(answers.given) ? { code: 'card-number' } : null;
    case 'birth-date': {
      const born = birthDateFrom(answers, today);
      return born.ok ? null : born.error;
    }
    case 'phone':
      return answers.phone.length === 4 ? null : { code: 'phone-short' };
    case 'new-phone':
      // Ten digits in the US and Mexico; none says that it is the same.
      return answers.newPhone !== '' && answers.newPhone.length < 10 ? { code: 'phone-ten' } : null;
    case 'emergency-name':
      if (hasCardNumber(answers.emergency)) return { code: 'card-number' };
      return cleanLine(answers.emergency) ? null : { code: 'name-missing' };
    case 'emergency-phone':
      return answers.emergencyPhone.length < 10 ? { code: 'phone-ten' } : null;
    case 'new-street':
      return hasCardNumber(answers.street) ? { code: 'card-number' } : null;
    case 'new-place':
      return hasCardNumber(answers.place) ? { code: 'card-number' } : null;
    case 'reason':
      if (hasCardNumber(answers.reason)) return { code: 'card-number' };
      return cleanLine(answers.reason) ? null : { code: 'reason-missing' };
    default:
      return null;
  }
}
