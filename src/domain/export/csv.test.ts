import { expect, test } from 'vitest';
import { columnsOf } from '../import/patient-columns.ts';
import { patientFromRow } from '../import/patient-row.ts';
import type { Demographics } from '../patient/patient-facts.ts';
import { CSV_HEADERS, csvRow, patientCells } from './csv.ts';

test.each([
  ['=cmd()', `"'=cmd()"\r\n`],
  ['+34928555555', `"'+34928555555"\r\n`],
  ['-1', `"'-1"\r\n`],
  ['@SUM(A1)', `"'@SUM(A1)"\r\n`],
  ['\tx', `"'\tx"\r\n`],
  ['\rx', `"'\rx"\r\n`],
  ['O’Neil', 'O’Neil\r\n'],
  ["O'Neil", `"O'Neil"\r\n`],
  ['a,b', '"a,b"\r\n'],
  ['a"b', '"a""b"\r\n'],
  ['a\nb', '"a\nb"\r\n'],
  ['02155', '02155\r\n'],
  ['', '\r\n']
])('[EXP-8] %j is written so that no spreadsheet runs it', (text, row) => {
  expect(csvRow([text])).toBe(row);
});

test('[EXP-8] a list that was exported is read as it was', () => {
  const ada: Demographics = {
    name: { family: '=Quill', given: ['Zoë', 'May'], prefix: 'Dr.', preferred: 'Zo', former: ['Rook'] },
    birthDate: '1971-03-09',
    sex: 'female',
    phones: [
      { number: '+12065550101', use: 'mobile' },
      { number: '+34928555555', use: 'other' }
    ],
    email: 'zoe@example.org',
    address: { line: ['1 Elm St', 'Apt 2'], city: 'Salem', state: 'MA', postalCode: '01970', country: 'US' },
    otherAddresses: [
      { line: ['PO Box 9'], city: 'Lynn', state: 'MA', postalCode: '01901', use: 'home', kind: 'postal' }
    ],
    language: 'es',
    communication: { interpreter: true },
    races: ['american-indian', 'hispanic', 'middle-eastern'],
    genderIdentity: 'non-binary',
    pronouns: 'they/them',
    maritalStatus: 'UNK',
    employer: 'Elm Mill',
    careTeam: { pcp: 'Dr Kimball', referring: 'Dr Fern', pharmacy: 'Elm Pharmacy' },
    identifiers: [{ type: 'MR', system: '', value: '7' }],
    deceased: '2020-01-02'
  };
  const columns = columnsOf(CSV_HEADERS);
  expect(columns.filter(({ field }) => field === null)).toEqual([]);
  const cells = patientCells(ada).map((text) => (/^[=+\-@]/.test(text) ? `'${text}` : text));
  const read = patientFromRow((field) => cells[columns.find((one) => one.field === field)?.at ?? -1] ?? '', {
    today: '2026-11-21',
    dayFirst: false
  });
  expect(read).toMatchObject({ value: { demographics: ada, remarks: [] } });
});
