import { describe, expect, test } from 'vitest';
import type { DriverLicence } from '#domain/import/driver-licence.ts';
import { memoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { licenceChanges, patientsOfLicence } from './licence-match.ts';

const HARBOR = { line: ['12 Harbor Street'], city: 'Rockport', state: 'ME', postalCode: '04856' };
const KNOWN = {
  name: { family: 'Núñez-Prado', given: ['Roberta', 'Ann'] },
  birthDate: '1971-03-09',
  sex: 'female' as const,
  phones: [],
  address: HARBOR,
  identifiers: []
};
const CARD: DriverLicence = {
  name: { family: 'NUNEZ-PRADO', given: ['ROBERTA'] },
  birthDate: '1971-03-09',
  sex: 'female',
  address: { line: ['12 HARBOR STREET'], city: 'ROCKPORT', state: 'ME', postalCode: '048560000' },
  identifier: { type: 'DL', system: 'US-ME', value: '1234567' },
  expires: '2031-03-09',
  isNameCut: false
};
const station = () => memoryStation({ facts: [practiceFacts(), registered('p-1', KNOWN)] });
const card = (of: Partial<DriverLicence>): DriverLicence => ({ ...CARD, ...of });

describe('[WED-1] whose card it is', () => {
  test.each<[string, Partial<DriverLicence>, number]>([
    ['the same', {}, 1],
    ['another family name since', { name: { family: 'LARCH', given: ['ROBERTA'] } }, 1],
    ['what she is called', { name: { family: 'PRADO', given: ['BOBBIE'] } }, 1],
    ['another birth date', { birthDate: '1972-03-09' }, 0],
    ['no birth date', { birthDate: null }, 0],
    ['a stranger of one birth date', { name: { family: 'QUILL', given: ['OTTO'] } }, 0]
  ])('%s', async (_, of, count) => {
    const hits = await patientsOfLicence(station().rows, card(of));
    expect(hits.map(({ patient }) => patient)).toEqual(count === 1 ? ['p-1'] : []);
  });
});

describe('[WED-3] what the card says otherwise', () => {
  test.each<[string, Partial<DriverLicence>, object[]]>([
    ['nothing', {}, []],
    ['a name it had no room for', { name: { family: 'NUNEZ-PR', given: ['ROB'] }, isNameCut: true }, []],
    ['no address, no sex', { address: null, sex: 'unknown' }, []],
    [
      'another family name',
      { name: { family: 'LARCH', given: ['ROBERTA'] } },
      [{ field: 'name', to: { family: 'Larch', given: ['Roberta'] } }]
    ],
    ['another birth date', { birthDate: '1971-09-03' }, [{ field: 'birthDate', to: '1971-09-03' }]],
    [
      'another place',
      { address: { ...HARBOR, line: ['3 QUAY LANE', 'APT 2'] } },
      [{ field: 'address', to: { ...HARBOR, line: ['3 Quay Lane', 'Apt 2'] } }]
    ],
    ['another sex', { sex: 'other' }, [{ field: 'sex', to: 'other' }]]
  ])('%s', async (_, of, changes) => {
    const patient = await station().rows.patient('p-1');
    expect(licenceChanges(patient!, card(of))).toEqual(changes);
  });
});

test('[WED-3] a card with an address that is on record as another one, or as an earlier one, says nothing new', async () => {
  const patient = await station().rows.patient('p-1');
  const printed: DriverLicence['address'] = { line: ['3 QUAY LANE'], city: 'ROCKPORT', state: 'ME', postalCode: '048560000' }; // prettier-ignore
  const earlier = { line: ['3 Quay Lane'], city: 'Rockport', state: 'ME', postalCode: '04856', use: 'old' } as const;
  const licence = card({ address: printed });
  expect(licenceChanges({ ...patient!, otherAddresses: [earlier] }, licence)).toEqual([]);
  expect(licenceChanges(patient!, licence)).toHaveLength(1);
});
