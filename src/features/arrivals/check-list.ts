import { revisedLines, wordsOfLine } from '#domain/forms/revised-consents.ts';
import type { PatientId, SubmissionId, UserId, VisitId } from '#domain/ids.ts';
import { holdsUp, LINE_OF, proposalsOf, type FieldProposal } from '#domain/intake/proposals.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { CheckLine } from '#domain/visit/check-in-rules.ts';
import { checkInOf, type CheckItem } from '#domain/visit/check-in.ts';
import type { Visit } from '#domain/visit/visit.ts';
import type { Rows } from '#station/rows.ts';
import type { Station } from '#station/station.ts';

/** What the desk has to look at before a patient is checked in, as it stands now [CHK-1]. */
export interface CheckList {
  readonly patient: Patient;
  /** Absent while the patient is not here. */
  readonly visit: Visit | undefined;
  /** What the patient told a kiosk and nobody has settled [ARR-13]. */
  readonly proposals: readonly FieldProposal[];
  readonly items: readonly CheckItem[];
  /** The version of the words that a paper for a line has now [FORM-24]. */
  readonly versions: ReadonlyMap<CheckLine, string>;
  /** How the people who looked sign. */
  readonly initials: ReadonlyMap<UserId, string>;
}

export interface CheckListOf {
  readonly visit: VisitId;
  readonly patient: PatientId | null;
  /** Submissions that are about to be the visit's. */
  readonly submissions?: readonly SubmissionId[];
}

/** Null where there is no registration to look at: a walk-in whom nobody has found yet, or a record that has not come to this desk. */
export async function checkListOf(
  station: Station,
  rows: Rows,
  { visit: id, patient: patientId, submissions = [] }: CheckListOf
): Promise<CheckList | null> {
  if (patientId === null) return null;
  const { site } = station.device;
  const today = station.today();
  const [patient, visit, practice, sealed, handled] = await Promise.all([
    rows.patient(patientId),
    rows.visit(site, today, id),
    rows.practice(),
    rows.submissions(today),
    rows.handled(site, today)
  ]);
  if (!patient) return null;
  const own = new Set([...(visit?.submissions ?? []), ...submissions]);
  const told = await Promise.all(
    sealed
      .filter(({ submission }) => own.has(submission))
      .map(async (one) => {
        const settled = handled.find(({ submission }) => submission === one.submission)?.settled ?? {};
        // What this desk cannot open it does not know of, and nobody is held up by it.
        return { said: await station.openSubmission(one), settled };
      })
  );
  const proposals = proposalsOf(
    told.flatMap(({ said, settled }) => (said ? [{ said, settled }] : [])),
    patient
  );
  const waiting = new Set(proposals.filter(holdsUp).flatMap(({ field }): CheckLine[] => listed(LINE_OF[field])));
  const revised = revisedLines(patient, practice.forms);
  const parts = {
    patient,
    visit,
    told: waiting,
    revised,
    rules: practice.checkIn,
    now: station.now(),
    zone: station.zone
  };
  const initials = new Map([...practice.staff].map(([user, who]) => [user, who.initials]));
  const items = checkInOf(parts);
  const versions = new Map(
    items.flatMap(({ line }) => {
      const words = wordsOfLine(line, practice.forms, { ...patient, today });
      return words ? [[line, words.version] as const] : [];
    })
  );
  return { patient, visit, proposals, items, versions, initials };
}

function listed<T>(value: T | null): T[] {
  return value === null ? [] : [value];
}
