import { expect, test } from 'vitest';
import type { Phone } from '../patient/patient-facts.ts';
import { FHIR_PHONE, phoneEntry, phonesFrom, withPhones } from './fhir-phones.ts';

const TODAY = '2026-11-21';
const cell: Phone = { number: '+12065550101', use: 'mobile', text: true, voicemail: false, bestTime: 'after 5 pm' };
const home: Phone = { number: '+12065550102', use: 'home' };

test('[IMP-40] [EXP-15] wishes come out and in again the same; who is called first is first', () => {
  expect(phoneEntry(cell)['extension']).toHaveLength(3);
  expect(phonesFrom([cell, home].map(phoneEntry), TODAY)).toEqual([cell, home]);
  const entries = [cell, { ...home, preferred: true as const }].map(phoneEntry);
  expect(entries[1]).toEqual({ system: 'phone', value: '+12065550102', use: 'home', rank: 1 });
  expect(phonesFrom(entries, TODAY)).toEqual([home, cell]);
});

test.each<[string, object, readonly Phone[]]>([
  ['over since a year', { period: { end: '2025' } }, []],
  ['over since yesterday', { period: { end: '2026-11-20' } }, []],
  ['good until today', { period: { end: '2026-11-21T23:00:00Z' } }, [home]],
  ['a period of another shape', { period: 'always' }, [home]],
  ['marked old', { use: 'old' }, []],
  ['a rank of words', { rank: 'first' }, [home]],
  ['wishes of another shape', { extension: [{ url: FHIR_PHONE.text, valueString: 'yes' }, { url: FHIR_PHONE.bestTime, valueString: 7 }, null] }, [home]], // prettier-ignore
  ['a best time of a page', { extension: [{ url: FHIR_PHONE.bestTime, valueString: 'x'.repeat(500) }] }, [{ ...home, bestTime: 'x'.repeat(80) }]] // prettier-ignore
])('[IMP-40] a phone %s', (_, more, phones) => {
  expect(phonesFrom([{ system: 'phone', value: '206-555-0102', use: 'home', ...more }], TODAY)).toEqual(phones);
});

test('[EXP-1] [EXP-15] a wish that is said here stands beside what another system’s entry says', () => {
  const entry = {
    system: 'phone',
    value: '(206) 555-0101',
    use: 'mobile',
    extension: [{ url: 'x', valueString: 'y' }]
  };
  const fax = { system: 'fax', value: '206-555-0109' };
  expect(withPhones({ telecom: [fax, entry] }, [], [{ ...cell, preferred: true }])['telecom']).toEqual([
    {
      ...entry,
      extension: [
        { url: 'x', valueString: 'y' },
        { url: FHIR_PHONE.text, valueBoolean: true },
        { url: FHIR_PHONE.voicemail, valueBoolean: false },
        { url: FHIR_PHONE.bestTime, valueString: 'after 5 pm' }
      ],
      rank: 1
    },
    fax
  ]);
});

test('[EXP-1] a number whose days are over stays as it came when another phone changes; one that was taken away here goes', () => {
  const over = { system: 'phone', value: '206-555-0103', use: 'work', period: { end: '2020-01-01' } };
  const home = { id: 'h', system: 'phone', value: '206-555-0102', use: 'home' };
  const before = phonesFrom([over, home], TODAY);
  expect(before).toHaveLength(1);
  expect(withPhones({ telecom: [over, home] }, before, [...before, cell])['telecom']).toEqual([
    home,
    expect.objectContaining({ value: cell.number }),
    over
  ]);
  expect(withPhones({ telecom: [over, home] }, before, [])['telecom']).toEqual([over]);
});
