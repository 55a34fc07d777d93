import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectFoldLaws } from '#tests/fixtures/fold-laws.ts';
import type { NewFact, NewOf, Recorded } from '../fact.ts';
import { clientIdOf } from '../ids.ts';
import type { VisitFact } from '../visit/visit-facts.ts';
import { arrivalsOf } from './arrivals.ts';
import type { ArrivalsFact, InboxFact } from './intake-facts.ts';
import { handlingFrom, sealedFrom } from './submissions.ts';

const bytes = (value: number) => Uint8Array.of(value);
const sealed = (value: number): NewOf<InboxFact> => ({
  kind: 'submission/sealed',
  of: { submission: 's', ticket: 'K2-014', date: '2026-11-20', keyId: 'k', sealed: bytes(value) }
});
const handled = (outcome: 'arrived' | 'dismissed'): NewFact => {
  const of: Extract<VisitFact, { kind: 'submission/handled' }>['of'] = {
    submission: 's',
    device: 7,
    outcome,
    visit: outcome === 'arrived' ? 'v' : null
  };
  return { kind: 'submission/handled', of };
};
const ARRIVALS: readonly NewOf<ArrivalsFact>[] = [
  { kind: 'arrivals/opened', of: { siteName: 'S', keyId: 'k-1', key: bytes(1) } },
  { kind: 'arrivals/opened', of: { siteName: 'S', keyId: 'k-2', key: bytes(2) } },
  { kind: 'envelope/placed', of: { envelope: 'e-1', sealed: bytes(1) } },
  { kind: 'envelope/placed', of: { envelope: 'e-1', sealed: bytes(2) } },
  { kind: 'envelope/withdrawn', of: { envelope: 'e-1' } }
];

function told(...facts: readonly NewFact[]): Recorded[] {
  return facts.map((fact, index) => ({
    client: clientIdOf(7, 0),
    clock: index,
    fact: { ...fact, at: index * 1024, by: 'device:7' }
  }));
}

test('[INT-1] the folds of intake give the same in any order and however often', () => {
  expectFoldLaws(sealedFrom, fc.constantFrom(sealed(1), sealed(2)), 100);
  expectFoldLaws(handlingFrom, fc.constantFrom(handled('arrived'), handled('dismissed')), 100);
  expectFoldLaws(arrivalsOf, fc.constantFrom(...ARRIVALS));
});

test('[INT-2] a submission sent twice is one, and knows its kiosk', () => {
  expect(sealedFrom(told(sealed(1), sealed(2)))).toEqual({
    submission: 's',
    device: 7,
    date: '2026-11-20',
    ticket: 'K2-014',
    at: 0,
    keyId: 'k',
    sealed: bytes(1)
  });
  expect(sealedFrom([])).toBeNull();
});

test('[INT-3] the first desk to deal with a submission has dealt with it', () => {
  expect(handlingFrom(told(handled('arrived'), handled('dismissed')))).toMatchObject({ outcome: 'arrived' });
  expect(handlingFrom([])).toBeNull();
});

test('[INT-4] a kiosk holds the last key and the envelopes that were not withdrawn', () => {
  const [open, reopen, first, second, withdrawn] = ARRIVALS as [NewFact, NewFact, NewFact, NewFact, NewFact];
  expect(arrivalsOf([])).toBeNull();
  expect(arrivalsOf(told(first))).toBeNull();
  expect(arrivalsOf(told(open, first, second))?.envelopes).toEqual(new Map([['e-1', bytes(2)]]));
  expect(arrivalsOf(told(open, first, reopen, withdrawn))).toEqual({
    siteName: 'S',
    keyId: 'k-2',
    key: bytes(2),
    envelopes: new Map()
  });
});
