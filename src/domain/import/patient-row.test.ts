import { describe, expect, test } from 'vitest';
import { columnsOf, namesPeople, PATIENT_FIELDS, saysDayFirst, type PatientField } from './patient-columns.ts';
import { patientFromRow } from './patient-row.ts';

const row = (cells: Partial<Record<PatientField, string>>, dayFirst = false) =>
  patientFromRow((field) => cells[field] ?? '', { today: '2026-11-21', dayFirst });
const read = (cells: Partial<Record<PatientField, string>>) => {
  const result = row({ family: 'Quill', given: 'Ada', number: '7', ...cells });
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};

describe('[IMP-24] columns by their names', () => {
  test.each<[string, PatientField | null]>([
    ['Last Name', 'family'],
    ['LAST_NAME', 'family'],
    ['Patient’s Last Name', 'family'],
    ['Surname (legal)', 'family'],
    ['Apellidos', 'family'],
    ['First', 'given'],
    ['MI', 'middle'],
    ['Name', 'fullName'],
    ['Dob (m/d/yyy)', 'birthDate'],
    ['Date of Birth', 'birthDate'],
    ['Gender', 'sex'],
    ['Sex at birth', 'sex'],
    ['Cell Phone', 'mobile'],
    ['Phone', 'otherPhone'],
    ['E-mail Address', 'email'],
    ['Addr 1', 'line1'],
    ['post_code', 'postalCode'],
    ['ZIP/Postal Code', 'postalCode'],
    ['MRN', 'number'],
    ['Social Security #', 'ssn'],
    ['Copay', null],
    ['', null],
    ['constructor', null]
  ])('%s is %s', (header, field) => {
    expect(columnsOf([header])[0]?.field).toBe(field);
  });

  test('every field has its own name', () => {
    expect(PATIENT_FIELDS.map((field) => columnsOf([field])[0]?.field)).toEqual(PATIENT_FIELDS);
  });

  test('a second column of one field is not read, and what somebody chose goes before names', () => {
    const fields = (headers: string[], chosen?: ReadonlyMap<string, PatientField | null>) =>
      columnsOf(headers, chosen).map(({ field }) => field);
    expect(fields(['Address', 'Street'])).toEqual(['line1', null]);
    expect(fields(['Address', 'Street'], new Map([['Street', 'line1']]))).toEqual([null, 'line1']);
    expect(fields(['Name', 'Ref'], new Map([['Ref', 'number'], ['Name', null]] as const))).toEqual([null, 'number']); // prettier-ignore
  });

  test('which lists can be people, and which say that the day comes first', () => {
    expect(namesPeople(columnsOf(['Item', 'Price']))).toBe(false);
    expect(namesPeople(columnsOf(['1', 'Quill', '1971-03-09']))).toBe(false);
    expect(namesPeople(columnsOf(['Ref', 'Client name']))).toBe(true);
    expect(['DOB (dd/mm/yyyy)', 'Dob d.m.yy', 'Dob (m/d/yyy)', 'DOB'].map(saysDayFirst)).toEqual([true, true, false, false]); // prettier-ignore
  });
});

test('[IMP-24] a whole row', () => {
  const { demographics, key, remarks } = read({
    family: 'O’Neil-Núñez',
    given: 'Zoë',
    middle: 'May',
    prefix: 'Ms.',
    preferred: 'Zo',
    former: 'Rook',
    birthDate: '3/9/71',
    sex: 'F',
    mobile: '(206) 555-0101',
    homePhone: '206.555.0101',
    otherPhone: '206-555-0102 x4',
    email: 'zoe@example.org',
    line1: '1 Elm St',
    line2: 'Apt 2',
    city: 'Salem',
    state: 'MA',
    postalCode: '="01970"',
    language: 'Spanish',
    ssn: '999000001'
  });
  expect({ key, remarks }).toEqual({ key: '7', remarks: [] });
  expect(demographics).toEqual({
    name: { family: 'O’Neil-Núñez', given: ['Zoë', 'May'], prefix: 'Ms.', preferred: 'Zo', former: ['Rook'] },
    birthDate: '1971-03-09',
    sex: 'female',
    phones: [
      { number: '+12065550101', use: 'mobile' },
      { number: '206-555-0102 x4', use: 'other' }
    ],
    email: 'zoe@example.org',
    address: { line: ['1 Elm St', 'Apt 2'], city: 'Salem', state: 'MA', postalCode: '01970' },
    language: 'es',
    identifiers: [
      { type: 'MR', system: '', value: '7' },
      { type: 'SS', system: 'http://hl7.org/fhir/sid/us-ssn', value: '999-00-0001' }
    ]
  });
});

