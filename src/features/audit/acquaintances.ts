import type { Watch } from '#domain/audit/audit-line.ts';
import { watchList, type Acquaintance } from '#domain/audit/watch-list.ts';
import type { PatientId } from '#domain/ids.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { PatientHit, Rows } from '#station/rows.ts';

/** Of one surname, and of one telephone, so many are compared: more than any practice has of either. */
const MOST = 500;
/** So many records of one surname are opened for their addresses. */
const MOST_OPENED = 50;

/**
 * Whom each of the staff should have a reason to look at (watch-list.ts), from this device's own directory. Somebody who shares an address
 * and neither name nor telephone with them is not found this way.
 */
export async function watchesHere(rows: Rows): Promise<readonly Watch[]> {
  const staff = [...(await rows.practice()).staff.values()];
  const found = new Map<PatientId, Acquaintance>();
  for (const { name } of staff) {
    const family = name.trim().split(/\s+/).at(-1) ?? '';
    for (const hit of await rows.findPatients(family, MOST)) found.set(hit.patient, asFound(hit));
  }
  // Whoever is a patient themselves: of their records, and of those of their surname, the telephones and addresses are compared too.
  const first = watchList(staff, [...found.values()]);
  const selves = new Set(first.filter(({ flag }) => flag === 'own-record').map(({ user }) => user));
  const near = first.filter(({ user, flag }) => selves.has(user) && (flag === 'own-record' || flag === 'same-surname'));
  for (const { patient } of near
    .sort((a, b) => Number(b.flag === 'own-record') - Number(a.flag === 'own-record'))
    .slice(0, MOST_OPENED)) {
    const known = await rows.patient(patient);
    if (known) found.set(patient, asKnown(known));
  }
  for (const { patient, flag } of near)
    for (const phone of flag === 'own-record' ? (found.get(patient)?.phones ?? []) : [])
      for (const hit of await rows.findPatients(phone, MOST))
        if (!found.has(hit.patient)) found.set(hit.patient, asFound(hit));
  return watchList(staff, [...found.values()]);
}

function asFound({ patient, family, given, phone }: PatientHit): Acquaintance {
  return { patient, family, given, phones: phone === '' ? [] : [phone], address: '' };
}

function asKnown({ patient, name, phones, address }: Patient): Acquaintance {
  const { line = [], city = '' } = address ?? {};
  return {
    patient,
    family: name.family,
    given: name.given.join(' '),
    phones: phones.map(({ number }) => number),
    address: line.length > 0 ? [...line, city].join(' ') : ''
  };
}
