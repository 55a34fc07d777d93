import { patientDoc } from '#domain/documents.ts';
import type { PatientId } from '#domain/ids.ts';
import { mayDo } from '#domain/practice/acts.ts';
import { wordsOfLine } from '#domain/forms/revised-consents.ts';
import type { EvidenceKind } from '#domain/patient/evidence.ts';
import { lacksGuardian } from '#domain/patient/related.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { isLocalDate, type LocalDate } from '#domain/time.ts';
import type { CheckLine } from '#domain/visit/check-in-rules.ts';
import { checkInOf, fieldsOf } from '#domain/visit/check-in.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { verbsOf } from '#station/verbs.ts';
import { WAYS } from './check-words.ts';

/** What was looked at, how, and until when it is good. */
export interface Looking {
  readonly patient: PatientId;
  readonly line: CheckLine;
  readonly how: EvidenceKind;
  /** As printed on what was seen; nothing where nothing is. */
  readonly until?: string;
  /** Why the patient would not; asked for where they declined. */
  readonly note?: string;
}

export type VerifyRefusal =
  | { readonly code: 'check/not-yours' }
  | { readonly code: 'check/no-such-patient' }
  /** There is nothing there to make sure of. */
  | { readonly code: 'check/nothing-there'; readonly line: CheckLine }
  | { readonly code: 'check/in-doubt'; readonly line: CheckLine }
  /** A minor, and nobody on record who may sign for them. */
  | { readonly code: 'check/no-guardian' }
  | { readonly code: 'check/not-that-way' }
  | { readonly code: 'check/reason'; readonly most: number }
  | { readonly code: 'check/bad-date' }
  | { readonly code: 'check/ended'; readonly until: LocalDate };

export const MOST_REASON = 300;

/** Writes down that somebody made sure of a line, and how [CHK-7]. What stands in the record stays as it is. */
export async function verifyLine(
  station: Station,
  { patient: id, line, how, until = '', note = '' }: Looking
): Promise<Result<Done, VerifyRefusal>> {
  const [patient, practice] = await Promise.all([station.rows.patient(id), station.rows.practice()]);
  if (!mayDo(verbsOf(station.user, practice), 'patients/verify-field')) return err({ code: 'check/not-yours' });
  if (!patient) return err({ code: 'check/no-such-patient' });
  if (!WAYS[line].includes(how)) return err({ code: 'check/not-that-way' });
  const { now, zone } = { now: station.now(), zone: station.zone };
  const item = checkInOf({ patient, rules: practice.checkIn, now, zone }).find((one) => one.line === line);
  if (item?.state === 'doubt') return err({ code: 'check/in-doubt', line });
  if (item?.state === 'missing' && how === 'asked' && line !== 'coverage')
    return err({ code: 'check/nothing-there', line });
  // A card cannot be seen of insurance that is over: it is given a new one in the record.
  if (item?.state === 'missing' && line === 'coverage' && (patient.coverages?.list.length ?? 0) > 0)
    return err({ code: 'check/nothing-there', line });
  if (line === 'consent-to-treat' && lacksGuardian(patient, station.today())) return err({ code: 'check/no-guardian' });
  const said = note.trim();
  if (said.length > MOST_REASON || (how === 'declined' && !said))
    return err({ code: 'check/reason', most: MOST_REASON });
  const last = until.trim();
  if (last && !isLocalDate(last)) return err({ code: 'check/bad-date' });
  if (last && last < station.today()) return err({ code: 'check/ended', until: last });

  const doc = patientDoc(id);
  const words = isPaper(how) ? wordsOfLine(line, practice.forms, { ...patient, today: station.today() }) : undefined;
  const more = { ...(last && { until: last }), ...(said && { note: said }), ...(words && { words }) };
  const of = { patient: id, field: fieldsOf(line)[0], how, ...more };
  const written = await station.record('patients/verify-field', doc, [{ kind: 'field/verified', of }]);
  return ok(doneBy('patients/verify-field', doc, written));
}

/** A paper was signed, or would not be: which words it has is written down with it [FORM-24]. */
const isPaper = (how: EvidenceKind): boolean => how === 'signed' || how === 'declined';
