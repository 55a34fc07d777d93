import * as v from 'valibot';
import type { ProcedureDetail, ProcedureFact, ProcedureStep } from '../domain/casework/procedure.ts';
import { date, docName, id, label, line, list, maybe, minuteOfDay, minutes, text } from './fact-fields.ts';

/** The keys of a record, all of them by type: one that is missing does not compile. */
const namesOf = <Name extends string>(record: Readonly<Record<Name, true>>) =>
  Object.keys(record) as unknown as readonly Name[]; // the record has these keys and no others

const step = v.picklist(
  namesOf<ProcedureStep>({
    'facility-requested': true,
    'facility-confirmed': true,
    'auth-submitted': true,
    'auth-approved': true,
    clearance: true,
    'test-results': true,
    consent: true,
    'history-physical': true,
    'packet-sent': true,
    'final-call': true,
    'arrival-told': true
  })
);
const detail = v.picklist(
  namesOf<ProcedureDetail>({
    assistant: true,
    anaesthesia: true,
    position: true,
    equipment: true,
    implants: true,
    'vendor-rep': true,
    blood: true,
    allergies: true,
    isolation: true,
    airway: true,
    stay: true,
    anticoagulants: true,
    escort: true,
    interpreter: true,
    'post-op': true
  })
);
/** CPT and HCPCS codes are five characters; what they mean is licensed, and not kept. */
const cpt = v.pipe(v.string(), v.regex(/^[0-9A-Z]{5}(?:-[0-9A-Z]{2})?$/, 'A procedure code has five characters.'));
const icd10 = v.pipe(
  v.string(),
  v.regex(/^[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?$/, 'A diagnosis code looks like M17.11.')
);
const time = v.pipe(
  v.looseObject({ date, start: minuteOfDay, minutes: v.pipe(minutes, v.minValue(1)) }),
  v.check(({ start, minutes: length }) => start + length <= 1440, 'A procedure ends on its own day.')
);

/** The shapes of what is said of a procedure at another facility. */
export const PROCEDURE_PAYLOADS: {
  readonly [K in ProcedureFact['kind']]: v.GenericSchema<Extract<ProcedureFact, { readonly kind: K }>['of']>;
} = {
  'procedure/requested': v.looseObject({
    case: docName,
    patient: docName,
    label,
    site: docName,
    surgeon: id,
    facility: line(200, 'A facility'),
    wording: text(1_000, 'The procedure'),
    side: v.picklist(['left', 'right', 'both', 'none']),
    urgency: v.picklist(['elective', 'urgent', 'emergency']),
    earliest: date,
    latest: v.nullable(date),
    cpt: list(cpt, 20),
    icd10: list(icd10, 20)
  }),
  'procedure/dated': v.looseObject({ case: docName, time: v.nullable(time) }),
  'procedure/stepped': v.looseObject({
    case: docName,
    step,
    done: v.boolean(),
    on: date,
    note: maybe(text(500, 'A note'))
  }),
  'procedure/noted': v.looseObject({ case: docName, detail, text: line(200) }),
  'procedure/ended': v.looseObject({
    case: docName,
    how: v.picklist(['done', 'cancelled']),
    reason: maybe(v.picklist(['patient', 'not-cleared', 'not-authorized', 'facility', 'surgeon', 'illness', 'other']))
  })
};
