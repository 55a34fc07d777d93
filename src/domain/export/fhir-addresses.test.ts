import { describe, expect, test } from 'vitest';
import type { Address, Demographics, OtherAddress } from '../patient/patient-facts.ts';
import { addressEntries, addressesFrom, FHIR_LETTERS, withAddress, withOtherAddresses } from './fhir-addresses.ts';

const TODAY = '2026-11-21';
const HOME: Address = { line: ['12 Harbor St'], city: 'Rockport', state: 'ME', postalCode: '04856' };
const PALM: OtherAddress = {
  ...{ line: ['4 Palm Way'], city: 'Sarasota', state: 'FL', postalCode: '34236', use: 'temp' },
  ...{ period: { start: '2026-11-01', end: '2027-04-15' }, letters: true }
};
const BOX: OtherAddress = { line: ['PO Box 9'], city: 'Rockport', state: 'ME', postalCode: '04856', use: 'home', kind: 'postal' }; // prettier-ignore

test('[IMP-38] [EXP-14] addresses with their use, kind, days and where letters go come out and in again the same', () => {
  const all = { address: HOME, otherAddresses: [PALM, BOX, { ...BOX, line: ['1 Mill Rd'], use: 'old' as const }] };
  const entries = addressEntries(all);
  expect(entries[1]).toEqual({
    extension: [{ url: FHIR_LETTERS, valueBoolean: true }],
    use: 'temp',
    ...{ line: ['4 Palm Way'], city: 'Sarasota', state: 'FL', postalCode: '34236' },
    period: { start: '2026-11-01', end: '2027-04-15' }
  });
  expect(entries[2]).toMatchObject({ use: 'home', type: 'postal' });
  expect(addressesFrom(entries, TODAY)).toEqual(all);
});

describe('[IMP-38] which of them is home', () => {
  const a = { line: ['A'] };
  const b = { line: ['B'] };
  test.each<[string, readonly object[], string | undefined, readonly (readonly [string, string])[]]>([
    [
      'at home before the others',
      [
        { ...a, use: 'work' },
        { ...b, use: 'home' }
      ],
      'B',
      [['A', 'work']]
    ],
    ['none of the past', [{ ...a, use: 'home', period: { end: '2019' } }, b], 'B', [['A', 'old']]],
    ['none of the future', [{ ...a, use: 'home', period: { start: '2027-01-01' } }, b], 'B', [['A', 'home']]],
    ['not a winter', [{ ...a, use: 'temp', period: { start: '2026-11-01' } }], undefined, [['A', 'temp']]],
    ['a temporary one that says no days is all there is', [{ ...a, use: 'temp' }], 'A', []],
    ['not the box where the mail goes', [{ ...a, use: 'home', type: 'postal' }, { ...b, use: 'home' }], 'B', [['A', 'home']]], // prettier-ignore
    ['bills alone are no home', [{ ...a, use: 'billing' }], undefined, [['A', 'billing']]],
    [
      'the same door twice is one',
      [
        { ...a, use: 'home' },
        { ...a, use: 'home' }
      ],
      'A',
      []
    ]
  ])('%s', (_, entries, main, others) => {
    const read = addressesFrom(entries as never, TODAY);
    expect(read.address?.line[0]).toBe(main);
    expect((read.otherAddresses ?? []).map(({ line, use }) => [line[0], use])).toEqual(others);
  });

  test('two homes of today: the second began before, and is not where they moved to', () => {
    const entries = [{ ...a, use: 'home', period: { start: '2020-01-01' } }, { ...b, use: 'home', period: { start: '2010-01-01' } }]; // prettier-ignore
    expect(addressesFrom(entries, TODAY).otherAddresses).toEqual([{ line: ['B'], city: '', state: '', postalCode: '', use: 'home' }]); // prettier-ignore
  });
});

test.each<[string, unknown]>([
  ['no use that FHIR has', { line: ['A'], use: 'castle' }],
  ['a number for a use', { line: ['A'], use: 7 }],
  ['a period that is text', { line: ['A'], period: 'always' }],
  ['a period of nonsense', { line: ['A'], period: { start: 'x', end: {} } }],
  ['a period that ends before it begins', { line: ['A'], period: { start: '2028-01-01', end: '2027-01-01' } }],
  ['lines that are no list', { line: 'A', text: 'A' }],
  ['gaps among the lines', { line: [null, 'A', 5] }],
  ['an extension of another shape', { line: ['A'], extension: { url: FHIR_LETTERS } }]
])('[IMP-38] read for what it is worth: %s', (_, entry) => {
  expect(addressesFrom([entry as never], TODAY)).toEqual({ address: { line: ['A'], city: '', state: '', postalCode: '' } }); // prettier-ignore
});

