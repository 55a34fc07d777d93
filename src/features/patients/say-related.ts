import { patientDoc } from '#domain/documents.ts';
import type { PatientId } from '#domain/ids.ts';
import { checkRelated, saidOfRelated, type RelatedTextRefusal } from '#domain/patient/check-related.ts';
import type { RelatedId, RelatedSaid } from '#domain/patient/related.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { sameValue } from '#domain/same-value.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';

export type RelatedRefusal =
  | RelatedTextRefusal
  | { readonly code: 'related/not-yours' }
  | { readonly code: 'related/no-such' }
  | { readonly code: 'related/changed-meanwhile' }
  | { readonly code: 'patient/unknown' };

export interface RelatedSaying {
  readonly patient: PatientId;
  /** Chosen once by the form. */
  readonly related: RelatedId;
  /** What the person at the desk was shown; null for somebody new. */
  readonly shown: RelatedSaid | null;
  /** Null takes them away. */
  readonly to: RelatedSaid | null;
}

/** Says who somebody beside the patient is, and what they may be told [REG-14]. A fork about them is settled by it. */
export async function sayRelated(
  station: Station,
  { patient: id, related, shown, to }: RelatedSaying
): Promise<Result<Done, RelatedRefusal>> {
  if (!(await may(station, 'patients/say-related'))) return err({ code: 'related/not-yours' });
  const known = await station.rows.patient(id);
  if (!known) return err({ code: 'patient/unknown' });
  const one = known.related?.find((each) => each.related === related);
  if (to) {
    const refusal = checkRelated(to);
    if (refusal) return err(refusal);
  }
  const from = one ? saidOfRelated(one) : null;
  const isForked = known.relatedForks?.some((fork) => fork.related === related) ?? false;
  if (!isForked && !sameValue(from, shown))
    return err({ code: shown && !one ? 'related/no-such' : 'related/changed-meanwhile' });
  if (sameValue(from, to) && !isForked) return ok({ command: 'patients/say-related', takes: [] });
  const owner = one?.patientOf ?? known.patient;
  const doc = patientDoc(owner);
  const of = { patient: owner, related, from, to };
  return ok(doneBy('patients/say-related', doc, await station.record('patients/say-related', doc, [{ kind: 'related/said', of }]))); // prettier-ignore
}
