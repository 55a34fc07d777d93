import type { CoverageId } from '#domain/coverage/coverage-facts.ts';
import { isInDoubt } from '#domain/coverage/coverage-evidence.ts';
import { isSameNumber } from '#domain/coverage/clashes.ts';
import type { EligibilityCheck } from '#domain/coverage/eligibility-facts.ts';
import { patientDoc } from '#domain/documents.ts';
import type { PatientId } from '#domain/ids.ts';
import { waitingFor } from '#domain/patient/waits.ts';
import type { DemographicField } from '#domain/patient/patient-facts.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';

export type VerifyEligibilityRefusal =
  | { readonly code: 'coverage/not-yours' }
  | { readonly code: 'coverage/no-such-patient' }
  | { readonly code: 'coverage/no-such' }
  /** Two desks disagree about who the patient is: nobody knows about whom the payer was asked [REG-12]. */
  | { readonly code: 'eligibility/person-in-doubt'; readonly field: DemographicField }
  /** The same of the coverage itself. */
  | { readonly code: 'eligibility/coverage-in-doubt' }
  /** The payer was asked about another number than stands here by now. */
  | { readonly code: 'coverage/changed-meanwhile' };

/** Keeps what a payer said of one coverage, by phone, portal or electronically: one kind of answer [COV-8]. */
export async function verifyEligibility(
  station: Station,
  patient: PatientId,
  coverage: CoverageId,
  check: EligibilityCheck
): Promise<Result<Done, VerifyEligibilityRefusal>> {
  if (!(await may(station, 'coverage/verify'))) return err({ code: 'coverage/not-yours' });
  const known = await station.rows.patient(patient);
  if (!known) return err({ code: 'coverage/no-such-patient' });
  const one = known.coverages?.list.find((each) => each.coverage === coverage);
  if (!one) return err({ code: 'coverage/no-such' });
  const [fork] = waitingFor(known, 'eligibility');
  if (fork) return err({ code: 'eligibility/person-in-doubt', field: fork.field });
  if (isInDoubt(known.coverages, [one])) return err({ code: 'eligibility/coverage-in-doubt' });
  if (!isSameNumber(check, one)) return err({ code: 'coverage/changed-meanwhile' });

  const doc = patientDoc(one.patient);
  const of = { patient: one.patient, coverage, ...check };
  return ok(doneBy('coverage/verify', doc, await station.record('coverage/verify', doc, [{ kind: 'eligibility/verified', of }]))); // prettier-ignore
}