test('[IMP-38] an entry without a word is none, and of very many ten are kept', () => {
  expect(addressesFrom([{}, { use: 'home' }, { country: 'US' }], TODAY)).toEqual({});
  const many = Array.from({ length: 40 }, (_, at) => ({ line: [`${at} Elm`], use: at === 0 ? 'home' : 'old' }));
  expect(addressesFrom(many, TODAY).otherAddresses).toHaveLength(10);
});

describe('[EXP-14] another system’s record with what changed here', () => {
  const original = {
    id: 'x',
    address: [
      { id: 'e1', use: 'home', text: '12 Harbor St', line: ['12 Harbor St'], city: 'Rockport', state: 'ME', postalCode: '04856' }, // prettier-ignore
      { id: 'e2', use: 'billing', line: ['1 Mill Rd'], period: { start: '2019' } },
      { use: 'old', _line: [{ extension: [] }] }
    ]
  };
  const before: Pick<Demographics, 'address' | 'otherAddresses'> = addressesFrom(original.address, TODAY);

  test('a winter more: every entry that came stays as it is', () => {
    const now = { ...before, otherAddresses: [...(before.otherAddresses ?? []), PALM] };
    const { address } = withOtherAddresses(original, before, now) as { address: readonly object[] };
    expect(address.slice(0, 3)).toEqual(expect.arrayContaining([original.address[0], original.address[2]]));
    expect(address).toContainEqual(original.address[1]);
    expect(address).toHaveLength(4);
  });

  test('one that changed keeps its id; one that was taken away is gone', () => {
    const [bills] = before.otherAddresses ?? [];
    const changed = withOtherAddresses(original, before, { ...before, otherAddresses: [{ ...bills, use: 'old' } as OtherAddress] }); // prettier-ignore
    expect(changed['address']).toContainEqual({ id: 'e2', use: 'old', line: ['1 Mill Rd'] });
    const gone = withOtherAddresses(original, before, { address: HOME });
    expect(gone['address']).toEqual([original.address[0], original.address[2]]);
  });

  test('another home: its entry keeps its id and loses what described the old place', () => {
    const now = { ...before, address: { ...HOME, line: ['9 Quay Ln'] } };
    expect(withAddress(original, before, now)['address']).toEqual([
      { id: 'e1', use: 'home', line: ['9 Quay Ln'], city: 'Rockport', state: 'ME', postalCode: '04856' },
      original.address[1],
      original.address[2]
    ]);
  });

  test('a place that is home and for bills: each entry changes alone, and none is written twice', () => {
    const [bills, home] = [
      { id: 'b', use: 'billing', ...HOME },
      { id: 'h', use: 'home', ...HOME }
    ];
    const both = { address: [bills, home] };
    const were = addressesFrom(both.address, TODAY);
    expect(were).toEqual({ address: HOME, otherAddresses: [{ ...HOME, use: 'billing' }] });
    const moved = { ...were, address: { ...HOME, line: ['9 Quay Ln'] } };
    expect(withAddress(both, were, moved)['address']).toEqual([{ ...home, line: ['9 Quay Ln'] }, bills]);
    const away = { ...were, otherAddresses: [...(were.otherAddresses ?? []), PALM] };
    expect(withOtherAddresses(both, were, away)['address']).toEqual([home, bills, expect.objectContaining({ use: 'temp' })]); // prettier-ignore
    expect(withOtherAddresses(both, were, { address: HOME })['address']).toEqual([home]);
  });
});

test('[IMP-38] an address that no fact can hold is left out, and stays in the record as it came', () => {
  const long = { use: 'billing', line: ['1 Mill Rd'], city: 'x'.repeat(121) };
  const original = { address: [{ use: 'home', ...HOME }, long] };
  const before = addressesFrom(original.address, TODAY);
  expect(before).toEqual({ address: HOME });
  const { address } = withOtherAddresses(original, before, { ...before, otherAddresses: [PALM] });
  expect(address).toContainEqual(long);
});
