import { askedOf, mspOf, type MspAnswers } from '#domain/coverage/msp.ts';
import { patientDoc } from '#domain/documents.ts';
import type { PatientId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';

export type WhoPaysRefusal =
  | { readonly code: 'coverage/not-yours' }
  | { readonly code: 'coverage/no-such-patient' }
  | { readonly code: 'coverage/note-too-long' }
  /** A question is open still. */
  | { readonly code: 'msp/open' };

export const MOST_NOTE = 300;

/** The patient pays without insurance, or no longer [COV-7]. What insurance there is stays as it is. */
export async function saySelfPay(
  station: Station,
  id: PatientId,
  pays: boolean,
  note = ''
): Promise<Result<Done, WhoPaysRefusal>> {
  const found = await patientIn(station, id);
  if (!found.ok) return found;
  const said = note.trim();
  if (said.length > MOST_NOTE) return err({ code: 'coverage/note-too-long' });
  const [patient, doc] = [found.value, patientDoc(found.value)];
  const of = { patient, pays, ...(said && { note: said }) };
  return ok(doneBy('coverage/self-pay', doc, await station.record('coverage/self-pay', doc, [{ kind: 'coverage/self-pay-said', of }]))); // prettier-ignore
}

/** Keeps what a Medicare patient answered, once all that is asked is answered [COV-10]. */
export async function keepMsp(
  station: Station,
  id: PatientId,
  given: MspAnswers
): Promise<Result<Done, WhoPaysRefusal>> {
  const found = await patientIn(station, id);
  if (!found.ok) return found;
  const answers = askedOf(given);
  if ('next' in mspOf(answers)) return err({ code: 'msp/open' });
  const [patient, doc] = [found.value, patientDoc(found.value)];
  const of = { patient, answers };
  return ok(doneBy('coverage/ask-msp', doc, await station.record('coverage/ask-msp', doc, [{ kind: 'coverage/msp-asked', of }]))); // prettier-ignore
}

async function patientIn(station: Station, id: PatientId): Promise<Result<PatientId, WhoPaysRefusal>> {
  if (!(await may(station, 'coverage/self-pay'))) return err({ code: 'coverage/not-yours' });
  const patient = await station.rows.patient(id);
  return patient ? ok(patient.patient) : err({ code: 'coverage/no-such-patient' });
}
