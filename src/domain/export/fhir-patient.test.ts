import { describe, expect, test } from 'vitest';
import type { Demographics } from '../patient/patient-facts.ts';
import { patientResource, patientWithChanges } from './fhir-patient.ts';

const ada: Demographics = {
  name: { family: 'Quill', given: ['Ada', 'May'], prefix: 'Dr.', preferred: 'Addie', former: ['Rook'] },
  birthDate: '1971-03-09',
  sex: 'female',
  phones: [
    { number: '+12065550101', use: 'mobile' },
    { number: '206-555-0102 x4', use: 'other' }
  ],
  email: 'ada@example.org',
  address: { line: ['1 Elm St', 'Apt 2'], city: 'Salem', state: 'MA', postalCode: '01970', country: 'US' },
  language: 'es',
  identifiers: [
    { type: 'MR', system: 'urn:mrn', value: '77' },
    { type: 'U', system: '', value: 'X-9' }
  ]
};

test('[EXP-2] a person registered here is a whole FHIR R4 Patient', () => {
  expect(patientResource('p1', ada)).toEqual({
    resourceType: 'Patient',
    id: 'p1',
    identifier: [
      {
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
        system: 'urn:mrn',
        value: '77'
      },
      { value: 'X-9' }
    ],
    name: [
      { use: 'official', family: 'Quill', given: ['Ada', 'May'], prefix: ['Dr.'] },
      { use: 'nickname', given: ['Addie'] },
      { use: 'old', family: 'Rook' }
    ],
    telecom: [
      { system: 'phone', value: '+12065550101', use: 'mobile' },
      { system: 'phone', value: '206-555-0102 x4' },
      { system: 'email', value: 'ada@example.org' }
    ],
    gender: 'female',
    birthDate: '1971-03-09',
    address: [
      { use: 'home', line: ['1 Elm St', 'Apt 2'], city: 'Salem', state: 'MA', postalCode: '01970', country: 'US' }
    ],
    communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'es' }] }, preferred: true }]
  });
});

test('[EXP-2] what is not known is left out: FHIR has no empty lists', () => {
  const bare: Demographics = {
    name: { family: 'Sukarno', given: [] },
    birthDate: null,
    sex: 'unknown',
    phones: [],
    identifiers: [],
    deceased: true
  };
  expect(patientResource('p2', bare)).toEqual({
    resourceType: 'Patient',
    id: 'p2',
    name: [{ use: 'official', family: 'Sukarno' }],
    gender: 'unknown',
    deceasedBoolean: true
  });
});

