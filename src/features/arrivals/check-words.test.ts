import { expect, test } from 'vitest';
import type { Patient } from '#domain/patient/patient.ts';
import { valueText } from './check-words.ts';

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
