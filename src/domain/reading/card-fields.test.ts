import { expect, test } from 'vitest';
import { pageOf } from '#tests/fixtures/read-words.ts';
import { cardFieldsOf, medicareNumber, type CardField } from './card-fields.ts';
import type { ReadPage } from './read-page.ts';

const TODAY = '2026-11-22';

function read(...pages: readonly ReadPage[]): Partial<Record<CardField, string>> {
  return Object.fromEntries(cardFieldsOf(pages, TODAY).toReversed().map(({ field, value }) => [field, value])); // prettier-ignore
}

test('[READ-7] a card says its fields by its labels, beside, below and above the values, in one column or two', () => {
  const said = { member: 'XYZ123456789', group: '77001', bin: '610014', pcn: 'ADV', subscriber: 'Ana Testing' };
  const beside = pageOf('Subscriber: Ana Testing\nMember ID: XYZ123456789\nGroup #: 77001\nRxBIN: 610014\nRxPCN: ADV');
  const columns = pageOf(
    'Subscriber Name:     Ana Testing           Member ID:    XYZ123456789\n\nGroup:               77001                 RxBIN:        610014\n\nPCN:                 ADV'
  );
  const above = pageOf(
    'Subscriber Name           Member ID\nAna Testing               XYZ123456789\n\n\nGroup No.       RxBIN     RxPCN\n77001           610014    ADV'
  );
  const below = pageOf(
    'Ana Testing               XYZ123456789\nSubscriber Name           Member ID\n\n\n77001           610014    ADV\nGroup No.       RxBIN     RxPCN'
  );
  for (const card of [beside, columns, above, below]) expect(read(card)).toMatchObject(said);
});

test('[READ-7] several labels and values in one line without a gap keep apart', () => {
  expect(read(pageOf('RxBIN: 003858 RxPCN: A4 RxGrp: RX4411\nID:XYZ123456 Grp:9900'))).toMatchObject({
    bin: '003858',
    pcn: 'A4',
    pharmacyGroup: 'RX4411',
    member: 'XYZ123456',
    group: '9900'
  });
});

test.each<[line: string, field: CardField, value: string | undefined]>([
  // What a machine mixes up.
  ['RxBlN: 61OO14', 'bin', '610014'],
  ['RXBIN: 6I0O1S', 'bin', '610015'],
  ['RxBIN 610 014', 'bin', '610014'],
  ['Mernber lD: XYZ123456', 'member', 'XYZ123456'],
  ['MEMBER 1D: XYZ123456', 'member', 'XYZ123456'],
  ['RXxPCN: MEDDADV', 'pcn', 'MEDDADV'],
  ['RxPCN: PXXPDM]', 'pcn', 'PXXPDMI'],
  ['Payer lD: 6O054', 'payerId', '6O054'],
  ['Provider Services: 8OO-555-O1l2', 'phone', '8005550112'],
  ['Effective Date: O1/O1/2O26', 'start', '2026-01-01'],
  // Other ways to print it.
  ['Member ID: XYZ 123 456 789', 'member', 'XYZ 123 456 789'],
  ['Subscriber ID W1234 56789', 'member', 'W1234 56789'],
  ['Policy #: 12-345678-A', 'member', '12-345678-A'],
  ['Medicaid ID: AB12345C', 'member', 'AB12345C'],
  ['Medicare Number: 1EG4-TE5-MK73', 'member', '1EG4TE5MK73'],
  ['Medicare Number: IEG4-TES-MK73', 'member', '1EG4TE5MK73'],
  ['Group Number 00-12345-A', 'group', '00-12345-A'],
  ['Rx Group: RXGRP1', 'pharmacyGroup', 'RXGRP1'],
  ['Electronic Payer ID: SX109', 'payerId', 'SX109'],
  ['Eff Date: Mar 1, 2026', 'start', '2026-03-01'],
  ['Coverage Effective: 2027-01-01', 'start', '2027-01-01'],
  ['Eligibility: 1-800-555-0133', 'phone', '8005550133'],
  ['PCP $25   Specialist $50   ER $150', 'copay', 'PCP $25 / SPEC $50 / ER $150'],
  ['Office Visit: $20', 'copay', 'PCP $20'],
  ['Plan: Gold 1500', 'planName', 'Gold 1500'],
  ['Medicare Advantage HMO', 'planType', 'medicare-advantage'],
  // What is none.
  ['Member ID:', 'member', undefined],
  ['Member ID: call us', 'member', undefined],
  ['Member since: 01/02/2020', 'member', undefined],
  ['Member ID: 01/02/2020', 'member', undefined],
  ['Member Services: 800-555-0101', 'member', undefined],
  ['RxBIN: 6100', 'bin', undefined],
  ['RxBIN: ABCDEF', 'bin', undefined],
  ['Effective Date: 13/45/2026', 'start', undefined],
  ['Call 555-0101', 'phone', undefined],
  ['In-network $40', 'copay', undefined],
  ['our group of doctors is in your plan', 'group', undefined],
  ['Possible POSITION', 'planType', undefined],
  [`Member ID: ${'9'.repeat(79)}`, 'member', undefined],
  // A payment card's number, whatever stands before it.
  ['Member ID: 4111111111111111', 'member', undefined],
  ['Member ID: 4111 1111 1111 1111', 'member', undefined]
])('[READ-7] %s: %s is %s', (line, field, value) => {
  expect(read(pageOf(line))[field]).toBe(value);
});

