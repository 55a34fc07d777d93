import * as v from 'valibot';
import type { KnownKind, PayloadOf } from '../domain/known-facts.ts';
import { bytes, id, instant, line, list, maybe } from './fact-fields.ts';

const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** A SHA-256. As bytes: read as a text of digits, one in some thousands would be taken for a card number. */
const sum = v.custom<Uint8Array>((input) => input instanceof Uint8Array && input.length === 32);

type AuditKind = Extract<KnownKind, `audit/${string}`>;

/** The shapes of the access log's facts (src/domain/audit/audit-facts.ts). */
export const AUDIT_PAYLOADS: { readonly [Kind in AuditKind]: v.GenericSchema<PayloadOf<Kind>> } = {
  'audit/noted': v.looseObject({
    session: id,
    seq: natural,
    hlc: natural,
    wall: instant,
    action: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,31}\/[a-z][a-z0-9-]{0,31}$/)),
    refs: list(v.pipe(v.string(), v.regex(/^[a-z]{1,16}:[A-Za-z0-9][A-Za-z0-9_.:/-]{0,159}$/)), 64),
    reason: line(300, 'A reason'),
    fields: list(v.pipe(v.string(), v.regex(/^[a-z][a-z-]{0,31}$/)), 32),
    verdict: v.picklist(['done', 'denied']),
    after: maybe(v.looseObject({ session: id, seq: natural, hash: sum })),
    hash: sum
  }),
  'audit/signed': v.looseObject({ session: id, seq: natural, keyId: id, signature: bytes(128) }),
  'audit/checkpoint': v.looseObject({
    epoch: line(64),
    n: natural,
    at: instant,
    upTo: natural,
    journal: sum,
    root: sum,
    prev: sum,
    keyId: id,
    signature: bytes(128)
  })
};
