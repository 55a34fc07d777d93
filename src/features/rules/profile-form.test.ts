import { expect, test } from 'vitest';
import type { Profile } from '#domain/scheduling/profiles.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { profileForm, profileFrom } from './profile-form.ts';
import { profileText } from './rule-words.ts';

const KIM = { kind: 'practitioner', id: 'p-kim' } as const;
const PROFILE: Profile = { ...KIM, skills: ['Joint injection', 'Skin biopsy'], languages: ['es'], payers: ['Cedar'] };
const EMPTY = profileForm(undefined);

test('[RULE-9] a profile is what the form says; what nothing is said of asks for nothing', () => {
  expect(profileFrom(KIM, profileForm(PROFILE))).toEqual({ ok: true, value: PROFILE });
  const typed = { skills: ' Skin  biopsy,, Skin biopsy ;', languages: [], payers: ' ' };
  expect(profileFrom(KIM, typed)).toEqual({
    ok: true,
    value: { ...KIM, skills: ['Skin biopsy'], languages: [], payers: null }
  });
  expect([profileText(PROFILE, 'practitioner'), profileText(undefined, 'staff')]).toEqual([
    'Joint injection, Skin biopsy; speaks Spanish; only Cedar',
    'Nothing said'
  ]);
});

test.each([
  ['a text without commas', { skills: 'a'.repeat(121) }, 'profile/too-long'],
  [
    'more skills than anybody reads',
    { skills: Array.from({ length: 51 }, (_, i) => `s${i}`).join() },
    'profile/too-many'
  ],
  ['more payers', { payers: Array.from({ length: 51 }, (_, i) => `p${i}`).join() }, 'profile/too-many'],
  ['more languages', { languages: Array.from({ length: 21 }, () => 'es') }, 'profile/too-many']
])('[RULE-9] refused: %s', (_, part, code) =>
  expect(profileFrom(KIM, { ...EMPTY, ...part })).toMatchObject({ error: { code } })
);

test.each([
  ['as it is', {}, true],
  ['of every payer', { payers: null }, true],
  ['of nobody in particular', { kind: 'room' }, false],
  ['a language in words', { languages: ['Spanish, Mexican'] }, false],
  ['an empty skill', { skills: [''] }, false],
  ['skills as one text', { skills: 'Joint injection' }, false],
  ['too many skills', { skills: Array.from({ length: 51 }, (_, i) => `s${i}`) }, false],
  ['a skill of two lines', { skills: ['a\nb'] }, false]
])('[FACT-6] a profile: %s', (_, part, isFine) =>
  expect(checkFact({ kind: 'profile/said', at: 1, by: 'u-ada', of: { ...PROFILE, ...part } }).ok).toBe(isFine)
);
