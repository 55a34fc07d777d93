import type * as v from 'valibot';
import { socialSecurityNumber } from '#domain/import/social-security-number.ts';
import type { Identifier } from '#domain/patient/patient-facts.ts';
import { hasCardNumber } from '#domain/money/card-guard.ts';
import { cleanLine } from '#domain/text.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Remark } from '../records.ts';
import type { Identifier as IdentifierSchema } from './elements.ts';

const SSN = 'http://hl7.org/fhir/sid/us-ssn';

/**
 * A patient's numbers with their kinds (HL7 v2 table 0203). The SSN is known by its system, because STU3 writers gave it other
 * kinds; a number without a kind is kept as `U`, unspecified, unless another one already has it [IMP-16].
 */
export function identifiersOf(elements: readonly v.InferOutput<typeof IdentifierSchema>[]): Identifier[] {
  const kept: Identifier[] = [];
  for (const element of elements) {
    const value = cleanLine(element.value ?? '');
    if (value === '' || element.use === 'old') continue;
    const system = cleanLine(element.system ?? '');
    const type =
      system === SSN ? 'SS' : (element.type?.coding.find(({ code }) => /^[A-Z]{1,6}$/.test(code ?? ''))?.code ?? 'U');
    kept.push({ type, system, value: type === 'SS' ? socialSecurityNumber(value) : value });
  }
  return kept.filter(({ type, value }, at) => {
    const first = kept.findIndex((other) => other.value === value && (other.type === type || type === 'U'));
    return type === 'U'
      ? !kept.some((other) => other.value === value && other.type !== 'U') && first === at
      : first === at;
  });
}

/**
 * Record numbers of 13 digits and more read like payment cards now and then, and such a text is kept nowhere (MON-1). The number is
 * left out then, not the patient.
 */
export function withoutCardNumbers(identifiers: readonly Identifier[]): {
  kept: readonly Identifier[];
  leftOut: number;
} {
  const kept = identifiers.filter(({ value }) => !hasCardNumber(value));
  return { kept, leftOut: identifiers.length - kept.length };
}

export function remarksOn(given: string, birthDate: LocalDate | null, numbers: { readonly leftOut: number }): Remark[] {
  return [
    ...(given !== '' && birthDate === null ? (['patient/birth-date-in-part'] as const) : []),
    ...(numbers.leftOut > 0 ? (['patient/identifier-left-out'] as const) : [])
  ];
}
