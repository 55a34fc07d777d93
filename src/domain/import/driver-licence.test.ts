import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { testData } from '#tests/test-data.ts';
import { readDriverLicence } from './driver-licence.ts';

const ELEMENTS = [
  'DLDAQT0000001',
  'DCSTESTING',
  'DDEN',
  'DACANA',
  'DDFT',
  'DADMARIE',
  'DBB03091971',
  'DBC2',
  'DBA03092031',
  'DAG12 INVENTED ST',
  'DAIANYTOWN',
  'DAJNY',
  'DAK104100000  ',
  'DCGUSA'
];
const card = (elements: readonly string[], between = '\n'): string =>
  `@\n\u001e\rANSI 636001080002DL00410264ZN03050035${elements.join(between)}\rZNZNAELSEWHERE\r`;
const swap = (element: string): readonly string[] =>
  ELEMENTS.map((one) => (one.slice(0, 3) === element.slice(0, 3) ? element : one));

test('[REG-11] a card of today', () => {
  expect(readDriverLicence(card(ELEMENTS))).toEqual({
    ok: true,
    value: {
      name: { family: 'TESTING', given: ['ANA', 'MARIE'] },
      birthDate: '1971-03-09',
      sex: 'female',
      address: { line: ['12 INVENTED ST'], city: 'ANYTOWN', state: 'NY', postalCode: '10410', country: 'US' },
      identifier: { type: 'DL', system: 'US-NY', value: 'T0000001' },
      expires: '2031-03-09',
      isNameCut: true
    }
  });
});

test.each([
  ['line ends of Windows', '\r\n'],
  ['only carriage returns', '\r'],
  ['record separators', '\u001e'],
  ['file separators', '\u001c'],
  ['bars in place of line ends', '|'],
  ['line ends swallowed', '']
])('[REG-11] as scanners mangle it: %s', (_, between) => {
  const read = readDriverLicence(card(ELEMENTS, between));
  expect(read.ok && [read.value.name.family, read.value.name.given[0], read.value.birthDate]).toEqual([
    'TESTING',
    'ANA',
    '1971-03-09'
  ]);
});

test.each<[string, readonly string[], object]>([
  [
    'a Canadian date and postcode',
    [...swap('DBB19710309'), 'DCGCAN'].filter((e) => e !== 'DCGUSA'),
    { birthDate: '1971-03-09' }
  ],
  ['a day that is none', swap('DBB02301971'), { birthDate: null }],
  ['no date', swap('DBB'), { birthDate: null }],
  ['sex not told', swap('DBC9'), { sex: 'unknown' }],
  ['sex X', swap('DBCX'), { sex: 'other' }],
  ['no number', ['DLDAQNONE', ...ELEMENTS.slice(1)], { identifier: null }],
  ['four more digits', swap('DAK104101234  '), { address: { postalCode: '10410-1234' } }],
  [
    'all given names in one',
    ['DCSTESTING', 'DCTANA,MARIE', 'DBB03091971'],
    { name: { family: 'TESTING', given: ['ANA', 'MARIE'] } }
  ],
  [
    'commas',
    ['DAATESTING,ANA,MARIE JO,JR', 'DBB19710309'],
    { name: { family: 'TESTING', given: ['ANA', 'MARIE', 'JO'], suffix: 'JR' } }
  ],
  [
    'as it is spoken',
    ['DAAANA MARIE TESTING', 'DBB19710309'],
    { name: { family: 'TESTING', given: ['ANA', 'MARIE'] } }
  ],
  ['one name', ['DCSTESTING', 'DACNONE', 'DADNONE', 'DBB19710309'], { name: { family: 'TESTING', given: [] } }]
])('[REG-11] %s', (_, elements, expected) => {
  expect(readDriverLicence(card(elements))).toMatchObject({ ok: true, value: expected });
});

test.each([
  ['nothing', '', 'not-a-licence'],
  ['a name', 'Testing, Ana', 'not-a-licence'],
  ['a slip of ours', 'anteroom:1:abcdefgh', 'not-a-licence'],
  ['an address', 'https://example.org/ANSI 636001080002DL00410264', 'not-a-licence'],
  ['something before the header', `something ANSI 636001080002DL00410264ZN03050035DCSTESTING`, 'not-a-licence'],
  ['10 KB', `@\nANSI 636001080002DL00410264${'A'.repeat(10_240)}`, 'too-long'],
  ['a header alone', '@\nANSI 636001080002DL00410264', 'no-name'],
  ['every element empty', card(ELEMENTS.map((element) => element.slice(0, 3))), 'no-name']
])('[REG-11] refused: %s', (_, text, problem) => {
  expect(readDriverLicence(text)).toEqual({ ok: false, error: problem });
});

const folder = testData('aamva-pdf417');
describe.skipIf(!folder)('aamva-pdf417', () => {
  const payloads = path.join(folder ?? '', 'payloads');
  const files = folder ? readdirSync(payloads) : [];

  test('[REG-11] there are forty-four of them', () => expect(files).toHaveLength(44));

  test.each(files)('[REG-11] %s says who it is', (file) => {
    const read = readDriverLicence(readFileSync(path.join(payloads, file), 'utf8'));
    if (!read.ok) throw new Error(read.error);
    const { name, birthDate, sex, address } = read.value;
    expect(name.family).toMatch(/^[\p{L}-]+$/u);
    expect(name.given.length).toBeGreaterThan(0);
    expect(birthDate).toMatch(/^(19|20)\d{2}-\d{2}-\d{2}$/);
    expect(sex).not.toBe('unknown');
    expect(address?.state).toMatch(/^[A-Z]{2}$/);
    expect(address?.postalCode).toMatch(/^(\d{5}(-\d{4})?|[A-Z]\d[A-Z] \d[A-Z]\d)$/);
    expect(address?.line[0]).toMatch(/\d/);
  });
});
