import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inventedPerson } from '#tests/fixtures/people.ts';
import { TODAY } from '#tests/fixtures/practice.ts';
import { seeded } from '../random.ts';
import { directoryEntryOf, hitOf, type DirectoryEntry } from './directory.ts';
import { isNearBeginning } from './near-words.ts';
import { patientIndex } from './search-index.ts';
import { parseQuery } from './search-query.ts';
import { folded, searchWords } from './search-text.ts';

function entry(patient: string, over: Partial<DirectoryEntry> = {}): DirectoryEntry {
  return {
    patient,
    family: 'Rook',
    given: 'Ann',
    preferred: '',
    former: [],
    birthDate: null,
    sex: 'unknown',
    phones: [],
    identifier: '',
    otherIdentifiers: [],
    deceased: false,
    ...over
  };
}
const ids = (entries: readonly DirectoryEntry[]): string[] => entries.map(({ patient }) => patient);
const found = (query: string, ...entries: DirectoryEntry[]): string[] => ids(patientIndex(entries).find(query, 10));

describe('[PAT-8] names compare without case, diacritics and apostrophes', () => {
  test.each([
    ['Núñez-Prado', 'nunez prado'],
    ["O'Fernwood", 'ofernwood'],
    ['D’Aubrelle', 'daubrelle'],
    ['Łąkowski', 'lakowski'],
    ['Strømgaard', 'stromgaard'],
    ['Weißbach', 'weissbach'],
    ['Nguyễn', 'nguyen'],
    ['Çelikbaş', 'celikbas'],
    ['ÆØÅ', 'aeoa'],
    ['I\u0307stanbul', 'istanbul'],
    ['Ｆｕｌｌ', 'full'],
    ['علی', 'علی'],
    ['  two   words ', 'two words'],
    ['', '']
  ])('%s', (name, plain) => {
    expect(folded(name)).toBe(plain);
  });

  test('the words a name is found by', () => {
    expect(searchWords("O'Fernwood")).toEqual(['ofernwood', 'fernwood']);
    expect(searchWords('Núñez-Prado')).toEqual(['nunez', 'prado', 'nunezprado']);
    expect(searchWords('de la Fuente')).toEqual(['de', 'la', 'fuente', 'delafuente']);
    expect(searchWords(' ')).toEqual([]);
  });
});

describe('[PAT-9] any part of a name, birth date, phone, identifier', () => {
  const one = entry('one', {
    family: 'Núñez-Prado',
    given: 'Lucía Inés',
    preferred: 'Lucy',
    former: ["O'Fernwood"],
    birthDate: '1971-03-09',
    phones: ['+12065550142', '(206) 555-0177 x4'],
    identifier: 'M000123',
    otherIdentifiers: ['999-11-0142', '8f3a-77']
  });
  const other = entry('other', { birthDate: '1980-12-25', phones: ['+13125550199'], identifier: 'M000999' });

  test.each([
    ...['núñez', 'NUNEZ', 'nun', 'prado', 'nunezprado', 'núñez-prado', 'nunez prado', 'prado, lucia', 'p luc'],
    ...['inés', 'lucy', 'lucia ines nunez', "o'fernwood", 'ofern', 'O’FERNWOOD', 'fernwood'],
    ...['03/09/1971', '3/9/1971', '3-9-71', '3.9.71', '03/09/71', '03091971', '19710309', '030971', '1971-03-09'],
    ...['1971/3/9', '3/9', '03/09', '03/', '3/', '3/0', '03/09/', '03/09/1', '03/09/19', '03/09/197', '1971'],
    ...['1971-', '1971-0', '1971-03', '1971-3', '1971-03-', '1971-03-0', 'mar 9 1971', 'March 9, 1971', '9 mar 71'],
    ...['9-Mar-1971', 'march 9th', 'mar 1971', 'mar 9'],
    ...['0142', '2065550142', '(206) 555-0142', '206-555-0142', '206.555.0142', '+1 206 555 0142', '12065550142'],
    ...['555-0142', '5550142', '206', '65550', '0177', 'm000123', 'M000123', 'm0001', '999-11-0142', '8F3A-77'],
    ...['nunez 1971', '1971 nunez', 'lucy 0142', 'nun 3/9', 'm0001 luc', 'nunez mar 9 1971']
  ])('%s', (query) => {
    expect(found(query, other, one)[0]).toBe('one');
    expect(found(query, one)).toEqual(['one']);
  });

  test.each([
    ...['', ' ', ',', "'", '-', '()', '!!', 'unez', 'rado', '13/1', '0/9', '3/10', '3/9/72', '03101971', '1971-04'],
    ...['14', '01', 'x4', '0142 0199', '000123', 'f3a77', '999-11', 'nunez 1972', 'nunez prado zz', 'april 9'],
    ...['%', '*', '\\', '[a', '<img src=x>', 'x'.repeat(10_000), '9'.repeat(10_000), '\uD800', '\u202E']
  ])('not by %j', (query) => {
    expect(found(query, one)).toEqual([]);
  });

  test('a name that is a month is a name', () => {
    expect(found('may', entry('one', { given: 'May' }))).toEqual(['one']);
    expect(found('april rook', entry('one', { given: 'April' }))).toEqual(['one']);
  });

  test('every term must fit, at most six count, and nothing is asked for by nothing', () => {
    expect(parseQuery('a b c d e f g')).toHaveLength(6);
    expect(parseQuery(' , ; ')).toEqual([]);
    expect(patientIndex([one]).find('nunez', 0)).toEqual([]);
  });
});

