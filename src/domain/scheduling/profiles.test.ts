import { expect, test } from 'vitest';
import { practiceOf } from '../practice/practice.ts';
import { acceptsPayer, interpretedLanguages, interpretersOf, skillsOf, whoCan, type Profile } from './profiles.ts';

const NOTHING = { skills: [], languages: [], payers: null };
const profile = (kind: Profile['kind'], id: string, over: Partial<Profile> = {}) => ({
  kind: 'profile/said',
  of: { ...NOTHING, kind, id, ...over }
});
const provider = (practitioner: string) => ({
  kind: 'practitioner/added',
  of: { practitioner, family: 'Vey', given: 'A', called: practitioner, hue: 0 }
});
const practice = practiceOf(
  [
    ...['p-1', 'p-2', 'p-gone'].map(provider),
    { kind: 'practitioner/retired', of: { practitioner: 'p-gone' } },
    { kind: 'staff/added', of: { user: 'u-1', name: 'Ana Ruiz', initials: 'AR', role: 'clerk' } },
    profile('practitioner', 'p-1', { skills: ['Old words'] }),
    profile('practitioner', 'p-1', { skills: ['Skin biopsy', 'joint injection'], payers: ['Cedar Health'] }),
    profile('practitioner', 'p-gone', { skills: ['Colposcopy'] }),
    profile('staff', 'u-1', { languages: ['es-MX', 'ase'] }),
    profile('staff', 'u-left', { languages: ['es', 'vi'] })
  ].map((fact, clock) => ({ client: 1, clock, fact: { ...fact, at: clock, by: 'u' } }))
);
const ANY = { practitioners: [], skill: null, payer: null };

test.each([
  ['nothing said of payers', null, { name: 'Birch', id: '' }, true],
  ['by name, spelled otherwise', ['CEDAR-HEALTH'], { name: 'Cedar Health', id: '' }, true],
  ['by the number claims have', ['00101'], { name: 'Cedar', id: '00101' }, true],
  ['another', ['Cedar Health'], { name: 'Cedar Health Plus', id: '' }, false],
  ['no number is no number', ['-'], { name: 'Cedar', id: '' }, false],
  ['of nobody', [], { name: 'Cedar', id: '' }, false]
])('[FIND-12] %s', (_, payers, payer, expected) =>
  expect(acceptsPayer({ ...NOTHING, kind: 'practitioner', id: 'p', payers }, payer)).toBe(expected)
);

test('[FIND-10] [FIND-12] the later word about somebody counts; who is named is asked for what they can do too', () => {
  expect(whoCan(practice, ANY)).toEqual(['p-1', 'p-2', 'p-gone']);
  expect(whoCan(practice, { ...ANY, skill: 'Joint injection' })).toEqual(['p-1']);
  expect(whoCan(practice, { ...ANY, skill: 'Old words' })).toEqual([]);
  expect(whoCan(practice, { ...ANY, practitioners: ['p-2'], skill: 'Skin biopsy' })).toEqual([]);
  expect(whoCan(practice, { ...ANY, payer: { name: 'Birch', id: '' } })).toEqual(['p-2', 'p-gone']);
  const asked = { ...ANY, practitioners: ['p-1', 'p-2'], payer: { name: 'cedar health', id: '' } };
  expect(whoCan(practice, asked)).toEqual(['p-1', 'p-2']);
  expect(skillsOf(practice)).toEqual(['joint injection', 'Skin biopsy']);
});

test('[FIND-11] who interprets a language, whatever its region; who has left does not', () => {
  expect(interpretersOf(practice, 'es')).toEqual(['u-1']);
  expect(interpretersOf(practice, 'ES-PR')).toEqual(['u-1']);
  expect(interpretersOf(practice, 'vi')).toEqual([]);
  expect(interpretedLanguages(practice)).toEqual(['ase', 'es']);
});
