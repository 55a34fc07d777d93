import { patientDoc, type DocId } from '#domain/documents.ts';
import { factId, type NewFact } from '#domain/fact.ts';
import type { PatientId } from '#domain/ids.ts';
import { recordsOf, type JoinedPatient } from '#domain/patient/joined.ts';
import { differencesBetween, valueAfter, type Choices } from '#domain/patient/merge-choice.ts';
import type { DemographicField, MergeId, PatientFact, SeenOfRecord } from '#domain/patient/patient-facts.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { sameValue } from '#domain/same-value.ts';
import { doneTogether, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';

export type MergeRefusal =
  | { readonly code: 'merge/unknown' }
  | { readonly code: 'merge/one-record' }
  /** Two desks disagree about a field of one of them: that is settled first. */
  | { readonly code: 'merge/unsettled'; readonly field: DemographicField }
  | { readonly code: 'merge/changed-meanwhile' };

/** Two people as the person at the desk was shown them, side by side. */
export interface SideBySide {
  readonly survivor: JoinedPatient;
  readonly other: JoinedPatient;
}

/**
 * Merges a record into another that stays [MRG-1]. Facts in both documents, in one commit: nothing is moved or taken away, so undoing it
 * leaves both as they were. Refused where what was shown is no longer what stands.
 */
export async function mergePatients(
  station: Station,
  { survivor: shown, other: shownOther }: SideBySide,
  choices: Choices
): Promise<Result<Done, MergeRefusal>> {
  const [survivor, other] = [await station.rows.patient(shown.patient), await station.rows.patient(shownOther.patient)];
  if (!survivor || !other) return err({ code: 'merge/unknown' });
  if (survivor.patient === other.patient) return err({ code: 'merge/one-record' });
  if (!isAsShown(survivor, shown) || !isAsShown(other, shownOther)) return err({ code: 'merge/changed-meanwhile' });
  const fork = survivor.forks[0] ?? other.forks[0];
  if (fork) return err({ code: 'merge/unsettled', field: fork.field });

  const merge = station.newId();
  const { patient } = survivor;
  const seen = await seenOf(station, other);
  const chosen = chosenFacts({ survivor, other }, choices, merge);
  const parts: readonly { readonly doc: DocId; readonly facts: readonly NewFact[] }[] = [
    // What was chosen comes before: what the other desk wrote meanwhile counts after both.
    {
      doc: patientDoc(patient),
      facts: [...chosen, { kind: 'patient/absorbed', of: { patient, from: other.patient, merge, seen } }]
    },
    {
      doc: patientDoc(other.patient),
      facts: [{ kind: 'patient/merged', of: { patient: other.patient, into: patient, merge } }]
    }
  ];
  return ok(doneTogether('patients/merge', parts, await station.recordTogether('patients/merge', parts)));
}

export type UnmergeRefusal = { readonly code: 'merge/not-merged' };

/** Undoes a merge, whoever made it and however often [MRG-4]: what was chosen in it goes with it, what was written since stays. */
export async function unmergePatients(
  station: Station,
  into: PatientId,
  other: PatientId
): Promise<Result<Done, UnmergeRefusal>> {
  const [survivor, gone] = [await station.rows.ownRecord(into), await station.rows.ownRecord(other)];
  const merges = new Set(
    [
      ...(survivor?.merges?.from ?? []).filter((note) => note.other === other),
      ...(gone?.merges?.into ?? []).filter((note) => note.other === into)
    ].map(({ merge }) => merge)
  );
  const parts = [survivor, gone].flatMap((record) => {
    const facts = (record?.merges?.facts ?? [])
      .filter(({ fact }) => merges.has(mergeOf(fact as PatientFact) ?? '')) // the documents of patients hold facts of patients
      .map((recorded) => ({ kind: 'fact/voided', of: { fact: factId(recorded) } }));
    return record && facts.length > 0 ? [{ doc: patientDoc(record.patient), facts }] : [];
  });
  if (parts.length === 0) return err({ code: 'merge/not-merged' });
  await station.recordTogether('patients/unmerge', parts);
  return ok({ command: 'patients/unmerge', takes: [] });
}

/** Says that two records are of two people: they are no longer listed as one [MRG-7]. */
export async function tellApart(station: Station, patient: PatientId, other: PatientId): Promise<Result<Done, never>> {
  const doc = patientDoc(patient);
  const facts = [{ kind: 'patient/told-apart', of: { patient, other } }];
  const written = await station.record('patients/tell-apart', doc, facts);
  return ok({ command: 'patients/tell-apart', takes: [{ doc, facts: written.map(factId) }] });
}

function chosenFacts({ survivor, other }: SideBySide, choices: Choices, merge: MergeId): readonly NewFact[] {
  const { patient } = survivor;
  const changes = differencesBetween(survivor, other).flatMap(({ field, suggested }) => {
    const from = survivor[field] ?? null;
    const to = valueAfter(field, choices[field] ?? suggested, survivor, other);
    return sameValue(from, to) ? [] : [{ kind: 'patient/changed', of: { patient, field, from, to, merge } }];
  });
  // Who may not be reached in some way may not be, whichever record says so.
  const own = survivor.wishes?.never ?? [];
  const never = [...new Set([...own, ...(other.wishes?.never ?? [])])];
  const note = survivor.wishes?.note ?? other.wishes?.note;
  if (never.length === own.length && note === survivor.wishes?.note) return changes;
  return [...changes, { kind: 'patient/contact-wished', of: { patient, never, ...(note ? { note } : {}), merge } }];
}

async function seenOf(station: Station, other: JoinedPatient): Promise<readonly SeenOfRecord[]> {
  const seen: SeenOfRecord[] = [];
  for (const patient of recordsOf(other))
    seen.push({ patient, last: (await station.rows.ownRecord(patient))?.last ?? [] });
  return seen;
}

function mergeOf(fact: PatientFact): MergeId | undefined {
  return 'merge' in fact.of ? fact.of.merge : undefined;
}

/** Merges and past visits apart: what a person compares. */
function isAsShown(now: JoinedPatient, shown: JoinedPatient): boolean {
  return (
    now.patient === shown.patient &&
    sameValue(now.last ?? [], shown.last ?? []) &&
    sameValue(recordsOf(now), recordsOf(shown))
  );
}
