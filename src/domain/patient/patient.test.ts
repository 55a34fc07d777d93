import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectFoldLaws, voidOf } from '#tests/fixtures/fold-laws.ts';
import { factId, type NewOf, type Recorded } from '../fact.ts';
import { clientIdOf } from '../ids.ts';
import type { Demographics, PatientChange, PatientFact } from './patient-facts.ts';
import { patientOf } from './patient.ts';

type New = NewOf<PatientFact>;
const ANN: Demographics = {
  name: { family: 'Rook', given: ['Ann'] },
  birthDate: '1971-03-09',
  sex: 'female',
  phones: [{ number: '+12065550101', use: 'mobile' }],
  identifiers: []
};
const REGISTER: New = { kind: 'patient/registered', of: { patient: 'p', source: 'desk', ...ANN } };
const change = (field: PatientChange['field'], from: unknown, to: unknown): New => {
  return { kind: 'patient/changed', of: { patient: 'p', field, from, to } as PatientChange };
};
const name = (family: string) => ({ family, given: ['Ann'] });
const seen = (encounter: string, start: number): New => {
  const of = { patient: 'p', encounter, class: 'AMB', start, end: null, what: 'Check-up' };
  return { kind: 'encounter/recorded', of };
};

function told(...facts: readonly New[]): Recorded[] {
  return facts.map((fact, index) => ({
    client: clientIdOf(1, 0),
    clock: index,
    fact: { ...fact, at: index * 1024, by: 'u' }
  }));
}
const idAt = (index: number): string => `${clientIdOf(1, 0)}.${index}`;

test('[PAT-1] the same facts are the same patient, in any order and however often', () => {
  const names = [null, name('Rook'), name('Rookwood'), name('Moss')];
  const dates = [null, '1971-03-09', '1971-09-03'];
  const anyChange = fc.oneof(
    fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)).map(([from, to]) => change('name', from, to)),
    fc.tuple(fc.constantFrom(...dates), fc.constantFrom(...dates)).map(([from, to]) => change('birthDate', from, to)),
    fc.constantFrom(undefined, 'a@example.org').map((to) => change('email', null, to ?? null))
  );
  expectFoldLaws(
    patientOf,
    fc.oneof(
      fc.constant(REGISTER),
      anyChange,
      fc.integer({ max: 3 }).map((at) => seen('e', at)),
      fc.constantFrom<New>(
        { kind: 'patient/merged', of: { patient: 'p', into: 'q', merge: 'm' } },
        { kind: 'patient/absorbed', of: { patient: 'p', from: 'r', merge: 'm', seen: [] } },
        { kind: 'patient/told-apart', of: { patient: 'p', other: 'q' } }
      )
    )
  );
});

test('[PAT-1] nobody is registered until someone is; a second registration changes nothing', () => {
  expect(patientOf(told(change('sex', null, 'male'), seen('e', 1)))).toBeNull();
  const again: New = { kind: 'patient/registered', of: { ...REGISTER.of, source: 'import' } as New['of'] } as New;
  expect(patientOf(told(REGISTER, again))).toEqual({
    patient: 'p',
    source: 'desk',
    ...ANN,
    registered: { at: 0, by: 'u' },
    forks: [],
    encounters: []
  });
});

test('[PAT-2] earlier visits are listed once, newest first', () => {
  const listed = patientOf(told(REGISTER, seen('e-1', 10), seen('e-2', 20), seen('e-1', 5)))?.encounters;
  expect(listed?.map(({ encounter, start }) => [encounter, start])).toEqual([
    ['e-2', 20],
    ['e-1', 5]
  ]);
});

