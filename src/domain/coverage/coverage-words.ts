import type { CoverageOrder, SubscriberRelationship } from './coverage-facts.ts';

/** How the place in the order is called at the desk. */
export const ORDER_WORDS: Readonly<Record<CoverageOrder, string>> = {
  primary: 'Primary',
  secondary: 'Secondary',
  tertiary: 'Tertiary'
};

/** Whose the insurance is, as the patient stands to them. */
export const RELATIONSHIP_WORDS: Readonly<Record<SubscriberRelationship, string>> = {
  self: 'The patient',
  spouse: 'Spouse',
  child: 'Parent: the patient is their child',
  parent: 'Child: the patient is their parent',
  other: 'Somebody else'
};
