import type { PatientId, UserId } from '../ids.ts';
import { folded } from '../patient/search-text.ts';
import type { AuditLine, Watch, WatchFlag } from './audit-line.ts';

/** Somebody who works here. */
export interface Watched {
  readonly user: UserId;
  readonly name: string;
}

/** What is needed of a patient to tell whether somebody who works here may know them. */
export interface Acquaintance {
  readonly patient: PatientId;
  readonly family: string;
  readonly given: string;
  readonly phones: readonly string[];
  /** Street and city as one text; empty where none is known. */
  readonly address: string;
}

/**
 * Whom each of the staff should have a reason to look at: themselves, people of their surname, of their telephone or address, and one
 * another, where they are patients [AUD-17]. Names are compared here, on the screen of who may read the log; the log has none.
 */
export function watchList(staff: readonly Watched[], patients: readonly Acquaintance[]): readonly Watch[] {
  const watches: Watch[] = [];
  const own = new Map<UserId, Acquaintance[]>();
  for (const { user, name } of staff) {
    const called = folded(name);
    for (const patient of patients) {
      if (!called.endsWith(` ${folded(patient.family)}`)) continue;
      const isSelf = folded(patient.given).split(' ')[0] === called.split(' ')[0];
      if (isSelf) own.set(user, [...(own.get(user) ?? []), patient]);
      else watches.push({ patient: patient.patient, user, flag: 'same-surname' });
    }
  }
  for (const [user, records] of own) {
    for (const { patient } of records) {
      watches.push({ patient, user, flag: 'own-record' });
      watches.push({ patient, user, flag: 'co-worker' });
    }
    const isOwn = new Set(records.map(({ patient }) => patient));
    for (const patient of patients)
      if (!isOwn.has(patient.patient) && records.some((record) => sharesHome(record, patient)))
        watches.push({ patient: patient.patient, user, flag: 'same-household' });
  }
  return watches;
}

/** What a list says of one look. */
export function watchFlags(
  watches: readonly Watch[]
): (line: Pick<AuditLine, 'user' | 'refs'>) => readonly WatchFlag[] {
  const byPatient = new Map<PatientId, Watch[]>();
  for (const watch of watches) byPatient.set(watch.patient, [...(byPatient.get(watch.patient) ?? []), watch]);
  return ({ user, refs }) => {
    const flags = new Set<WatchFlag>();
    for (const ref of refs) {
      if (!ref.startsWith('patient:')) continue;
      for (const watch of byPatient.get(ref.slice('patient:'.length)) ?? [])
        if ((watch.user === user) !== (watch.flag === 'co-worker')) flags.add(watch.flag);
    }
    return [...flags];
  };
}

function sharesHome(one: Acquaintance, other: Acquaintance): boolean {
  const digits = (phone: string): string => phone.replace(/\D/g, '').slice(-10);
  const phones = new Set(one.phones.map(digits).filter((text) => text.length >= 7));
  if (other.phones.some((phone) => phones.has(digits(phone)))) return true;
  return one.address !== '' && folded(one.address) === folded(other.address);
}
