import type { AttemptOutcome, Channel } from '#domain/casework/attempts.ts';
import { dayDoc, patientDoc } from '#domain/documents.ts';
import type { AppointmentId, PatientId } from '#domain/ids.ts';
import { neverBy } from '#domain/patient/reach.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { AttemptAbout } from '#domain/scheduling/appointment-facts.ts';
import { stopFor } from '#domain/scheduling/confirmation.ts';
import type { LocalDate } from '#domain/time.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { checkNote, type NoteRefusal } from '../note.ts';

export interface AttemptLogged {
  readonly date: LocalDate;
  readonly appointment: AppointmentId;
  readonly about: AttemptAbout;
  readonly channel: Channel;
  readonly outcome: AttemptOutcome;
  readonly note: string;
}

export type AttemptRefusal =
  | NoteRefusal
  | { readonly code: 'appointment/unknown' }
  | { readonly code: 'attempt/not-booked' }
  /** The patient said not to be reached so, or not at all. */
  | { readonly code: 'attempt/do-not-contact' };

/**
 * Writes down that somebody tried to reach the patient of an appointment, and what came of it [CONF-1]. Two desks that both tried both did. What the patient ruled out is not done, so it is not
 * written; every other stop rule is the list's to tell, not to forbid: the patient may have called.
 */
export async function logAttempt(
  station: Station,
  { date, appointment: id, about, channel, outcome, note: typed }: AttemptLogged
): Promise<Result<Done, AttemptRefusal>> {
  const note = checkNote(typed);
  if (!note.ok) return note;
  const found = await station.rows.appointment(station.device.site, date, id);
  if (!found) return err({ code: 'appointment/unknown' });
  if (about === 'confirm' && found.status !== 'booked') return err({ code: 'attempt/not-booked' });
  const patient = await station.rows.patient(found.patient);
  const never = patient ? neverBy(patient) : [];
  const stop = stopFor(found, never, channel, station.now(), station.zone);
  if (stop === 'do-not-contact' || stop === 'not-that-way') return err({ code: 'attempt/do-not-contact' });

  const doc = dayDoc(station.device.site, date);
  const knew = (found.attempts ?? []).filter((one) => one.about === about).length;
  const of = { appointment: id, about, channel, outcome, knew, ...(note.value ? { note: note.value } : {}) };
  const facts = [{ kind: 'appointment/attempted', of }];
  return ok(doneBy('lists/attempt', doc, await station.record('lists/attempt', doc, facts)));
}

/** Writes down by which ways a patient is never to be reached [CONF-4]; none takes it back. */
export async function setContactWishes(
  station: Station,
  { patient, never }: { readonly patient: PatientId; readonly never: readonly Channel[] }
): Promise<Result<Done, { readonly code: 'attempt/no-such-patient' }>> {
  if (!(await station.rows.patient(patient))) return err({ code: 'attempt/no-such-patient' });
  const doc = patientDoc(patient);
  const facts = [{ kind: 'patient/contact-wished', of: { patient, never } }];
  return ok(doneBy('patients/contact-wishes', doc, await station.record('patients/contact-wishes', doc, facts)));
}
