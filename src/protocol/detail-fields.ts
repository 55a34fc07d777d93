import * as v from 'valibot';
import type { Details } from '../domain/patient/details.ts';
import type { RelatedSaid } from '../domain/patient/related.ts';
import { date, docName, line, list, maybe, name, text } from './fact-fields.ts';

/** What is asked of a person beside what tells them apart; lists as src/domain/patient/details.ts has them. Complete by type. */
export const DETAIL_SCHEMAS: { readonly [F in keyof Details]-?: v.GenericSchema<NonNullable<Details[F]>> } = {
  genderIdentity: v.picklist(['female', 'male', 'non-binary', 'other', 'undisclosed']),
  pronouns: line(60, 'Pronouns'),
  races: list(
    v.picklist([
      'american-indian',
      'asian',
      'black',
      'hispanic',
      'middle-eastern',
      'pacific-islander',
      'white',
      'declined'
    ]),
    8
  ),
  maritalStatus: v.picklist(['S', 'M', 'D', 'W', 'L', 'T', 'UNK']),
  employer: line(120, 'An employer'),
  contact: v.looseObject({ text: v.boolean(), voicemail: v.boolean(), bestTime: maybe(line(80, 'A time')) }),
  codeWord: line(60, 'A code word'),
  careTeam: v.looseObject({ pcp: maybe(name), referring: maybe(name), pharmacy: maybe(line(200, 'A pharmacy')) }),
  advanceDirective: v.boolean(),
  communication: v.looseObject({ interpreter: maybe(v.boolean()), needs: maybe(text(300, 'A need')) }),
  alerts: list(line(80, 'An alert'), 10),
  ssn4: v.pipe(v.string(), v.regex(/^\d{4}$/, 'The last four digits are four digits.')),
  estimatedAge: v.looseObject({ years: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(120)), on: date }),
  photo: docName
};

/** The same where a registration has them: each may be missing. */
export const DETAILS = {
  genderIdentity: maybe(DETAIL_SCHEMAS.genderIdentity),
  pronouns: maybe(DETAIL_SCHEMAS.pronouns),
  races: maybe(DETAIL_SCHEMAS.races),
  maritalStatus: maybe(DETAIL_SCHEMAS.maritalStatus),
  employer: maybe(DETAIL_SCHEMAS.employer),
  contact: maybe(DETAIL_SCHEMAS.contact),
  codeWord: maybe(DETAIL_SCHEMAS.codeWord),
  careTeam: maybe(DETAIL_SCHEMAS.careTeam),
  advanceDirective: maybe(DETAIL_SCHEMAS.advanceDirective),
  communication: maybe(DETAIL_SCHEMAS.communication),
  alerts: maybe(DETAIL_SCHEMAS.alerts),
  ssn4: maybe(DETAIL_SCHEMAS.ssn4),
  estimatedAge: maybe(DETAIL_SCHEMAS.estimatedAge),
  photo: maybe(DETAIL_SCHEMAS.photo)
} as const;

/** Somebody beside a patient, and what they may be told. */
export const RELATED: v.GenericSchema<RelatedSaid> = v.looseObject({
  name: v.looseObject({ family: name, given: name }),
  relation: v.picklist([
    'parent',
    'guardian',
    'spouse',
    'child',
    'sibling',
    'grandparent',
    'friend',
    'caregiver',
    'attorney',
    'other'
  ]),
  phone: maybe(line(40, 'A phone number')),
  roles: list(v.picklist(['emergency', 'guardian', 'proxy', 'guarantor']), 4),
  may: list(v.picklist(['appointments', 'billing', 'clinical', 'pick-up']), 4),
  period: v.looseObject({ start: v.nullable(date), end: v.nullable(date) }),
  patient: maybe(docName),
  note: maybe(text(300, 'A note'))
});