describe('[IMP-27] dates as people and spreadsheets write them', () => {
  test.each<[string, string | null]>([
    ['1971-03-09', '1971-03-09'],
    ['3/9/1971', '1971-03-09'],
    ['03-09-71', '1971-03-09'],
    ['03091971', '1971-03-09'],
    ['19710309', '1971-03-09'],
    ['Mar 9, 1971', '1971-03-09'],
    ['9 March 1971', '1971-03-09'],
    ['9-Mar-71', '1971-03-09'],
    ['3/9/1971 0:00', '1971-03-09'],
    ['3/9/1971 12:00:00 AM', '1971-03-09'],
    ['1971-03-09T00:00:00Z', '1971-03-09'],
    ['1971-03-09 00:00:00.000', '1971-03-09'],
    ['0000-00-00', null],
    ['00/00/0000', null],
    ['', null],
    ['1971', null],
    ['1971-03', null]
  ])('%s is %s', (birthDate, expected) => {
    expect(read({ birthDate }).demographics.birthDate).toBe(expected);
  });

  test.each([
    ['13/45/2020', 'birth/unreadable'],
    ['02/29/2023', 'birth/no-such-day'],
    ['1/1/2099', 'birth/in-the-future'],
    ['1/1/1850', 'birth/too-long-ago'],
    ['13/5/1980', 'birth/unreadable'],
    ['25569', 'birth/unreadable'],
    ['unknown', 'birth/unreadable'],
    ['=cmd()', 'birth/unreadable']
  ])('%s is refused: %s', (birthDate, code) => {
    expect(row({ family: 'Quill', number: '7', birthDate })).toMatchObject({ ok: false, error: { why: { code } } });
  });

  test('where the day comes first', () => {
    const born = (birthDate: string) => row({ family: 'Quill', number: '7', birthDate }, true);
    expect(born('13/5/1980')).toMatchObject({ value: { demographics: { birthDate: '1980-05-13' } } });
    expect(born('1.2.80')).toMatchObject({ value: { demographics: { birthDate: '1980-02-01' } } });
    expect(born('1980-02-01')).toMatchObject({ value: { demographics: { birthDate: '1980-02-01' } } });
    expect(born('5/13/1980')).toMatchObject({ ok: false });
  });
});

describe('[IMP-24] names', () => {
  test.each([
    ['Quill, Ada May', 'Quill', ['Ada May']],
    ['Ada May Quill', 'Quill', ['Ada May']],
    ['García Márquez, José', 'García Márquez', ['José']],
    ['Sukarno', 'Sukarno', []],
    ['Quill,', 'Quill', []]
  ])('%s', (fullName, family, given) => {
    expect(row({ fullName, number: '7' })).toMatchObject({ value: { demographics: { name: { family, given } } } });
  });

  test('the columns of their own go before a whole name, and no name is refused', () => {
    expect(read({ fullName: 'Somebody Else' }).demographics.name).toEqual({ family: 'Quill', given: ['Ada'] });
    expect(row({ given: 'Cher', number: '7' })).toMatchObject({ value: { demographics: { name: { family: 'Cher', given: [] } } } }); // prettier-ignore
    expect(row({ number: '7', birthDate: '1971-03-09' })).toEqual({ ok: false, error: { code: 'row/no-name' } });
    expect(row({ family: ' \u200b ', number: '7' })).toEqual({ ok: false, error: { code: 'row/no-name' } });
  });

  test('stay literally, without what hides', () => {
    expect(read({ family: 'Null' }).demographics.name.family).toBe('Null');
    expect(read({ family: "Robert'); DROP TABLE" }).demographics.name.family).toBe("Robert'); DROP TABLE");
    expect(read({ family: '\u202eQuill' }).demographics.name.family).toBe('Quill');
    expect(read({ family: "'=cmd()" }).demographics.name.family).toBe('=cmd()');
  });
});

