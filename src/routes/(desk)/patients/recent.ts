import type { PatientId, UserId } from '#domain/ids.ts';

/** How many are offered again. */
const MOST = 12;

/** Random ids of patients, which identify nobody without the encrypted rows; by who sits at this desk. */
const keyOf = (user: UserId): string => `recent-patients:${user}`;

/** Patients this person opened lately on this device, newest first. */
export function recentPatients(user: UserId): readonly PatientId[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(user)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id): id is PatientId => typeof id === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function rememberPatient(user: UserId, patient: PatientId): void {
  const others = recentPatients(user).filter((id) => id !== patient);
  try {
    localStorage.setItem(keyOf(user), JSON.stringify([patient, ...others].slice(0, MOST)));
  } catch {
    // A full or forbidden local store only costs the list of those opened lately.
  }
}