describe('[EXP-1] only what changed here is written anew', () => {
  const original = {
    resourceType: 'Patient',
    id: 'x',
    meta: { profile: ['http://example.org/p'] },
    text: { status: 'generated', div: '<div>Ada</div>' },
    extension: [{ url: 'http://example.org/race', valueString: 'a' }],
    identifier: [
      { system: 'urn:mrn', value: '77', assigner: { display: 'Elm' } },
      { system: 'urn:odd', value: '' }
    ],
    name: [
      {
        use: 'official',
        text: 'Dr. Ada Quill',
        family: 'Quill',
        _family: { extension: [{ url: 'http://example.org/own-name' }] },
        given: ['Ada'],
        period: { start: '2001' }
      },
      { use: 'maiden', family: 'Rook' }
    ],
    telecom: [
      { system: 'phone', value: '(206) 555-0101', use: 'home', period: { start: '2001' } },
      { system: 'fax', value: '206-555-0109' },
      { system: 'phone', value: '206-555-0199', use: 'old' },
      { system: 'email', value: 'ada@example.org' },
      { system: 'url', value: 'https://example.org' }
    ],
    gender: 'female',
    birthDate: '1971-03-09',
    _birthDate: { extension: [{ url: 'http://example.org/time' }] },
    address: [
      { use: 'billing', city: 'Lynn' },
      { use: 'home', line: ['1 Elm St'], city: 'Salem', period: { start: '2001' } }
    ],
    maritalStatus: { text: 'M' },
    communication: [{ language: { coding: [{ code: 'es' }] }, preferred: true }, { language: { text: 'Basque' } }]
  };
  const before: Demographics = {
    name: { family: 'Quill', given: ['Ada'], former: ['Rook'] },
    birthDate: '1971-03-09',
    sex: 'female',
    phones: [{ number: '+12065550101', use: 'home' }],
    email: 'ada@example.org',
    address: { line: ['1 Elm St'], city: 'Salem', state: '', postalCode: '' },
    language: 'es',
    identifiers: [{ type: 'U', system: 'urn:mrn', value: '77' }]
  };
  const { text: _, ...rest } = original;
  const { _birthDate: __, ...plainBirth } = rest;

  test('nothing changed: the very same resource', () => {
    expect(patientWithChanges(original, before, before)).toBe(original);
  });

  test.each<[string, Partial<Demographics>, object]>([
    [
      'a name: its entry keeps its period and loses what described the old name',
      { name: { family: 'Vane', given: ['Ada'], former: ['Rook'] } },
      {
        ...rest,
        name: [
          { use: 'official', family: 'Vane', given: ['Ada'], period: { start: '2001' } },
          { use: 'maiden', family: 'Rook' }
        ]
      }
    ],
    ['a birth date', { birthDate: '1971-03-19' }, { ...plainBirth, birthDate: '1971-03-19' }],
    ['a birth date that is no longer known', { birthDate: null }, omit(plainBirth, 'birthDate')],
    ['sex', { sex: 'other' }, { ...rest, gender: 'other' }],
    [
      'another phone: the first keeps its period, fax and old numbers stay',
      {
        phones: [
          { number: '+12065550103', use: 'work' },
          { number: '+12065550101', use: 'home' }
        ]
      },
      {
        ...rest,
        telecom: [
          { system: 'phone', value: '+12065550103', use: 'work' },
          original.telecom[0],
          original.telecom[1],
          original.telecom[2],
          original.telecom[3],
          original.telecom[4]
        ]
      }
    ],
    [
      'no phone and no e-mail',
      { phones: [], email: '' },
      { ...rest, telecom: [original.telecom[1], original.telecom[2], original.telecom[4]] }
    ],
    [
      'an address: bills still go where they went',
      { address: { line: ['9 Oak Ave'], city: 'Salem', state: 'MA', postalCode: '01970' } },
      {
        ...rest,
        address: [
          {
            use: 'home',
            line: ['9 Oak Ave'],
            city: 'Salem',
            state: 'MA',
            postalCode: '01970',
            period: { start: '2001' }
          },
          { use: 'billing', city: 'Lynn' }
        ]
      }
    ],
    [
      'a language: the others stay as spoken',
      { language: 'pt' },
      {
        ...rest,
        communication: [
          { language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'pt' }] }, preferred: true },
          { language: { coding: [{ code: 'es' }] } },
          { language: { text: 'Basque' } }
        ]
      }
    ],
    [
      'a number more: those that were not understood stay',
      {
        identifiers: [
          { type: 'U', system: 'urn:mrn', value: '77' },
          { type: 'SS', system: 'urn:ssn', value: '999-00-0001' }
        ]
      },
      {
        ...rest,
        identifier: [
          ...original.identifier,
          {
            type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'SS' }] },
            system: 'urn:ssn',
            value: '999-00-0001'
          }
        ]
      }
    ],
    ['a death', { deceased: '2026-01-02' }, { ...rest, deceasedDateTime: '2026-01-02' }]
  ])('%s', (_, change, expected) => {
    expect(patientWithChanges(original, before, { ...before, ...change })).toEqual(expected);
  });

  test('a narrative written by hand stays', () => {
    const text = { status: 'additional', div: '<div>Likes tea</div>' };
    expect(patientWithChanges({ ...original, text }, before, { ...before, sex: 'other' })).toMatchObject({ text });
  });
});

function omit(of: object, key: string): object {
  return Object.fromEntries(Object.entries(of).filter(([each]) => each !== key));
}

test('[EXP-1] [IMP-10] a maiden name that came stays one when another earlier name, or what they are called, is said here', () => {
  const original = {
    resourceType: 'Patient',
    name: [
      { use: 'official', family: 'Núñez Prado', given: ['Ana', 'María'], prefix: ['Dr'], suffix: ['Jr'] },
      { use: 'maiden', family: 'Vane', period: { end: '2001' } },
      { use: 'old', family: 'Rook' },
      { use: 'nickname', given: ['Anita'] }
    ]
  };
  const bare = { birthDate: null, sex: 'unknown', phones: [], identifiers: [] } as const;
  const name = { family: 'Núñez Prado', given: ['Ana', 'María'], prefix: 'Dr', suffix: 'Jr', preferred: 'Anita', former: ['Vane', 'Rook'] }; // prettier-ignore
  const [official, maiden, old, nickname] = original.name;
  const now = (more: object) => patientWithChanges(original, { ...bare, name }, { ...bare, name: { ...name, ...more } })['name']; // prettier-ignore
  expect(now({ former: ['Vane', 'Fern'] })).toEqual([official, maiden, nickname, { use: 'old', family: 'Fern' }]);
  expect(now({ preferred: 'Annie' })).toEqual([official, maiden, old, { use: 'nickname', given: ['Annie'] }]);
  expect(now({ former: [], preferred: undefined })).toEqual([official]);
});