describe('[PAT-10] best first (S-6 to S-9)', () => {
  test('identifier, then family name, then given name, then former', () => {
    const people = [
      entry('given', { family: 'Zeph', given: 'Mary' }),
      entry('former', { family: 'Zeph', given: 'Ann', former: ['Mary'] }),
      entry('family', { family: 'Mary', given: 'Ann' }),
      entry('id', { family: 'Zeph', identifier: 'MARY' })
    ];
    expect(found('mary', ...people)).toEqual(['id', 'family', 'given', 'former']);
  });

  test('the whole of it before its beginning, then by name and birth date', () => {
    const people = [
      entry('smithson', { family: 'Smithson' }),
      entry('smith-z', { family: 'Smith', given: 'Zoe' }),
      entry('smith-a-80', { family: 'Smith', given: 'Ann', birthDate: '1980-01-01' }),
      entry('smith-a-70', { family: 'Smith', given: 'Ann', birthDate: '1970-01-01' }),
      entry('smith-jones', { family: 'Smith-Jones', given: 'Ann' })
    ];
    expect(found('smith', ...people)).toEqual(['smith-a-70', 'smith-a-80', 'smith-z', 'smith-jones', 'smithson']);
    expect(found('smit', ...people)).toHaveLength(5);
  });

  test('an identifier whole before its beginning; others by their whole only (S-9)', () => {
    const people = [entry('longer', { identifier: 'M12' }), entry('whole', { identifier: 'M1' })];
    expect(found('m1', ...people)).toEqual(['whole', 'longer']);
    expect(found('s-77', entry('one', { otherIdentifiers: ['S-777'] }))).toEqual([]);
    expect(found('S-777', entry('one', { identifier: 'M1', otherIdentifiers: ['s-777', 'S777'] }))).toEqual(['one']);
  });

  test('the last four before digits within', () => {
    const people = [entry('within', { phones: ['+12060142999'] }), entry('last', { phones: ['+12065550142'] })];
    expect(found('0142', ...people)).toEqual(['last', 'within']);
  });

  test('over several terms the sum decides', () => {
    const people = [
      entry('begun', { family: 'Anna', given: 'Rooksby' }),
      entry('half', { family: 'Rooksby', given: 'Ann' }),
      entry('exact', { family: 'Rook', given: 'Ann' })
    ];
    expect(found('ann rook', ...people)).toEqual(['exact', 'half', 'begun']);
  });
});

describe('[PAT-11] one slip is forgiven when there are few hits', () => {
  test.each(['gonzalze', 'gonzales', 'gonzlez', 'gonzzalez', 'gonsalez', 'gonzalezz', 'gonzlaez'])('%s', (typed) => {
    expect(found(typed, entry('one', { family: 'Gonzalez' }), entry('two', { family: 'Moss' }))).toEqual(['one']);
    expect(found(`${typed} ann`, entry('one', { family: 'Gonzalez' }))).toEqual(['one']);
  });

  test.each(['honzalez', 'gozalzes', 'gon'])('not in %s', (typed) => {
    expect(found(typed, entry('one', { family: 'Gozalvo' }))).toEqual([]);
  });

  test('what fits as typed comes first, and many hits need no guesses', () => {
    const people = ['Mossgrove', 'Mosgrove', 'Mosegrave'].map((family) => entry(family, { family }));
    expect(found('mossgrove', ...people)).toEqual(['Mossgrove', 'Mosgrove']);
    const many = Array.from({ length: 5 }, (_, index) => entry(`m-${index}`, { family: 'Mossgrove' }));
    expect(found('mossgrove', ...people, ...many)).not.toContain('Mosgrove');
  });

  test('as edit distance one to a beginning has it', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 4, maxLength: 8 });
    fc.assert(
      fc.property(word, word, (name, typed) => {
        const near = Array.from({ length: name.length + 1 }, (_, length) => name.slice(0, length)).some(
          (start) => distance(start, typed) <= 1
        );
        expect(isNearBeginning(name, typed)).toBe(near && name[0] === typed[0]);
      }),
      { numRuns: 2_000 }
    );
  });
});

