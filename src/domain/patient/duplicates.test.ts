import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testData } from '#tests/test-data.ts';
import { isLocalDate } from '../time.ts';
import { ASK_FROM, compared, duplicatesOf, isTransposed, likenessOf, type Likeness } from './duplicates.ts';
import { areNicknames, jaro, jaroWinkler, nameLikeness, NAMES_ALIKE } from './name-likeness.ts';

const ANN: Likeness = {
  family: 'Rooksby',
  given: 'Ann May',
  preferred: '',
  former: [],
  birthDate: '1971-03-09',
  sex: 'female',
  phones: ['+12065550142'],
  addresses: ['7 Elm Terrace 12545'],
  ssn4: ''
};
const other = (over: Partial<Likeness>): Likeness => ({
  ...{ family: 'Moss', given: 'Zoe', preferred: '', former: [], birthDate: null },
  ...{ sex: 'unknown', phones: [], addresses: [], ssn4: '' },
  ...over
});

describe('names alike', () => {
  /** Winkler's published examples, to three places. */
  test.each([
    ['MARTHA', 'MARHTA', 0.944, 0.961],
    ['DWAYNE', 'DUANE', 0.822, 0.84],
    ['DIXON', 'DICKSONX', 0.767, 0.813],
    ['ABC', 'XYZ', 0, 0],
    ['', '', 0, 0],
    ['A', '', 0, 0],
    ['A', 'A', 1, 1]
  ])('%s and %s', (a, b, plain, winkler) => {
    expect(jaro(a, b)).toBeCloseTo(plain, 3);
    expect(jaroWinkler(a, b)).toBeCloseTo(winkler, 3);
  });

  test('it does not matter which comes first, and nothing is more alike than the same', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 9 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(jaro(a, b)).toBeCloseTo(jaro(b, a), 10);
        expect(jaroWinkler(a, b)).toBeLessThanOrEqual(1);
      })
    );
  });

  test('diacritics, apostrophes and hyphens make no difference', () => {
    expect(nameLikeness('Núñez-Prado', 'nunez prado')).toBe(1);
    expect(nameLikeness("O'Fernwood", 'Ofernwood')).toBe(1);
    expect(nameLikeness('Gonzalez', 'Gonzales')).toBeGreaterThan(NAMES_ALIKE);
    expect(nameLikeness('Kim', 'Patel')).toBeLessThan(NAMES_ALIKE);
  });

  test.each([
    ['robert', 'bob', true],
    ['bob', 'rob', true],
    ['jose', 'pepe', true],
    ['guillermo', 'bill', true],
    ['alex', 'sandra', true],
    ['bob', 'bill', false],
    ['ann', 'zoe', false]
  ])('%s and %s', (a, b, expected) => {
    expect(areNicknames(a, b)).toBe(expected);
  });
});

test.each([
  ['1971-03-09', '1971-09-03', true],
  ['1971-03-09', '1917-03-09', true],
  ['1971-03-12', '1971-03-21', true],
  ['1971-03-09', '1971-30-09', true],
  ['1971-03-09', '1971-03-09', false],
  ['1971-03-09', '1971-03-08', false],
  ['1971-03-09', '1917-09-03', false]
])('%s and %s transposed', (a, b, expected) => {
  expect(isTransposed(a, b)).toBe(expected);
});