test('[IMP-25] a row goes by its number, else by name and what else is known; by a name alone it goes by nothing', () => {
  const key = (cells: Partial<Record<PatientField, string>>) => {
    const result = row({ family: 'Quill', given: 'Ada', ...cells });
    return result.ok && result.value.key;
  };
  expect(key({ number: '7', birthDate: '3/9/1971' })).toBe('7');
  expect(key({ birthDate: '3/9/1971', email: 'a@example.org' })).toBe('quill|ada|1971-03-09');
  expect(key({ mobile: '206-555-0101' })).toBe('quill|ada|+12065550101');
  expect(key({ email: 'a@example.org' })).toBe('quill|ada|a@example.org');
  expect(key({})).toBeNull();
});

test('[IMP-24] what cannot be read beside the name is left out, and said', () => {
  expect(
    read({ sex: 'K', language: 'Klingon', deceased: 'perhaps', birthDate: '1971', number: '4111111111111111' })
  ).toMatchObject({
    demographics: { sex: 'unknown', birthDate: null, identifiers: [] },
    remarks: [
      'patient/birth-date-in-part',
      'patient/identifier-left-out',
      'patient/sex-unread',
      'patient/language-unread',
      'patient/death-unread'
    ]
  });
  expect(read({ deceased: 'Y' }).demographics.deceased).toBe(true);
  expect(read({ deceased: '1/2/2020' }).demographics.deceased).toBe('2020-01-02');
  expect(read({ deceased: 'No' }).demographics).not.toHaveProperty('deceased');
});

describe('[IMP-39] home, and where the mail goes', () => {
  const home = { line1: '1 Elm St', city: 'Salem', state: 'MA', postalCode: '01970' };
  const box = { line: ['PO Box 9'], city: 'Lynn', state: 'MA', postalCode: '01901', use: 'home', kind: 'postal' };
  test.each<[string, Readonly<Record<string, string>>, object]>([
    ['two addresses', { ...home, mailLine1: 'PO Box 9', mailCity: 'Lynn', mailState: 'MA', mailPostalCode: '01901' }, { address: { line: ['1 Elm St'] }, otherAddresses: [box] }], // prettier-ignore
    ['one town for both', { ...home, mailLine1: 'PO Box 9' }, { otherAddresses: [{ ...box, city: 'Salem', postalCode: '01970' }] }], // prettier-ignore
    ['only the mail’s street, in its own columns or in home’s', { mailLine1: 'PO Box 9', city: 'Lynn', mailState: 'MA' }, { address: { line: ['PO Box 9'], city: 'Lynn', state: 'MA', postalCode: '' } }], // prettier-ignore
    ['the same twice', { ...home, mailLine1: '1 Elm St', mailCity: 'Salem', mailState: 'MA', mailPostalCode: '01970' }, { address: { line: ['1 Elm St'] } }] // prettier-ignore
  ])('%s', (_, cells, said) => {
    const read = patientFromRow((field) => ({ family: 'Quill', ...cells })[field as string] ?? '', { today: '2026-11-21', dayFirst: false }); // prettier-ignore
    expect(read.ok && read.value.demographics).toMatchObject(said);
    if (!('otherAddresses' in said)) expect(read.ok && read.value.demographics.otherAddresses).toBeUndefined();
  });
});

test.each<[string, string, readonly (boolean | undefined)[], readonly (boolean | undefined)[]]>([
  ['yes', 'no', [true, undefined], [false, false]],
  ['N', 'Y', [false, false], [true, true]],
  ['perhaps', '', [undefined, undefined], [undefined, undefined]]
])('[IMP-40] a list’s word on texts %j and voicemail %j', (textOk, voicemailOk, texts, messages) => {
  const cells: Readonly<Record<string, string>> = { family: 'Quill', homePhone: '206-555-0102', mobile: '206-555-0101', textOk, voicemailOk }; // prettier-ignore
  const read = patientFromRow((field) => cells[field] ?? '', { today: '2026-11-21', dayFirst: false });
  const phones = read.ok ? read.value.demographics.phones : [];
  expect([phones.map(({ text }) => text), phones.map(({ voicemail }) => voicemail)]).toEqual([texts, messages]);
});
