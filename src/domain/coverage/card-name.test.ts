import { expect, test } from 'vitest';
import type { PersonName } from '../patient/patient-facts.ts';
import { isNameOnCard, otherNamesOnCards } from './card-name.ts';
import type { Coverage, Coverages } from './coverages.ts';

const ANA: PersonName = { family: 'Núñez Prado', given: ['Ana', 'María'], suffix: 'Jr', former: ['Vane'] };

test.each<[string, string, string, boolean]>([
  ['the same', 'Núñez Prado', 'Ana', true],
  ['capitals, no accents, a hyphen', 'NUNEZ-PRADO', 'ANA', true],
  ['a middle name', 'Nunez Prado', 'Ana Maria', true],
  ['an initial', 'NUNEZ PRADO', 'ANA M', true],
  ['parts in another order, and a suffix', '', 'PRADO NUNEZ ANA JR', true],
  ['run together', 'NUNEZPRADO', 'ANA', true],
  ['nothing', '', ' ', true],
  ['one of two surnames', 'Nunez', 'Ana', false],
  ['a nickname', 'Nunez Prado', 'Anita', false],
  ['no first name', 'Nunez Prado', '', false],
  ['an earlier surname', 'Vane', 'Ana', false],
  ['an initial that is nobody’s', 'Nunez Prado', 'Ana Q', false]
])('[COV-14] on the card: %s', (_, family, given, isSame) => {
  expect(isNameOnCard(ANA, { family, given })).toBe(isSame);
});

test('[COV-14] people with one name have it on their card', () => {
  const one: PersonName = { family: 'Sukarno', given: [] };
  expect([isNameOnCard(one, { family: 'SUKARNO', given: '' }), isNameOnCard(one, { family: 'SUKARNO', given: 'FNU' })]).toEqual([true, false]); // prettier-ignore
});

test('[COV-14] only cards of their own that pay that day are looked at, and an earlier name is said to be one', () => {
  const card = (coverage: string, more: object): Coverage =>
    ({
      ...{
        coverage,
        kind: 'health',
        order: 'primary',
        period: { start: null, end: null },
        payer: { name: 'Cedar', id: '' }
      },
      ...{ member: 'CH-1', changed: { at: 0, by: 'ar' }, checks: [], ...more }
    }) as unknown as Coverage;
  const vane = { relationship: 'self', name: { family: 'VANE', given: 'ANA' } };
  const list = [
    card('now', { subscriber: vane }),
    card('past', { subscriber: vane, order: 'secondary', period: { start: null, end: '2025-12-31' } }),
    card('spouse', {
      subscriber: { relationship: 'spouse', name: { family: 'Rook', given: 'Jan' } },
      order: 'tertiary'
    })
  ];
  const coverages = { list, forks: [] } as unknown as Coverages;
  expect(otherNamesOnCards({ name: ANA, coverages }, '2026-11-21')).toEqual([
    {
      ...{ coverage: 'now', payer: 'Cedar', isEarlier: true },
      ...{ card: vane.name, record: { family: 'Núñez Prado', given: 'Ana María' } }
    }
  ]);
  expect(otherNamesOnCards({ name: { ...ANA, family: 'Vane' }, coverages }, '2026-11-21')).toEqual([]);
});
