import * as v from 'valibot';
import type { StaffRole, StaffVerb } from '../domain/practice/practice-facts.ts';
import { list } from './fact-fields.ts';

/** The keys of a record, all of them by type: one that is missing does not compile. */
const namesOf = <Name extends string>(record: Readonly<Record<Name, true>>) =>
  Object.keys(record) as unknown as readonly Name[]; // the record has these keys and no others

/** What somebody of the staff is. */
export const staffRole = v.picklist(
  namesOf<StaffRole>({
    clerk: true,
    assistant: true,
    biller: true,
    coordinator: true,
    clinical: true,
    manager: true,
    'privacy-officer': true
  })
);
const STAFF_VERBS = namesOf<StaffVerb>({
  register: true,
  book: true,
  flow: true,
  practice: true,
  people: true,
  devices: true,
  audit: true,
  waive: true,
  plan: true,
  reveal: true,
  print: true,
  export: true
});
/** What a role may do. */
export const staffVerbs = list(v.picklist(STAFF_VERBS), STAFF_VERBS.length);
