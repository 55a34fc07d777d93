import { expect, test } from 'vitest';
import { pairFinder } from './likely-pairs.ts';
import type { MergeNote, Patient } from './patient.ts';

const person = (patient: string, given: string, more: Partial<Patient> = {}): Patient => ({
  patient,
  source: 'desk',
  name: { family: 'Rookwell', given: [given] },
  birthDate: '1971-03-09',
  sex: 'female',
  phones: [{ number: '+12065550101', use: 'mobile' }],
  identifiers: [],
  forks: [],
  encounters: [],
  ...more
});
const note: MergeNote = { other: 'a', merge: 'm', at: 0, by: 'u', seen: [] };

function found(...patients: readonly Patient[]) {
  const finder = pairFinder();
  for (const patient of patients) finder.add(patient);
  return finder.find(10);
}

test('[MRG-9] two records of one person are a pair; her sister is not', () => {
  const { pairs, total, compared } = found(person('a', 'Ann'), person('b', 'Ann'), person('c', 'Beatrice'));
  expect(pairs.map(({ a, b }) => [a, b])).toEqual([['a', 'b']]);
  expect([total, compared]).toEqual([1, 3]);
});

test('[MRG-9] a record that went into another one is not compared', () => {
  const gone = person('b', 'Ann', { merges: { into: [note], from: [], facts: [] } });
  expect(found(person('a', 'Ann'), gone).pairs).toEqual([]);
});

test.each([
  ['a', 'b'],
  ['b', 'a']
])('[MRG-7] two who were told apart are no pair, whichever of them says so: %s of %s', (says, other) => {
  const patients = ['a', 'b'].map((id) => person(id, 'Ann', id === says ? { apart: [other] } : {}));
  expect(found(...patients).total).toBe(0);
});

test('[MRG-9] the likeliest are kept, and all are counted', () => {
  const finder = pairFinder();
  for (const id of ['a', 'b', 'c']) finder.add(person(id, 'Ann', id === 'c' ? { phones: [] } : {}));
  const { pairs, total } = finder.find(1);
  expect(pairs.map(({ a, b }) => [a, b])).toEqual([['a', 'b']]);
  expect(total).toBe(3);
});
