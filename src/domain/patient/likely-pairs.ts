import type { PatientId } from '../ids.ts';
import { linkRecordOf, linksOf, type LinkRecord } from './linkage.ts';
import type { Patient } from './patient.ts';

/** Two records that may be of one person. */
export interface LikelyPair {
  readonly a: PatientId;
  readonly b: PatientId;
  /** How much speaks for it (linkage.ts). */
  readonly bits: number;
}

export interface LikelyPairs {
  /** Likeliest first. */
  readonly pairs: readonly LikelyPair[];
  /** How many there are, shown or not. */
  readonly total: number;
  /** How many records were compared. */
  readonly compared: number;
}

/** A register being compared with itself: of each record only what it is compared by is held. */
export interface PairFinder {
  add(patient: Patient): void;
  /** Some seconds at 100,000 records: not on the main thread. */
  find(most: number): LikelyPairs;
}

/** Records that went into another one are not compared, and two that were told apart are no pair [MRG-7] [MRG-9]. */
export function pairFinder(): PairFinder {
  const ids: PatientId[] = [];
  const records: LinkRecord[] = [];
  const apart = new Set<string>();
  return {
    add: (patient) => {
      if (patient.merges?.into.length) return;
      for (const other of patient.apart ?? []) apart.add(`${patient.patient} ${other}`);
      ids.push(patient.patient);
      records.push(linkRecordOf(patient));
    },
    find: (most) => {
      const pairs = linksOf(records).flatMap(({ a, b, bits }) => {
        const [one, other] = [ids[a] ?? '', ids[b] ?? '']; // places of the list itself
        return apart.has(`${one} ${other}`) || apart.has(`${other} ${one}`) ? [] : [{ a: one, b: other, bits }];
      });
      return { pairs: pairs.slice(0, most), total: pairs.length, compared: records.length };
    }
  };
}
