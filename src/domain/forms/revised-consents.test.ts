import { expect, test } from 'vitest';
import type { Consent } from '../patient/consent.ts';
import { USUAL_CHECK_IN } from '../visit/check-in-rules.ts';
import { checkInOf } from '../visit/check-in.ts';
import type { Patient } from '../patient/patient.ts';
import { revisedLines, wordsOfLine } from './revised-consents.ts';
import { CONSENT_TO_TREAT, PRIVACY_NOTICE } from './shipped/consents.ts';
import { SHIPPED_CONSENTS } from './shipped/consent-versions.ts';
import { SHIPPED_FORMS } from './shipped/every-form.ts';

const SIGNED_AT = Date.parse('2026-02-03T17:00:00Z');
const consent = (version: string, signedAt = SIGNED_AT): Consent => ({
  ...{ form: 'privacy-notice', version, language: 'en', code: '64292-6', decision: 'given', signer: 'Ida Quist' },
  ...{ relationship: 'self', signedAt, packet: 'c-1', line: 'privacy-notice', recordedAt: signedAt, recordedBy: 'u-1' }
});
const patient = (consents: readonly Consent[], at = SIGNED_AT): Patient => ({
  ...{ patient: 'p1', source: 'desk', name: { family: 'Quist', given: ['Ida'] }, birthDate: '1980-02-29' },
  ...{ sex: 'female', phones: [], identifiers: [], forks: [], encounters: [], consents },
  evidence: { 'privacy-notice': { how: 'signed', at, by: 'u-1' } }
});
const OHIO = { ...PRIVACY_NOTICE, form: 'notice-state' };
const MINOR_STATE = { ...CONSENT_TO_TREAT, form: 'minor-state' };
const WHO = {
  ...{ birthDate: '1980-02-29', today: '2026-11-20' },
  address: { line: [], city: '', state: 'me', postalCode: '' }
};
const NEW = { defined: [{ ...PRIVACY_NOTICE, version: '2026-11' }] };

test('[FORM-24] a new revision of the notice makes what was signed before stale, until the new words are signed', () => {
  const state = (one: Patient, said: Parameters<typeof revisedLines>[1]) =>
    checkInOf({
      ...{ patient: one, rules: USUAL_CHECK_IN, now: SIGNED_AT, zone: 'America/New_York' },
      revised: revisedLines(one, said)
    }).find(({ line }) => line === 'privacy-notice')?.state;
  expect([
    state(patient([consent('1')]), { defined: [] }),
    state(patient([consent('1')]), NEW),
    state(patient([consent('2026-11', SIGNED_AT + 1), consent('1')], SIGNED_AT + 1), NEW),
    // A paper that staff held in their hands since.
    state(patient([consent('1')], SIGNED_AT + 1), NEW),
    // Nobody has signed on a screen: nothing is known of which words they were.
    state(patient([]), NEW)
  ]).toEqual(['ok', 'stale', 'ok', 'ok', 'ok']);
});

test('[FORM-24] a paper that staff had in hand counts by the words it has, and is stale when they are others', () => {
  const paper = (version: string, at = SIGNED_AT + 1): Patient => ({
    ...patient([consent('1')], at),
    evidence: { 'privacy-notice': { how: 'signed', at, by: 'u-1', words: { form: 'privacy-notice', version } } }
  });
  const stale = (one: Patient, said: Parameters<typeof revisedLines>[1]) => [...revisedLines(one, said)];
  expect(stale(paper('1'), { defined: [] })).toEqual([]);
  expect(stale(paper('1'), NEW)).toEqual(['privacy-notice']);
  expect(stale(paper('2026-11'), NEW)).toEqual([]);
  // A form that is nobody's any more says nothing.
  const gone = { 'privacy-notice': { how: 'signed', at: SIGNED_AT, by: 'u-1', words: { form: 'gone', version: '1' } } };
  expect(stale({ ...patient([]), evidence: gone } as Patient, NEW)).toEqual([]);
});

test.each<[string, Parameters<typeof wordsOfLine>, object | undefined]>([
  ['ours', ['privacy-notice', { defined: [] }, WHO], { form: 'privacy-notice', version: '1' }],
  ['ours in the practice’s words', ['privacy-notice', NEW, WHO], { form: 'privacy-notice', version: '2026-11' }],
  [
    'one of the practice’s own',
    ['privacy-notice', { defined: [{ ...PRIVACY_NOTICE, form: 'notice-elm', version: '3' }] }, WHO],
    { form: 'notice-elm', version: '3' }
  ],
  [
    'one for another state',
    ['privacy-notice', { defined: [{ ...OHIO, variant: { of: 'privacy-notice', states: ['OH'] } }] }, WHO],
    { form: 'privacy-notice', version: '1' }
  ],
  [
    'one for their state',
    ['privacy-notice', { defined: [{ ...OHIO, variant: { of: 'privacy-notice', states: ['ME'] } }] }, WHO],
    { form: 'notice-state', version: '1' }
  ],
  ['a child’s', ['consent-to-treat', { defined: [] }, { ...WHO, birthDate: '2020-01-01' }], { form: 'minor-consent' }],
  ['an adult’s', ['consent-to-treat', { defined: [] }, WHO], { form: 'consent-to-treat' }],
  [
    'an adult’s, though a child’s has words of their state',
    ['consent-to-treat', { defined: [{ ...MINOR_STATE, variant: { of: 'minor-consent', states: ['ME'] } }] }, WHO],
    { form: 'consent-to-treat' }
  ],
  [
    'a child’s, in those of their state',
    [
      'consent-to-treat',
      { defined: [{ ...MINOR_STATE, variant: { of: 'minor-consent', states: ['ME'] } }] },
      { ...WHO, birthDate: '2020-01-01' }
    ],
    { form: 'minor-state' }
  ],
  ['a line that stands on no form', ['address', { defined: [] }, WHO], undefined]
])('[FORM-24] the words of a paper for a line are %s', (_, of, words) => {
  const found = wordsOfLine(...of);
  if (words === undefined) expect(found).toBeUndefined();
  else expect(found).toMatchObject(words);
});

test('[FORM-24] the versions that check-in goes by are those of the words we ship', () => {
  const shipped = SHIPPED_FORMS.flatMap(({ form, version, consent: of }) =>
    of?.line ? [{ form, version, line: of.line }] : []
  );
  expect(SHIPPED_CONSENTS).toEqual(expect.arrayContaining(shipped));
  expect(SHIPPED_CONSENTS).toHaveLength(shipped.length);
});
