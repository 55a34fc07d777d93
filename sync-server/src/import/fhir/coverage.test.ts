import { expect, test } from 'vitest';
import type { Coverage, Coverages } from '#domain/coverage/coverages.ts';
import { coverageResources, FHIR_CARD_NAME } from '#domain/export/fhir-coverage.ts';
import { identities } from '../identity.ts';
import type { JsonObject } from '../parse-json.ts';
import { coverageFrom } from './coverage.ts';

const context = { ids: identities(''), zone: 'America/New_York', today: '2026-11-21' };
const CARD = {
  ...{ coverage: 'c-1', kind: 'health', order: 'primary', period: { start: '2026-01-01', end: null } },
  ...{ payer: { name: 'Cedar', id: '' }, member: 'CH-1' },
  subscriber: { relationship: 'self', name: { family: 'VANE', given: 'ANA' } }
} as const;
const out = (): JsonObject => {
  const coverages = { list: [CARD as unknown as Coverage], forks: [] } as unknown as Coverages;
  const [resource] = coverageResources(coverages, { patient: 'p1', today: '2026-11-21', came: new Set() });
  return structuredClone(resource) as JsonObject;
};

test('[COV-14] [EXP-10] how a card has the patient’s name comes out and in again', () => {
  expect(coverageFrom(out(), context)?.subscriber).toEqual(CARD.subscriber);
});

test.each<[string, unknown]>([
  ['another system’s display', { reference: 'Patient/p1', display: 'Ana Vane' }],
  ['an extension of another shape', { extension: FHIR_CARD_NAME }],
  ['a name that is text', { extension: [{ url: FHIR_CARD_NAME, valueHumanName: 'Ana Vane' }] }],
  ['a name of numbers', { extension: [null, { url: FHIR_CARD_NAME, valueHumanName: { family: 5, given: [null] } }] }]
])('[COV-14] is no name on a card: %s', (_, subscriber) => {
  expect(coverageFrom({ ...out(), subscriber }, context)?.subscriber).toEqual({ relationship: 'self' });
});