describe('[PAT-3] a change sets one field', () => {
  test.each([
    ['birthDate', '1971-03-09', '1971-09-03', { birthDate: '1971-09-03' }],
    ['birthDate', '1971-03-09', null, { birthDate: null }],
    ['sex', 'female', null, { sex: 'unknown' }],
    ['phones', ANN.phones, null, { phones: [] }],
    ['name', ANN.name, null, {}],
    ['email', null, 'ann@example.org', { email: 'ann@example.org' }],
    ['deceased', null, true, { deceased: true }]
  ] as const)('%s: %j → %j', (field, from, to, after) => {
    expect(patientOf(told(REGISTER, change(field, from, to)))).toEqual({
      patient: 'p',
      source: 'desk',
      ...ANN,
      registered: { at: 0, by: 'u' },
      // A name is not taken away, so nobody has changed it.
      ...(field === 'name' ? {} : { evidence: { [field]: { how: 'entered', at: 1, by: 'u' } } }),
      forks: [],
      encounters: [],
      last: [idAt(1)],
      ...after
    });
  });

  test('an emptied optional field is gone', () => {
    const facts = told(REGISTER, change('email', null, 'a@example.org'), change('email', 'a@example.org', null));
    expect(patientOf(facts)).not.toHaveProperty('email');
  });

  test('[REG-17] of two desks that each wrote other addresses the later counts, and none empties the field', () => {
    const place = (street: string) => [{ line: [street], city: '', state: '', postalCode: '', use: 'temp' }];
    const two = [
      change('otherAddresses', null, place('4 Palm Way')),
      change('otherAddresses', null, place('9 Key Rd'))
    ];
    expect(patientOf(told(REGISTER, ...two))).toMatchObject({ otherAddresses: place('9 Key Rd'), forks: [] });
    const gone = patientOf(told(REGISTER, ...two, change('otherAddresses', place('9 Key Rd'), null)));
    expect(gone).not.toHaveProperty('otherAddresses');
  });

  test('of a field that matters less the later value counts, without a question', () => {
    const facts = told(REGISTER, change('language', null, 'es'), change('language', null, 'en'));
    expect(patientOf(facts)).toMatchObject({ language: 'en', forks: [] });
  });
});

describe('[PAT-4] two values from one are a question for a person', () => {
  const fork = [REGISTER, change('name', name('Rook'), name('Moss')), change('name', name('Rook'), name('Fern'))];

  test('both are kept, the later stands meanwhile', () => {
    expect(patientOf(told(...fork))).toMatchObject({
      name: name('Fern'),
      forks: [{ field: 'name', values: [name('Moss'), name('Fern')], facts: [idAt(1), idAt(2)] }]
    });
  });

  test('keys in another order are the same value', () => {
    const turned = { given: ['Ann'], family: 'Rook' };
    expect(patientOf(told(REGISTER, change('name', turned, name('Moss'))))?.forks).toEqual([]);
  });

  test('the same new value twice is no question', () => {
    expect(patientOf(told(REGISTER, fork[1]!, fork[1]!))).toMatchObject({ name: name('Moss'), forks: [] });
  });

  test('a third side joins the question', () => {
    const third = patientOf(told(...fork, change('name', name('Rook'), name('Lark'))))?.forks[0];
    expect(third?.values).toEqual([name('Moss'), name('Fern'), name('Lark')]);
  });

  test('one side going on keeps the question open', () => {
    const on = patientOf(told(...fork, change('name', name('Moss'), name('Mossgrove'))));
    expect(on).toMatchObject({ name: name('Mossgrove'), forks: [{ values: [name('Mossgrove'), name('Fern')] }] });
  });

  test.each([
    ['the other', name('Fern'), name('Moss')],
    ['the one that stands', name('Fern'), name('Fern')],
    ['that one, from the other', name('Moss'), name('Fern')]
  ])('choosing %s settles it', (_, from, to) => {
    expect(patientOf(told(...fork, change('name', from, to)))).toMatchObject({ name: to, forks: [] });
  });

  test('taking one side back leaves the other, and no question', () => {
    const facts = told(...fork);
    expect(patientOf([...facts, voidOf(factId(facts[2]!), 0)])).toMatchObject({ name: name('Moss'), forks: [] });
  });
});