describe('[PAT-5] what speaks for one person', () => {
  test.each([
    ['nothing', {}, 0, []],
    ['birth date', { birthDate: '1971-03-09' }, 4, ['birth-date']],
    ['birth date turned', { birthDate: '1971-09-03' }, 2, ['birth-date-transposed']],
    ['family name misspelt', { family: 'Roooksby' }, 3, ['family']],
    ['family name before marriage', { former: ['Rooksby'] }, 3, ['family']],
    ['first name', { given: 'ANN' }, 2, ['given']],
    ['name they go by', { preferred: 'Ann' }, 2, ['given']],
    ['second name only', { given: 'May' }, 0, []],
    ['phone written otherwise', { phones: ['(206) 555-0142'] }, 2, ['phone']],
    ['address', { addresses: ['7 elm terrace, 12545'] }, 1, ['address']],
    ['sex', { birthDate: '1971-03-09', sex: 'male' }, 1, ['birth-date', 'sex-differs']],
    ['sex not known', { sex: 'other' }, 0, []]
  ] as const)('%s', (_, over, score, reasons) => {
    expect(compared(ANN, other(over))).toEqual({ score, reasons });
    expect(compared(other(over), ANN)).toEqual({ score, reasons });
  });

  test('from seven on somebody is asked, likeliest first', () => {
    const known = [
      other({ family: 'Rooksby', birthDate: '1971-03-09' }),
      other({ family: 'Rooksby', birthDate: '1971-03-09', given: 'Ann' }),
      other({ family: 'Rooksby', given: 'Ann', addresses: ANN.addresses }),
      other({ family: 'Rooksby', birthDate: '1971-03-09', given: 'Tom', sex: 'male' })
    ];
    const asked = duplicatesOf(ANN, known, (one) => one);
    expect(asked.map(({ known: one, score }) => [known.indexOf(one), score])).toEqual([
      [1, 9],
      [0, 7]
    ]);
  });

  test('read from a registration', () => {
    const registration = {
      name: { family: 'Rooksby', given: ['Ann', 'May'] },
      birthDate: '1971-03-09',
      sex: 'female' as const,
      phones: [{ number: '+12065550142', use: 'mobile' as const }],
      address: { line: ['7 Elm Terrace'], city: 'Millbrook', state: 'NY', postalCode: '12545' },
      identifiers: [{ type: 'SS', system: 's', value: '999-11-0142' }]
    };
    expect(likenessOf(registration)).toEqual({ ...ANN, ssn4: '0142' });
    expect(likenessOf({ ...registration, identifiers: [], address: undefined as never })).toMatchObject({ ssn4: '' });
  });
});

const folder = testData('patient-dedupe');
test.skipIf(!folder)(
  '[PAT-5] persons with known duplicates: hardly anyone is asked for nothing, most are asked',
  () => {
    const { precision, recall } = measured(path.join(folder!, 'febrl', 'dataset1.csv.gz'));
    console.log(`duplicates: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)} (FEBRL dataset1)`);
    expect(precision).toBeGreaterThan(0.99);
    expect(recall).toBeGreaterThan(0.85);
  }
);

/** Every pair of a FEBRL file compared, against what the file knows. */
function measured(file: string): { precision: number; recall: number } {
  const [head, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split(/\r?\n/);
  const columns = head!.split(',').map((name) => name.trim());
  const people = lines.map((line) => {
    const cells = line.split(',').map((cell) => cell.trim());
    const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
    const born = cell('date_of_birth').replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
    const likeness = other({
      family: cell('surname'),
      given: cell('given_name'),
      birthDate: isLocalDate(born) ? born : null,
      addresses: [`${cell('street_number')} ${cell('address_1')} ${cell('postcode')}`],
      ssn4: cell('soc_sec_id').slice(-4)
    });
    return { person: cell('rec_id').split('-')[1], likeness };
  });
  const counts = { right: 0, asked: 0, pairs: 0 };
  for (const [index, one] of people.entries()) {
    for (const two of people.slice(index + 1)) {
      const isSame = one.person === two.person;
      const isAsked = compared(one.likeness, two.likeness).score >= ASK_FROM;
      counts.pairs += isSame ? 1 : 0;
      counts.asked += isAsked ? 1 : 0;
      counts.right += isSame && isAsked ? 1 : 0;
    }
  }
  return { precision: counts.right / counts.asked, recall: counts.right / counts.pairs };
}

test('[PAT-5] an address that somebody has moved away from, or is at for the winter, says it as well', () => {
  const street = { line: ['7 Elm Terrace'], city: 'Millbrook', state: 'NY', postalCode: '12545' };
  const person = { name: { family: 'R', given: [] }, birthDate: null, sex: 'unknown' as const, phones: [], identifiers: [] }; // prettier-ignore
  const now = likenessOf({ ...person, otherAddresses: [{ ...street, use: 'old' }] });
  expect(compared(now, likenessOf({ ...person, address: street })).reasons).toContain('address');
});
