import * as v from 'valibot';
import type { PayloadOf } from '../domain/known-facts.ts';
import type { PatientFact } from '../domain/patient/patient-facts.ts';
import { channel } from './case-payloads.ts';
import {
  address,
  birthDate,
  date,
  docName,
  email,
  id,
  identifiers,
  instant,
  language,
  line,
  list,
  maybe,
  name,
  otherAddresses,
  phones,
  sex,
  text
} from './fact-fields.ts';
import { DETAIL_SCHEMAS, DETAILS, RELATED } from './detail-fields.ts';
import { MERGE_PAYLOADS } from './merge-payloads.ts';

const personName = v.pipe(
  v.looseObject({
    family: name,
    given: list(name, 10),
    prefix: maybe(name),
    suffix: maybe(name),
    preferred: maybe(name),
    former: maybe(list(name, 20))
  }),
  v.check(({ family, given }) => [family, ...given].some((part) => part.trim() !== ''), 'A name is missing.')
);
const deceased = v.union([v.literal(true), date]);

const change = <F extends string, S extends v.GenericSchema>(field: F, value: S) =>
  v.looseObject({
    patient: docName,
    field: v.literal(field),
    from: v.nullable(value),
    to: v.nullable(value),
    merge: maybe(id)
  });

/** Facts of a patient's document; what was made sure of: check-in-payloads.ts, what was signed: form-payloads.ts. Complete by type. */
export const PATIENT_PAYLOADS: {
  readonly [
    Kind in Exclude<PatientFact['kind'], 'field/verified' | 'patient/flagged' | 'consent/recorded'>
  ]: v.GenericSchema<PayloadOf<Kind>>;
} = {
  'patient/registered': v.looseObject({
    patient: docName,
    source: v.picklist(['desk', 'import']),
    name: personName,
    birthDate: v.nullable(birthDate),
    sex,
    phones,
    email: maybe(email),
    address: maybe(address),
    otherAddresses: maybe(otherAddresses),
    language: maybe(language),
    identifiers,
    deceased: maybe(deceased),
    ...DETAILS
  }),
  'patient/changed': v.variant('field', [
    change('name', personName),
    change('birthDate', birthDate),
    change('sex', sex),
    change('phones', phones),
    change('email', email),
    change('address', address),
    change('otherAddresses', otherAddresses),
    change('language', language),
    change('identifiers', identifiers),
    change('deceased', deceased),
    change('genderIdentity', DETAIL_SCHEMAS.genderIdentity),
    change('pronouns', DETAIL_SCHEMAS.pronouns),
    change('races', DETAIL_SCHEMAS.races),
    change('maritalStatus', DETAIL_SCHEMAS.maritalStatus),
    change('employer', DETAIL_SCHEMAS.employer),
    change('contact', DETAIL_SCHEMAS.contact),
    change('codeWord', DETAIL_SCHEMAS.codeWord),
    change('careTeam', DETAIL_SCHEMAS.careTeam),
    change('advanceDirective', DETAIL_SCHEMAS.advanceDirective),
    change('communication', DETAIL_SCHEMAS.communication),
    change('alerts', DETAIL_SCHEMAS.alerts),
    change('ssn4', DETAIL_SCHEMAS.ssn4),
    change('estimatedAge', DETAIL_SCHEMAS.estimatedAge),
    change('photo', DETAIL_SCHEMAS.photo)
  ]),
  'patient/contact-wished': v.looseObject({
    patient: docName,
    never: list(channel, 6),
    note: maybe(text(500, 'A note')),
    merge: maybe(id)
  }),
  'related/said': v.looseObject({
    patient: docName,
    related: id,
    from: v.nullable(RELATED),
    to: v.nullable(RELATED)
  }),
  'encounter/recorded': v.looseObject({
    patient: docName,
    encounter: id,
    class: line(40),
    start: instant,
    end: v.nullable(instant),
    what: line(400),
    practitioner: maybe(line(200))
  }),
  ...MERGE_PAYLOADS
};
