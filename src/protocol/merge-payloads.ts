import * as v from 'valibot';
import type { KnownKind, PayloadOf } from '../domain/known-facts.ts';
import { docName, factIdentity, id, list } from './fact-fields.ts';

type MergeKind = Extract<KnownKind, 'patient/merged' | 'patient/absorbed' | 'patient/told-apart'>;

/** A record merged into itself would never be found again. */
const TWO = 'Two different records are needed.';

/** What is said of two records being, or not being, one person [MRG-1]. */
export const MERGE_PAYLOADS: { readonly [Kind in MergeKind]: v.GenericSchema<PayloadOf<Kind>> } = {
  'patient/merged': v.pipe(
    v.looseObject({ patient: docName, into: docName, merge: id }),
    v.check(({ patient, into }) => patient !== into, TWO)
  ),
  'patient/absorbed': v.pipe(
    v.looseObject({
      patient: docName,
      from: docName,
      merge: id,
      seen: list(v.looseObject({ patient: docName, last: list(factIdentity, 4_096) }), 200)
    }),
    v.check(({ patient, from }) => patient !== from, TWO)
  ),
  'patient/told-apart': v.pipe(
    v.looseObject({ patient: docName, other: docName }),
    v.check(({ patient, other }) => patient !== other, TWO)
  )
};
