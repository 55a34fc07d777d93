import { expect, test } from 'vitest';
import { maskedAddress, maskedBirthDate, maskedEmail, maskedNumber, maskedPhone } from './masks.ts';
import { FIELD_GROUPS, groupOfIdentifier, recordNumber, sightOf } from './minimum-necessary.ts';
import { BEGINNING_VERBS, STAFF_VERBS } from './role-verbs.ts';

test('[MIN-1] what each role sees of each group, before anyone has changed it', () => {
  const short = { none: '-', masked: 'm', full: 'F' };
  const table = [...BEGINNING_VERBS].map(([role, verbs]) => [
    role,
    FIELD_GROUPS.map((group) => short[sightOf(verbs, group)]).join('')
  ]);
  expect(FIELD_GROUPS).toEqual([
    'identity',
    'contact',
    'ids',
    'coverage',
    'scheduling',
    'clinical',
    'notes',
    'documents',
    'money'
  ]);
  expect(Object.fromEntries(table)).toEqual({
    clerk: 'FFmFFFFFm',
    assistant: 'FFmFFFFFm',
    biller: 'FFmFm--Fm',
    coordinator: 'FFmFFFFFm',
    clinical: 'FF-mFFFF-',
    manager: 'FFmFFFFFm',
    'privacy-officer': 'm---m----'
  });
});

test('[MIN-1] no set of verbs shows numbers of others in full, and a verb never takes away what another shows', () => {
  for (let bits = 0; bits < 2 ** STAFF_VERBS.length; bits++) {
    const verbs = new Set(STAFF_VERBS.filter((_, index) => bits & (1 << index)));
    expect(sightOf(verbs, 'ids')).not.toBe('full');
    for (const group of FIELD_GROUPS)
      if (verbs.has('book') && sightOf(new Set(['book']), group) === 'full') expect(sightOf(verbs, group)).toBe('full');
  }
});

test.each([
  ['an SSN', maskedNumber('999-34-7518'), '•••-••-7518'],
  ['a licence', maskedNumber('S99985931'), '•••••5931'],
  ['a short number', maskedNumber('123456'), '•••'],
  ['nothing', maskedNumber(''), '•••'],
  ['a phone', maskedPhone('+12065550101'), '(•••) •••-0101'],
  ['an extension', maskedPhone('0101'), '•••'],
  ['a birth date', maskedBirthDate('1971-03-09'), '••/••/1971'],
  ['an e-mail', maskedEmail('ann@example.org'), 'a•••@example.org'],
  ['no e-mail', maskedEmail('ann'), '•••'],
  ['an address', maskedAddress({ city: 'Rockport', state: 'ME' }), '•••, Rockport ME'],
  ['half an address', maskedAddress({ city: '', state: '' }), '•••']
])('[MIN-2] %s', (_, masked, shown) => {
  expect(masked).toBe(shown);
});

test('[MIN-2] a patient is never known by a number that others gave', () => {
  const ids = [
    { type: 'SS', system: 's', value: '999-34-7518' },
    { type: 'U', system: 'x', value: 'x-1' },
    { type: 'MR', system: 'm', value: 'M1' }
  ];
  expect(recordNumber(ids)?.value).toBe('M1');
  expect(recordNumber(ids.slice(0, 2))?.value).toBe('x-1');
  expect(recordNumber(ids.slice(0, 1))).toBeUndefined();
  expect(ids.map(groupOfIdentifier)).toEqual(['ids', 'identity', 'identity']);
});
