import * as v from 'valibot';
import { ACTION_GROUPS } from '#domain/audit/action-groups.ts';
import type { AuditPlace, AuditQuestion, Watch } from '#domain/audit/audit-line.ts';
import type { AuditRef } from '#domain/audit/audit-facts.ts';
import { CARD_WORDS, hasCardNumber } from '#domain/money/card-guard.ts';
import type { AuditExceptionsRequest, ExplainRequest, ExportRequest } from '#protocol/audit-http.ts';
import { docName, id, instant, line } from '#protocol/fact-fields.ts';

/** The shapes of src/protocol/audit-http.ts, checked at the door. Unknown keys are passed over. */

const REF = /^(patient|day|document|device|user|checkpoint|site|role|entry):[A-Za-z0-9][A-Za-z0-9_.:/-]{0,159}$/;
const isPlace = (input: unknown): input is AuditPlace =>
  Array.isArray(input) && input.length === 3 && input.every((part) => Number.isSafeInteger(part));

const stretch = {
  from: instant,
  to: instant,
  before: v.nullable(v.custom<AuditPlace>(isPlace))
};

export const auditQuestion: v.GenericSchema<unknown, AuditQuestion> = v.object({
  about: v.nullable(v.custom<AuditRef>((input) => typeof input === 'string' && REF.test(input))),
  user: v.nullable(id),
  group: v.picklist([...ACTION_GROUPS, 'all']),
  ...stretch
});

/** Of a hundred people who work there, each with a common surname. */
const MOST_WATCHES = 5_000;

const watch: v.GenericSchema<unknown, Watch> = v.object({
  patient: docName,
  user: id,
  flag: v.picklist(['own-record', 'same-surname', 'same-household', 'co-worker'])
});

export const exceptionsRequest: v.GenericSchema<unknown, AuditExceptionsRequest> = v.object({
  ...stretch,
  watches: v.pipe(v.array(watch), v.maxLength(MOST_WATCHES))
});

export const explainRequest: v.GenericSchema<unknown, ExplainRequest> = v.object({
  entry: v.pipe(v.string(), v.regex(/^[1-9]\d{0,3}\/[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}\/\d{1,15}$/)),
  note: v.pipe(
    line(300),
    v.trim(),
    v.minLength(1),
    v.check((text) => !hasCardNumber(text), CARD_WORDS)
  )
});

/** A year and a day at most: more is more than a file. */
const LONGEST_MS = 367 * 24 * 3_600_000;

export const exportRequest: v.GenericSchema<unknown, ExportRequest> = v.pipe(
  v.object({ from: instant, to: instant }),
  v.check(({ from, to }) => from < to && to - from <= LONGEST_MS)
);