/** Damerau-Levenshtein distance, the plain way. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0))
  );
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      rows[i]![j] = Math.min(
        rows[i - 1]![j]! + 1,
        rows[i]![j - 1]! + 1,
        rows[i - 1]![j - 1]! + same,
        swapped ? rows[i - 2]![j - 2]! + 1 : Infinity
      );
    }
  return rows[a.length]![b.length]!;
}

const PEOPLE: readonly DirectoryEntry[] = (() => {
  const random = seeded(5);
  return Array.from({ length: 700 }, (_, index) => {
    const person = inventedPerson(random, index, TODAY);
    return directoryEntryOf({ ...person, patient: `p-${index}`, source: 'desk', forks: [], encounters: [] });
  });
})();
const QUERIES = [
  ...[
    'n',
    'nu',
    'nunez',
    'ada',
    'ad in',
    'o',
    'ofernwood ada',
    '555',
    '0142',
    '1971',
    '3/',
    '12/2',
    'm0001',
    'm000123'
  ],
  ...['thistlewik', 'amberly beatriz', 'a b c', 'z z', '5550', '206', 'mossgrove 19', 'de la', 'zzz', 'tansy']
];

describe('[PAT-12] a change costs what its patient costs', () => {
  test('added one by one, the index finds what one built at once finds', () => {
    const grown = patientIndex();
    for (const one of PEOPLE) grown.put(one);
    const built = patientIndex(PEOPLE);
    expect(grown.size()).toBe(built.size());
    for (const query of QUERIES) {
      expect(new Set(ids(grown.find(query, 1_000))), query).toEqual(new Set(ids(built.find(query, 1_000))));
    }
  });

  test('whatever was added, changed and removed, in whatever order', () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 39 }), fc.constantFrom('put', 'change', 'remove'));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const now = new Map(PEOPLE.slice(0, 20).map((one) => [one.patient, one]));
        const index = patientIndex(now.values());
        for (const [at, what] of steps) {
          const one = PEOPLE[at]!;
          if (what === 'remove') {
            index.remove(one.patient);
            now.delete(one.patient);
          } else {
            const next = what === 'put' ? one : { ...one, family: 'Tansy', phones: [] };
            index.put(next);
            now.set(one.patient, next);
          }
        }
        expect(index.size()).toBe(now.size);
        for (const { patient } of PEOPLE.slice(0, 40)) expect(index.get(patient)).toEqual(now.get(patient));
        const fresh = patientIndex(now.values());
        for (const query of QUERIES)
          expect(new Set(ids(index.find(query, 99)))).toEqual(new Set(ids(fresh.find(query, 99))));
      }),
      { numRuns: 60 }
    );
  });
});

test('[PAT-9] as a search row by row finds them', () => {
  const index = patientIndex(PEOPLE);
  const anyQuery = fc.oneof(
    fc.constantFrom(...QUERIES),
    fc
      .tuple(fc.constantFrom(...PEOPLE), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }))
      .map(([one, family, given]) => `${one.given.slice(0, given)} ${one.family.slice(0, family)}`)
  );
  fc.assert(
    fc.property(anyQuery, (query) => {
      const hits = new Set(ids(index.find(query, 1_000)));
      for (const one of PEOPLE) if (fits(one, query)) expect(hits, `${query} → ${one.patient}`).toContain(one.patient);
      // With few that fit, those a slip away come too.
      if (PEOPLE.filter((one) => fits(one, query)).length < 3) return;
      for (const one of PEOPLE) if (hits.has(one.patient)) expect(fits(one, query), query).toBe(true);
    }),
    { numRuns: 150 }
  );
});

/** The plain way: every word begins a word, or is in a number. */
function fits(one: DirectoryEntry, query: string): boolean {
  const names = [one.family, one.given, one.preferred, ...one.former].flatMap(searchWords);
  const phones = one.phones.map((phone) => phone.slice(2));
  return parseQuery(query).every(
    ({ word, id, idPrefix, run, dates }) =>
      (word && names.some((name) => name.startsWith(word))) ||
      (id && (one.identifier.toLowerCase() === id || (idPrefix && one.identifier.toLowerCase().startsWith(id)))) ||
      (run && phones.some((phone) => phone.includes(run))) ||
      dates.some(({ order, prefix }) => {
        const [year = '', month = '', day = ''] = (one.birthDate ?? '').split('-');
        return (order === 'ymd' ? year + month + day : month + day + year).startsWith(prefix);
      })
  );
}

test('[PAT-13] what the directory keeps of a patient, and what is shown of a found one', () => {
  const patient = {
    patient: 'p',
    source: 'desk' as const,
    name: { family: 'Rook', given: ['Ann', 'May'], preferred: 'Annie', former: ['Moss'] },
    birthDate: '1971-03-09',
    sex: 'female' as const,
    phones: [{ number: '+12065550101', use: 'mobile' as const }],
    identifiers: [
      { type: 'DL', system: 's', value: 'D1' },
      { type: 'MR', system: 's', value: 'M1' }
    ],
    deceased: true as const,
    forks: [],
    encounters: []
  };
  const kept = directoryEntryOf(patient);
  expect(kept).toMatchObject({ given: 'Ann May', preferred: 'Annie', identifier: 'M1', otherIdentifiers: ['D1'] });
  expect(hitOf(kept)).toEqual({
    patient: 'p',
    family: 'Rook',
    given: 'Ann May',
    preferred: 'Annie',
    birthDate: '1971-03-09',
    sex: 'female',
    phone: '+12065550101',
    identifier: 'M1',
    deceased: true
  });
});
