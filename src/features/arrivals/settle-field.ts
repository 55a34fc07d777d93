import { patientDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { PatientId } from '#domain/ids.ts';
import { LINE_OF, type EmergencyTold, type FieldProposal } from '#domain/intake/proposals.ts';
import { checkRelated, saidOfRelated } from '#domain/patient/check-related.ts';
import { checkDemographics } from '#domain/patient/demographics.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { RelatedId } from '#domain/patient/related.ts';
import { mayDo, type Act } from '#domain/practice/acts.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { sameValue } from '#domain/same-value.ts';
import { fieldsOf } from '#domain/visit/check-in.ts';
import type { FieldOutcome, ProposedField } from '#domain/visit/visit-facts.ts';
import { doneBy, doneTogether, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { verbsOf } from '#station/verbs.ts';
import { todayDoc } from './today-doc.ts';

export type FieldRefusal =
  | { readonly code: 'field/not-yours' }
  | { readonly code: 'field/no-record' }
  /** Another desk was first. */
  | { readonly code: 'field/settled'; readonly outcome: FieldOutcome }
  | { readonly code: 'field/changed-meanwhile' }
  | { readonly code: 'field/in-doubt' }
  | { readonly code: 'field/needs-id' }
  | { readonly code: 'field/unreadable' };

/** What was settled, so that taking it back can ask whether the record has changed since. */
export interface Settled {
  readonly done: Done;
  readonly patient: PatientId;
  readonly field: ProposedField;
  /** Which of the people beside the patient it is about. */
  readonly about?: RelatedId;
  /** The value that stands in the record now. */
  readonly stands: unknown;
}

/**
 * Writes one field as the patient told the kiosk, by the desk's own word and with the kiosk as evidence [ARR-13]. @param hasId an ID was held
 * in hand: asked for where the field says who somebody is
 */
export async function takeField(
  station: Station,
  id: PatientId,
  proposal: FieldProposal,
  hasId = false
): Promise<Result<Settled, FieldRefusal>> {
  const found = await open(station, id, proposal, 'patients/take-field');
  if (!found.ok) return found;
  const { patient, settled } = found.value;
  const { field, from, to, isHighRisk } = proposal;
  if (!sameValue(standsIn(patient, proposal), from)) return err({ code: 'field/changed-meanwhile' });
  if (isInDoubt(patient, proposal)) return err({ code: 'field/in-doubt' });
  if (isHighRisk && !hasId) return err({ code: 'field/needs-id' });
  if (proposal.field === 'emergency') return await takePerson(station, { proposal, patient, settled });
  if (!checkDemographics({ [field]: to }, station.today()).ok) return err({ code: 'field/unreadable' });

  // Of a record that was merged, the survivor is changed.
  const { patient: survivor } = patient;
  const line = LINE_OF[field];
  const how = isHighRisk ? 'id' : 'kiosk';
  const facts: NewFact[] = [
    { kind: 'field/verified', of: { patient: survivor, field: line ? fieldsOf(line)[0] : field, how } }
  ];
  if (!sameValue(from, to)) facts.unshift({ kind: 'patient/changed', of: { patient: survivor, field, from, to } });
  const parts = [
    { doc: patientDoc(survivor), facts },
    { doc: todayDoc(station), facts: [settled('taken')] }
  ];
  const written = await station.recordTogether('patients/take-field', parts);
  return ok({ done: doneTogether('patients/take-field', parts, written), patient: survivor, field, stands: to });
}

/** Somebody to call in an emergency: new beside the patient, or changed where they were written. */
async function takePerson(
  station: Station,
  { proposal, patient, settled }: Found & { readonly proposal: Extract<FieldProposal, { field: 'emergency' }> }
): Promise<Result<Settled, FieldRefusal>> {
  const { from, to } = proposal;
  if (checkRelated(to.said)) return err({ code: 'field/unreadable' });
  const owner = patient.related?.find(({ related }) => related === to.related)?.patientOf ?? patient.patient;
  const said = { patient: owner, related: to.related, from: from?.said ?? null, to: to.said };
  const facts: NewFact[] = [
    ...(sameValue(from, to) ? [] : [{ kind: 'related/said', of: said }]),
    { kind: 'field/verified', of: { patient: owner, field: `related:${to.related}`, how: 'kiosk' } }
  ];
  const parts = [
    { doc: patientDoc(owner), facts },
    { doc: todayDoc(station), facts: [settled('taken')] }
  ];
  const written = await station.recordTogether('patients/take-field', parts);
  const done = doneTogether('patients/take-field', parts, written);
  return ok({ done, patient: patient.patient, field: 'emergency', about: to.related, stands: to });
}

/** What stands in the record now, where the proposal was held against it. */
function standsIn(patient: Patient, { field, ...proposal }: FieldProposal): unknown {
  return field === 'emergency' ? personIn(patient, (proposal.to as EmergencyTold).related) : (patient[field] ?? null); // its own value
}

function personIn({ related = [] }: Patient, id: RelatedId): EmergencyTold | null {
  const held = related.find((one) => one.related === id);
  return held ? { related: id, said: saidOfRelated(held) } : null;
}

function isInDoubt({ forks, relatedForks = [] }: Patient, { field, to }: FieldProposal): boolean {
  if (field !== 'emergency') return forks.some((fork) => fork.field === field);
  return relatedForks.some(({ related }) => related === to.related);
}

/** Leaves the record as it is, and says that somebody looked [ARR-13]. */
export async function refuseField(
  station: Station,
  id: PatientId,
  proposal: FieldProposal
): Promise<Result<Settled, FieldRefusal>> {
  const found = await open(station, id, proposal, 'patients/refuse-field');
  if (!found.ok) return found;
  const { patient, settled } = found.value;
  const { field } = proposal;
  const doc = todayDoc(station);
  const written = await station.record('patients/refuse-field', doc, [settled('refused')]);
  const stands = standsIn(patient, proposal);
  const about = proposal.field === 'emergency' ? { about: proposal.to.related } : {};
  return ok({ done: doneBy('patients/refuse-field', doc, written), patient: patient.patient, field, ...about, stands });
}

/** Takes back what was settled, unless the record says something else by now: what came later would stand on nothing. */
export async function takeBackField(
  station: Station,
  { done, patient: id, field, about, stands }: Settled
): Promise<Result<void, Extract<FieldRefusal, { code: 'field/changed-meanwhile' | 'field/no-record' }>>> {
  const patient = await station.rows.patient(id);
  if (!patient) return err({ code: 'field/no-record' });
  const now = field === 'emergency' ? personIn(patient, about ?? '') : (patient[field] ?? null);
  if (!sameValue(now, stands)) return err({ code: 'field/changed-meanwhile' });
  const voids = done.takes.map(({ doc, facts }) => ({
    doc,
    facts: facts.map((fact) => ({ kind: 'fact/voided', of: { fact } }))
  }));
  await station.recordTogether('queue/undo', voids);
  return ok();
}

interface Found {
  readonly patient: Patient;
  readonly settled: (outcome: FieldOutcome) => NewFact;
}

/** The record and the submission, while the proposal still waits for this person's word. */
async function open(
  station: Station,
  id: PatientId,
  { submission, field }: FieldProposal,
  act: Act
): Promise<Result<Found, FieldRefusal>> {
  const { site } = station.device;
  const [patient, practice, sealed, handled] = await Promise.all([
    station.rows.patient(id),
    station.rows.practice(),
    station.rows.submissions(station.today()),
    station.rows.handled(site, station.today())
  ]);
  if (!mayDo(verbsOf(station.user, practice), act)) return err({ code: 'field/not-yours' });
  const device = sealed.find((one) => one.submission === submission)?.device;
  if (!patient || device === undefined) return err({ code: 'field/no-record' });
  const outcome = handled.find((one) => one.submission === submission)?.settled?.[field];
  if (outcome) return err({ code: 'field/settled', outcome });
  const of = { submission, device, patient: patient.patient, field };
  return ok({ patient, settled: (word) => ({ kind: 'submission/field-settled', of: { ...of, outcome: word } }) });
}
