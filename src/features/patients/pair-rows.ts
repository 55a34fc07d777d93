import { compared, likenessOf, likenessWords } from '#domain/patient/duplicates.ts';
import type { LikelyPair } from '#domain/patient/likely-pairs.ts';
import type { PatientHit, Rows } from '#station/rows.ts';
import { hitOf } from './hit.ts';

/** Two people of the list, who may be one. */
export interface PairRow {
  readonly key: string;
  readonly one: PatientHit;
  readonly other: PatientHit;
  readonly reasons: readonly string[];
}

/** The pairs that are still two records and not told apart, as they are now [MRG-9]. */
export async function pairRows(rows: Rows, pairs: readonly LikelyPair[]): Promise<readonly PairRow[]> {
  const found: PairRow[] = [];
  for (const { a, b } of pairs) {
    const one = await rows.patient(a);
    const other = await rows.patient(b);
    if (!one || !other || one.patient === other.patient) continue;
    if (one.apart?.includes(other.patient) || other.apart?.includes(one.patient)) continue;
    const { reasons } = compared(likenessOf(one), likenessOf(other));
    // Who has more visits here stays, unless somebody swaps them.
    const [first, second] = other.encounters.length > one.encounters.length ? [other, one] : [one, other];
    found.push({
      key: `${a} ${b}`,
      one: hitOf(first),
      other: hitOf(second),
      reasons: reasons.map((reason) => likenessWords[reason])
    });
  }
  return found;
}
