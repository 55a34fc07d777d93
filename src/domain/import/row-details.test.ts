import { expect, test } from 'vitest';
import type { Details } from '../patient/details.ts';
import { detailsFrom } from './row-details.ts';

const read = (cells: Readonly<Record<string, string>>) => detailsFrom((field) => cells[field] ?? '');

test.each<[Readonly<Record<string, string>>, Details]>([
  [{}, {}],
  [{ race: 'White; Black or African American', ethnicity: 'Hispanic or Latino' }, { races: ['black', 'hispanic', 'white'] }], // prettier-ignore
  [{ race: 'Asian', ethnicity: 'Not Hispanic or Latino' }, { races: ['asian'] }],
  [{ race: 'White', ethnicity: 'Non-Hispanic/Latino' }, { races: ['white'] }],
  [{ ethnicity: 'Not Hispanic, Latino' }, {}],
  [{ race: 'Not Hispanic, White' }, { races: ['white'] }],
  [{ race: 'Asian/White', ethnicity: 'Hispanic/Latino' }, { races: ['asian', 'hispanic', 'white'] }],
  [{ race: 'White', ethnicity: 'Yes' }, { races: ['hispanic', 'white'] }],
  [{ race: 'White', ethnicity: 'N' }, { races: ['white'] }],
  [{ race: 'Declined to specify' }, { races: ['declined'] }],
  [{ maritalStatus: 'Legally Separated', genderIdentity: 'Non-Binary' }, { maritalStatus: 'L', genderIdentity: 'non-binary' }], // prettier-ignore
  [
    { interpreter: 'Sí', pronouns: 'she/her' },
    { communication: { interpreter: true }, pronouns: 'she/her' }
  ],
  [{ pcp: 'Dr Kimball', pharmacy: 'Elm Pharmacy', employer: 'Elm Mill' }, { careTeam: { pcp: 'Dr Kimball', pharmacy: 'Elm Pharmacy' }, employer: 'Elm Mill' }] // prettier-ignore
])('[IMP-45] %j', (cells, details) => {
  expect(read(cells)).toEqual({ details, isUnread: false });
});

test.each<Readonly<Record<string, string>>>([
  { race: 'Martian' },
  { race: 'White; Martian' },
  { maritalStatus: 'complicated' },
  { genderIdentity: '__proto__' },
  { interpreter: 'perhaps' },
  { employer: 'x'.repeat(121) },
  { pharmacy: 'x'.repeat(201) },
  { pronouns: 'x'.repeat(61) }
])('[IMP-45] a word that is not known, or a text that is too long, is left out and said: %j', (cells) => {
  const { details, isUnread } = read(cells);
  expect(isUnread).toBe(true);
  expect(details).toEqual(cells['race'] === 'White; Martian' ? { races: ['white'] } : {});
});
