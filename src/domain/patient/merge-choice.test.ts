import { expect, test } from 'vitest';
import { differencesBetween, valueAfter } from './merge-choice.ts';
import type { Demographics, OtherAddress } from './patient-facts.ts';

const ANN: Demographics = { name: { family: 'Rook', given: ['Ann'] }, birthDate: '1971-03-09', sex: 'female', phones: [], identifiers: [] }; // prettier-ignore
const place = (street: string, more: Partial<OtherAddress> = {}): OtherAddress => ({ line: [street], city: 'Sarasota', state: 'FL', postalCode: '34236', use: 'temp', ...more }); // prettier-ignore

test('[MRG-4] other addresses of both records are kept; of one place with other days, the survivor’s stays', () => {
  const survivor = { ...ANN, otherAddresses: [place('4 Palm Way', { period: { start: '2026-11-01', end: null } })] };
  const other = { ...ANN, otherAddresses: [place('4 palm way'), place('PO Box 9', { use: 'home', kind: 'postal' })] };
  expect(differencesBetween(survivor, other)).toEqual([
    { field: 'otherAddresses', choices: ['keep', 'take', 'both'], suggested: 'both' }
  ]);
  expect(valueAfter('otherAddresses', 'both', survivor, other)).toEqual([survivor.otherAddresses[0], other.otherAddresses[1]]); // prettier-ignore
});

test('[MRG-4] other addresses that only one of them has are suggested', () => {
  const other = { ...ANN, otherAddresses: [place('4 Palm Way')] };
  expect(differencesBetween(ANN, other)).toMatchObject([{ field: 'otherAddresses', suggested: 'take' }]);
  expect(differencesBetween(other, ANN)).toEqual([]);
});

test('[MRG-4] of more other addresses than a record can hold the survivor’s are kept', () => {
  const survivor = { ...ANN, otherAddresses: Array.from({ length: 6 }, (_, at) => place(`${at} Elm St`)) };
  const other = { ...ANN, otherAddresses: Array.from({ length: 6 }, (_, at) => place(`${at} Oak St`)) };
  const both = valueAfter('otherAddresses', 'both', survivor, other);
  expect(both).toHaveLength(10);
  expect(both?.slice(0, 6)).toEqual(survivor.otherAddresses);
});