test('[READ-7] a letter and a digit that look alike are said, and so is how sure the machine is', () => {
  const [member] = cardFieldsOf([pageOf('Member ID: X0O1234', { confidence: 0.4 })], TODAY);
  expect(member).toMatchObject({ field: 'member', isDoubtful: true, confidence: 0.4, label: 'Member ID', page: 0 });
  expect(cardFieldsOf([pageOf('Member ID: XYZ123456')], TODAY)[0]).toMatchObject({ isDoubtful: false });
});

test('[READ-7] the payer is a guess from its place; the back has the number for offices', () => {
  const front = pageOf('Harbor Mutual Health            PPO\n\nName: ANA TESTING\nID: XYZ123456');
  const back = pageOf('Member Services 800-555-0101\nProviders call 800-555-0102\nPharmacy Help Desk 800-555-0103');
  const readings = cardFieldsOf([front, back], TODAY);
  expect(readings.find(({ field }) => field === 'payer')).toMatchObject({ value: 'Harbor Mutual Health', label: '' });
  expect(readings.filter(({ field }) => field === 'phone').map(({ value, page }) => [value, page])).toEqual([
    ['8005550102', 1],
    ['8005550101', 1],
    ['8005550103', 1]
  ]);
  expect(readings.find(({ field }) => field === 'planType')?.value).toBe('ppo');
});

test.each([
  ['nothing', pageOf('')],
  ['noise', pageOf('~~ .. || -- ::\n# = : ; ! ] [')],
  ['labels alone', pageOf('Member ID\nGroup\nRxBIN\nRxPCN\nEffective Date')],
  ['a very long line', pageOf('Member '.repeat(3000))]
])('[READ-7] a card of %s says nothing and fails at nothing', (_, page) => {
  expect(cardFieldsOf([page], TODAY).filter(({ field }) => field !== 'payer')).toEqual([]);
});

test.each([
  ['1EG4-TE5-MK73', '1EG4TE5MK73'],
  ['lEG4 TE5 MK73', '1EG4TE5MK73'],
  ['1EG4TE5MK7', null],
  ['0EG4TE5MK73', null],
  ['XYZ12345678', null],
  ['', null]
])('a Medicare number %s is %s', (text, number) => {
  expect(medicareNumber(text)).toBe(number);
});
