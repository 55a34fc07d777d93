import { evidenceFor } from '../patient/evidence.ts';
import type { Patient } from '../patient/patient.ts';
import type { CheckLine } from '../visit/check-in-rules.ts';
import type { FormsSaid } from './practice-forms.ts';
import { SHIPPED_CONSENTS } from './shipped/consent-versions.ts';

/**
 * The lines of check-in whose words are others than those that were signed, or refused, last: a new revision of the notice of privacy practices is acknowledged anew [FORM-24]. What
 * staff made sure of later, a paper in hand, stands.
 */
export function revisedLines(
  patient: Pick<Patient, 'consents' | 'evidence' | 'registered'>,
  { defined }: Pick<FormsSaid, 'defined'>
): ReadonlySet<CheckLine> {
  const now = new Map(SHIPPED_CONSENTS.map(({ form, version }) => [form, version]));
  for (const { form, version, consent } of defined) if (consent?.line) now.set(form, version);
  const revised = new Set<CheckLine>();
  const seen = new Set<CheckLine>();
  for (const { line, form, version, signedAt } of patient.consents ?? []) {
    // The latest signature of a line comes first.
    if (!line || seen.has(line)) continue;
    seen.add(line);
    const isLast = (evidenceFor(patient, [line], false)?.at ?? 0) <= signedAt;
    if (isLast && now.has(form) && now.get(form) !== version) revised.add(line);
  }
  return revised;
}
