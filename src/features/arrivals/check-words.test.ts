import { expect, test } from 'vitest';
import type { Patient } from '#domain/patient/patient.ts';
import { lineNotes, valueText } from './check-words.ts';

const ANN: Patient = {
  ...{ patient: 'p-ann', source: 'desk', name: { family: 'Rook', given: ['Ann'] }, birthDate: '1951-03-09' },
  ...{ sex: 'female', phones: [], identifiers: [], forks: [], encounters: [] },
  address: { line: ['12 Harbor St'], city: 'Rockport', state: 'ME', postalCode: '04856' }
};
const winter = { start: '2026-11-01', end: '2027-04-15' } as const;
const palm = { line: ['4 Palm Way'], city: 'Sarasota', state: 'FL', postalCode: '34236', use: 'temp', period: winter } as const; // prettier-ignore
const box = { line: ['PO Box 9'], city: 'Rockport', state: 'ME', postalCode: '04856', use: 'home', kind: 'postal' } as const; // prettier-ignore

test('[REG-18] what is read out is where they live that day, and where letters go if that is elsewhere', () => {
  const read = (otherAddresses: NonNullable<Patient['otherAddresses']>, day: string): string =>
    valueText({ ...ANN, otherAddresses }, 'address', day);
  expect(read([], '2026-12-24')).toBe('12 Harbor St, Rockport, ME 04856');
  expect(read([palm], '2026-12-24')).toBe('4 Palm Way, Sarasota, FL 34236 (there now, until 04/15/2027)');
  expect(read([palm], '2026-05-01')).toBe('12 Harbor St, Rockport, ME 04856');
  expect(read([box], '2026-05-01')).toBe('12 Harbor St, Rockport, ME 04856; letters: PO Box 9, Rockport, ME 04856 (gets mail there)'); // prettier-ignore
  const { address: _, ...nowhere } = ANN;
  expect(valueText(nowhere, 'address', '2026-05-01')).toBe('');
});

test('[COV-14] a card of theirs that calls them otherwise says so beside the line, old beside new', () => {
  const vane = { relationship: 'self', name: { family: 'VANE', given: 'ANN' } };
  const card = { coverage: 'c-1', kind: 'health', order: 'primary', period: { start: null, end: null }, payer: { name: 'Cedar', id: '' }, member: 'CH-1', subscriber: vane, checks: [] }; // prettier-ignore
  const coverages = { list: [card], forks: [] } as unknown as NonNullable<Patient['coverages']>;
  const named = { ...ANN, coverages, name: { ...ANN.name, former: ['Vane'] } };
  expect(lineNotes(named, 'coverage', '2026-05-01')).toEqual(['Cedar: the card says VANE, ANN, an earlier name; on record Rook, Ann']); // prettier-ignore
  expect([lineNotes(named, 'address', '2026-05-01'), lineNotes(ANN, 'coverage', '2026-05-01')]).toEqual([[], []]);
});
