import { expect, test } from 'vitest';
import type { Consent } from '../patient/consent.ts';
import { USUAL_CHECK_IN } from '../visit/check-in-rules.ts';
import { checkInOf } from '../visit/check-in.ts';
import type { Patient } from '../patient/patient.ts';
import { revisedLines } from './revised-consents.ts';
import { PRIVACY_NOTICE } from './shipped/consents.ts';
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

test('[FORM-24] the versions that check-in goes by are those of the words we ship', () => {
  const shipped = SHIPPED_FORMS.flatMap(({ form, version, consent: of }) =>
    of?.line ? [{ form, version, line: of.line }] : []
  );
  expect(SHIPPED_CONSENTS).toEqual(expect.arrayContaining(shipped));
  expect(SHIPPED_CONSENTS).toHaveLength(shipped.length);
});
