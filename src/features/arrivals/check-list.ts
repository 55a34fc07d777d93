import type { PatientId, UserId, VisitId } from '#domain/ids.ts';
import type { Patient } from '#domain/patient/patient.ts';
import { checkInOf, type CheckItem } from '#domain/visit/check-in.ts';
import type { Visit } from '#domain/visit/visit.ts';
import type { Rows } from '#station/rows.ts';
import type { Station } from '#station/station.ts';

/** What the desk has to look at before a patient is checked in, as it stands now [CHK-1]. */
export interface CheckList {
  readonly patient: Patient;
  /** Absent while the patient is not here. */
  readonly visit: Visit | undefined;
  readonly items: readonly CheckItem[];
  /** How the people who looked sign. */
  readonly initials: ReadonlyMap<UserId, string>;
}

/** Null where there is no registration to look at: a walk-in whom nobody has found yet, or a record that has not come to this desk. */
export async function checkListOf(
  station: Station,
  rows: Rows,
  { visit: id, patient: patientId }: { readonly visit: VisitId; readonly patient: PatientId | null }
): Promise<CheckList | null> {
  if (patientId === null) return null;
  const [patient, visit, practice] = await Promise.all([
    rows.patient(patientId),
    rows.visit(station.device.site, station.today(), id),
    rows.practice()
  ]);
  if (!patient) return null;
  const items = checkInOf({ patient, visit, rules: practice.checkIn, now: station.now(), zone: station.zone });
  return { patient, visit, items, initials: new Map([...practice.staff].map(([user, who]) => [user, who.initials])) };
}
