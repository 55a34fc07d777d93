import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { testData } from '#tests/test-data.ts';
import {
  bitsBetween,
  isOneSlip,
  LINK_FROM,
  linkRecordOf,
  linksOf,
  runTogether,
  soundOf,
  type LinkRecord
} from './linkage.ts';

const ANA = linkRecordOf({
  name: { family: 'Testing-Prado', given: ['Ana', 'María'], former: ['Invented'] },
  birthDate: '1971-03-09',
  sex: 'female',
  phones: [{ number: '+12065550101', use: 'mobile' }],
  address: { line: ['12 Elm Terrace', 'Apt 4'], city: 'Anytown', state: 'NY', postalCode: '10410-1234' },
  identifiers: []
});

test('[PAT-14] a registration as it is compared', () => {
  expect(ANA).toEqual({
    families: ['testingprado', 'invented'],
    given: 'ana',
    born: '19710309',
    sex: 'female',
    phones: ['2065550101'],
    street: 'elmterrace',
    house: '12',
    unit: 'apt4',
    city: 'anytown',
    postalCode: '10410',
    ssn: ''
  } satisfies LinkRecord);
});

const elsewhere: Partial<LinkRecord> = {
  street: 'oaklane',
  house: '7',
  unit: '',
  city: 'otherville',
  postalCode: '99901',
  phones: []
};

test.each<[string, Partial<LinkRecord>, boolean]>([
  ['the same in everything', {}, true],
  ['moved, the same name and birth date', elsewhere, true],
  ['married and moved to another phone', { families: ['newname'], phones: [] }, true],
  ['names in each other’s place', { families: ['ana'], given: 'testingprado', phones: [] }, true],
  ['day and month swapped, moved', { ...elsewhere, born: '19710903' }, true],
  ['nickname and a misspelt family name', { given: 'anna', families: ['testingpardo'] }, true],
  ['birth date not known, the same phone', { ...elsewhere, born: '', phones: ANA.phones }, true],
  ['a sister', { given: 'zoe', born: '19740111' }, false],
  ['a twin', { given: 'zoe' }, false],
  ['a mother of the same name', { born: '19450621' }, false],
  ['a husband', { given: 'tom', born: '19690401', sex: 'male', families: ['testingprado'] }, false],
  ['a lodger at the same phone', { given: 'lee', born: '19990101', families: ['lodger'] }, false],
  ['a stranger of the same name', { ...elsewhere, born: '19880214' }, false],
  ['nobody known', { families: [], given: '', born: '', ...elsewhere }, false]
])('[PAT-14] %s', (_, over, isOne) => {
  const other = { ...ANA, ...over };
  expect(bitsBetween(ANA, other) >= LINK_FROM).toBe(isOne);
  expect(bitsBetween(other, ANA)).toBe(bitsBetween(ANA, other));
});

test('[PAT-14] a key shared by half a register is passed over, others find the pair', () => {
  const crowd = Array.from({ length: 400 }, (_, i): LinkRecord => ({
    ...ANA,
    ...elsewhere,
    families: [`family${i}`],
    given: `given${i}`,
    house: String(i)
  }));
  const links = linksOf([...crowd, ANA, { ...ANA, house: '' }]);
  expect(links.map(({ a, b }) => [a, b])).toEqual([[400, 401]]);
});

test.each([
  ['19710309', '19710308', true],
  ['19710309', '19170309', true],
  ['2065550101', '206555101', true],
  ['19710309', '19710903', false],
  ['12', '13', false],
  ['', '', false]
])('%s and %s are one slip apart: %s', (a, b, expected) => {
  expect(isOneSlip(a, b)).toBe(expected);
  expect(isOneSlip(b, a)).toBe(expected);
});

test.each([
  ['robert', 'r163'],
  ['rupert', 'r163'],
  ['tymczak', 't522'],
  ['ashcraft', 'a261'],
  ['lee', 'l'],
  ['', '']
])('%s sounds like %s', (name, sound) => {
  expect(soundOf(name)).toBe(sound);
});

const folder = testData('patient-dedupe');
describe.skipIf(!folder)('patient-dedupe', () => {
  test.each(['dataset1', 'dataset3'])('[PAT-14] all of %s', (name) => {
    const people = peopleOf(path.join(folder ?? '', 'febrl', `${name}.csv.gz`));
    const links = linksOf(people.map(({ record }) => record));
    const right = links.filter(({ a, b }) => people[a]?.person === people[b]?.person).length;
    const sizes = Map.groupBy(people, ({ person }) => person).values();
    const pairs = [...sizes].reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
    console.log(`${name}: precision ${(right / links.length).toFixed(4)}, recall ${(right / pairs).toFixed(4)}`);
    expect(right / links.length).toBeGreaterThanOrEqual(0.99);
    expect(right / pairs).toBeGreaterThanOrEqual(0.95);
  });
});

function peopleOf(file: string): readonly { readonly person: string; readonly record: LinkRecord }[] {
  const [head = '', ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split(/\r?\n/);
  const columns = head.split(',').map((name) => name.trim());
  return lines.map((line) => {
    const cells = line.split(',').map((cell) => cell.trim());
    const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
    const record: LinkRecord = {
      families: [runTogether(cell('surname'))].filter((family) => family !== ''),
      given: runTogether(cell('given_name')),
      born: cell('date_of_birth'),
      sex: 'unknown',
      phones: [],
      street: runTogether(cell('address_1')),
      house: cell('street_number'),
      unit: runTogether(cell('address_2')),
      city: runTogether(cell('suburb')),
      postalCode: cell('postcode'),
      ssn: cell('soc_sec_id')
    };
    return { person: cell('rec_id').split('-')[1] ?? '', record };
  });
}

test('[PAT-14] the door one has moved away from counts like the door one lives at', () => {
  const person = { name: { family: 'Rook', given: ['Ann'] }, birthDate: null, sex: 'female' as const, phones: [], identifiers: [] }; // prettier-ignore
  const elm = { line: ['12 Elm Terrace'], city: 'Anytown', state: 'NY', postalCode: '10410' };
  const oak = { line: ['9 Oak Row'], city: 'Lynn', state: 'MA', postalCode: '01901' };
  const [before, moved, moving] = [
    { ...person, address: elm },
    { ...person, address: oak },
    { ...person, address: oak, otherAddresses: [{ ...elm, use: 'old' as const }] }
  ].map(linkRecordOf);
  if (!before || !moved || !moving) throw new Error('three');
  expect(bitsBetween(before, moving)).toBe(bitsBetween(before, before));
  expect(bitsBetween(before, moving)).toBeGreaterThan(bitsBetween(before, moved));
});
