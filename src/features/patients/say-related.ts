import { patientDoc } from '#domain/documents.ts';
import type { PatientId } from '#domain/ids.ts';
import { hasCardNumber } from '#domain/money/card-guard.ts';
import type { Related, RelatedId, RelatedSaid } from '#domain/patient/related.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { sameValue } from '#domain/same-value.ts';
import { LONGEST_NAME } from '#domain/text.ts';
import { isLocalDate } from '#domain/time.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';

export type RelatedRefusal =
  | { readonly code: 'related/no-name' }
  | { readonly code: 'related/too-long'; readonly most: number }
  | { readonly code: 'related/bad-date' }
  | { readonly code: 'related/ends-before' }
  | { readonly code: 'related/card-number' }
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
    const refusal = refusalOf(to);
    if (refusal) return err(refusal);
  }
  const from = one ? saidOf(one) : null;
  const isForked = known.relatedForks?.some((fork) => fork.related === related) ?? false;
  if (!isForked && !sameValue(from, shown))
    return err({ code: shown && !one ? 'related/no-such' : 'related/changed-meanwhile' });
  if (sameValue(from, to) && !isForked) return ok({ command: 'patients/say-related', takes: [] });
  const owner = one?.patientOf ?? known.patient;
  const doc = patientDoc(owner);
  const of = { patient: owner, related, from, to };
  return ok(doneBy('patients/say-related', doc, await station.record('patients/say-related', doc, [{ kind: 'related/said', of }]))); // prettier-ignore
}

/** What is said of them, without what the fold adds. */
export function saidOf({ related: _, patientOf: __, at: ___, by: ____, ...said }: Related): RelatedSaid {
  return said;
}

function refusalOf({ name, phone = '', period: { start, end }, note = '' }: RelatedSaid): RelatedRefusal | null {
  if (name.family === '' && name.given === '') return { code: 'related/no-name' };
  if ([name.family, name.given].some((part) => part.length > LONGEST_NAME)) return { code: 'related/too-long', most: LONGEST_NAME }; // prettier-ignore
  if (phone.length > 40) return { code: 'related/too-long', most: 40 };
  if (note.length > 300) return { code: 'related/too-long', most: 300 };
  if ([name.family, name.given, phone, note].some(hasCardNumber)) return { code: 'related/card-number' };
  if ([start, end].some((day) => day !== null && !isLocalDate(day))) return { code: 'related/bad-date' };
  return start !== null && end !== null && end < start ? { code: 'related/ends-before' } : null;
}
