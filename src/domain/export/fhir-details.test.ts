import { describe, expect, test } from 'vitest';
import { RACES, type Details } from '../patient/details.ts';
import { detailsIn, detailsOf, WRITE_DETAIL } from './fhir-details.ts';
import type { Json } from './json.ts';

const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition';
const race = (...codes: readonly unknown[]): Json => ({
  url: `${US_CORE}/us-core-race`,
  extension: codes.map((code) => ({ url: 'ombCategory', valueCoding: { code } }))
});
const ethnicity = (code: string): Json => ({ ...race(code), url: `${US_CORE}/us-core-ethnicity` });

const FULL: Details = {
  races: ['asian', 'hispanic'],
  genderIdentity: 'non-binary',
  pronouns: 'they/them',
  maritalStatus: 'D',
  careTeam: { pcp: 'Dr Kimball' },
  communication: { interpreter: true }
};

test('[IMP-41] [EXP-2] details that US Core has a place for come out and in again the same', () => {
  expect(detailsIn(detailsOf(FULL))).toEqual(FULL);
  const others = RACES.filter((one) => one !== 'declined');
  expect(detailsIn(detailsOf({ races: others })).races).toEqual(others);
  expect(detailsIn(detailsOf({ races: ['declined'] })).races).toEqual(['declined']);
  expect(detailsIn(detailsOf({ communication: { interpreter: false } }))).toEqual({ communication: { interpreter: false } }); // prettier-ignore
  expect(detailsIn(detailsOf({}))).toEqual({});
});

describe('[IMP-41] as others write it', () => {
  test.each<[string, Json, Details]>([
    ['no Hispanic is no category', { extension: [race('2106-3'), ethnicity('2186-5')] }, { races: ['white'] }],
    ['asked but unknown', { extension: [race('ASKU')] }, { races: ['declined'] }],
    ['R4’s own interpreter', { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired', valueBoolean: true }] }, { communication: { interpreter: true } }], // prettier-ignore
    ['R5’s gender identity', { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/individual-genderIdentity', extension: [{ url: 'value', valueCodeableConcept: { coding: [{ code: '446141000124107' }] } }] }] }, { genderIdentity: 'female' }], // prettier-ignore
    ['pronouns by code', { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/individual-pronouns', extension: [{ url: 'value', valueCodeableConcept: { coding: [{ display: 'she/her' }] } }] }] }, { pronouns: 'she/her' }], // prettier-ignore
    ['a doctor of a long name', { generalPractitioner: [{ display: 'x'.repeat(121) }] }, { careTeam: { pcp: 'x'.repeat(120) } }], // prettier-ignore
    ['a doctor by reference alone', { generalPractitioner: [{ reference: 'Practitioner/1' }] }, {}]
  ])('%s', (_, resource, details) => {
    expect(detailsIn(resource)).toEqual(details);
  });

  test.each<[string, Json]>([
    ['extensions that are no list', { extension: 'x' }],
    ['numbers for codes', { extension: [race(7, null)] }],
    ['a race nobody knows', { extension: [race('9999-9')] }],
    ['a status nobody knows', { maritalStatus: { coding: [{ code: 'castle' }] } }],
    ['a status in words', { maritalStatus: { text: 'Married' } }],
    ['a concept that is text', { maritalStatus: 'M', generalPractitioner: { display: 'Dr' } }],
    ['a doctor of numbers', { generalPractitioner: [{ display: 5 }, null] }],
    ['an answer that is no answer', { extension: [{ url: `${US_CORE}/us-core-interpreter-needed`, valueCoding: { code: 'maybe' } }] }] // prettier-ignore
  ])('says nothing: %s', (_, resource) => {
    expect(detailsIn(resource)).toEqual({});
  });
});

test('[EXP-1] a change of one detail leaves the extensions of the others as they came', () => {
  const shoe = { url: 'http://example.org/shoe', valueDecimal: 38 };
  const detailed = { ...race('2028-9'), extension: [...(race('2028-9')['extension'] as Json[]), { url: 'detailed', valueCoding: { code: '2034-7' } }] }; // prettier-ignore
  const original = { extension: [shoe, detailed], generalPractitioner: [{ display: 'Dr Old' }, { reference: 'Practitioner/1' }] }; // prettier-ignore
  const was: Details = { careTeam: { pcp: 'Dr Old' }, races: ['asian'] };
  const now: Details = { ...was, pronouns: 'she/her' };
  expect(WRITE_DETAIL.pronouns(original, was, now)['extension']).toEqual([shoe, detailed, expect.objectContaining({ url: 'http://hl7.org/fhir/StructureDefinition/individual-pronouns' })]); // prettier-ignore
  expect(WRITE_DETAIL.careTeam(original, was, { careTeam: { pcp: 'Dr New' } })['generalPractitioner']).toEqual([{ display: 'Dr New' }, { reference: 'Practitioner/1' }]); // prettier-ignore
});

test('[EXP-1] a doctor who is linked without a name stays when one is named here, and whoever is named when the pharmacy alone changed', () => {
  const linked = { generalPractitioner: [{ reference: 'Practitioner/1' }] };
  const named = { generalPractitioner: [{ reference: 'Practitioner/2', display: 'Dr  Old' }] };
  const was: Details = { careTeam: { pcp: 'Dr Old' } };
  expect(WRITE_DETAIL.careTeam(linked, {}, { careTeam: { pcp: 'Dr New' } })['generalPractitioner']).toEqual([{ display: 'Dr New' }, { reference: 'Practitioner/1' }]); // prettier-ignore
  expect(WRITE_DETAIL.careTeam(named, was, { careTeam: { pcp: 'Dr Old', pharmacy: 'Elm Pharmacy' } })).toBe(named);
  expect(WRITE_DETAIL.careTeam(named, was, { careTeam: { pcp: 'Dr New' } })['generalPractitioner']).toEqual([{ display: 'Dr New' }]); // prettier-ignore
});

test('[EXP-1] a gender identity that changed here is not said a second time as it was', () => {
  const url = 'http://hl7.org/fhir/StructureDefinition/individual-genderIdentity';
  const original = { extension: [{ url, extension: [{ url: 'value', valueCodeableConcept: { coding: [{ code: '446141000124107' }] } }] }] }; // prettier-ignore
  const now = WRITE_DETAIL.genderIdentity(original, { genderIdentity: 'female' }, { genderIdentity: 'other' });
  expect(detailsIn(now)).toEqual({ genderIdentity: 'other' });
  expect(detailsIn(WRITE_DETAIL.genderIdentity(original, { genderIdentity: 'female' }, {}))).toEqual({});
});
