import type { Channel } from '#domain/casework/attempts.ts';
import type { PatientFlag } from '#domain/patient/flags.ts';
import { neverBy } from '#domain/patient/reach.ts';
import type { Rows } from '#station/rows.ts';

/** What patients' records say of reaching them, by patient. */
export interface ContactSaid {
  readonly never: ReadonlyMap<string, readonly Channel[]>;
  readonly flags: ReadonlyMap<string, readonly PatientFlag[]>;
}

export const NOTHING_SAID: ContactSaid = { never: new Map(), flags: new Map() };

/** @param patients may name one more than once */
export async function contactSaid(rows: Rows, patients: readonly string[]): Promise<ContactSaid> {
  const found = await Promise.all([...new Set(patients)].map((id) => rows.patient(id)));
  const known = found.flatMap((one) => one ?? []);
  return {
    never: new Map(known.map((one) => [one.patient, neverBy(one)] as const)),
    flags: new Map(known.map((one) => [one.patient, one.flags ?? []] as const))
  };
}
