import { expect, test } from 'vitest';
import { passphraseFrom } from './passphrase.ts';
import { emptyForm, errorsOf, orderOf, type SetUpForm } from './set-up-form.ts';

function filled(part: Partial<SetUpForm> = {}): SetUpForm {
  return {
    ...emptyForm('America/New_York'),
    practiceName: '  Harbor Street Family Practice ',
    managerName: 'Dot Willow',
    passphrase: 'lusab-tafin-bidab-gutih-tugad',
    providers: [
      { key: 1, given: 'Jae', family: 'Kimball', called: '' },
      { key: 2, given: 'Femi', family: 'Oduyale', called: 'NP Oduyale' },
      { key: 3, given: '', family: '', called: '' }
    ],
    ...part
  };
}

test('[SET-1] a filled form is the order for the server, cleaned, with the break cut out of each open day', () => {
  const form = filled({ rooms: ' Room 1 \n\nLab\n' });
  expect(errorsOf(form)).toEqual({});
  const open = [
    { from: 540, to: 720 },
    { from: 780, to: 1020 }
  ];
  expect(orderOf(form)).toEqual({
    practiceName: 'Harbor Street Family Practice',
    siteName: 'Main office',
    zone: 'America/New_York',
    manager: { name: 'Dot Willow', passphrase: 'lusab-tafin-bidab-gutih-tugad' },
    practitioners: [
      { given: 'Jae', family: 'Kimball', called: 'Dr Kimball' },
      { given: 'Femi', family: 'Oduyale', called: 'NP Oduyale' }
    ],
    rooms: ['Room 1', 'Lab'],
    hours: [[], open, open, open, open, open, []]
  });
});

test.each<[string, Partial<SetUpForm>, readonly string[]]>([
  ['an empty practice name', { practiceName: ' ' }, ['practiceName']],
  ['a 10 KB office name', { siteName: 'x'.repeat(10_000) }, ['siteName']],
  ['no manager', { managerName: '' }, ['managerName']],
  ['a short passphrase', { passphrase: 'secret' }, ['passphrase']],
  ['spaces for a passphrase', { passphrase: ' '.repeat(20) }, ['passphrase']],
  ['no provider', { providers: [] }, ['family-1']],
  ['a provider without a family name', { providers: [{ key: 4, given: 'Jae', family: '', called: '' }] }, ['family-4']],
  [
    'a provider without a given name',
    { providers: [{ key: 4, given: '', family: 'Kimball', called: '' }] },
    ['given-4']
  ],
  ['no room', { rooms: '\n \n' }, ['rooms']],
  ['a room twice', { rooms: 'Room 1\nroom 1' }, ['rooms']],
  ['too many rooms', { rooms: Array.from({ length: 61 }, (_, i) => `R${i}`).join('\n') }, ['rooms']],
  ['a day that closes before it opens', { days: days({ from: '17:00', to: '09:00' }) }, ['day-1']],
  ['a day without times', { days: days({ from: '', to: '' }) }, ['day-1']],
  ['no open day', { days: days({ isOpen: false }).map((day) => ({ ...day, isOpen: false })) }, ['day-1']],
  ['a break that ends before it begins', { breakFrom: '13:00', breakTo: '12:00' }, ['break']],
  [
    'everything wrong',
    { practiceName: '', managerName: '', passphrase: '', rooms: '' },
    ['practiceName', 'managerName', 'passphrase', 'rooms']
  ]
])('[SET-2] %s is told at its field, with all that is wrong at once', (_, part, fields) => {
  expect(Object.keys(errorsOf(filled(part)))).toEqual(fields);
});

test('[SET-1] a break outside a day, or over its edge, leaves no part that is empty or turned round', () => {
  const hours = (from: string, to: string) => orderOf(filled({ days: days({ from, to }) })).hours[1];
  expect(hours('13:00', '17:00')).toEqual([{ from: 780, to: 1020 }]);
  expect(hours('12:00', '17:00')).toEqual([{ from: 780, to: 1020 }]);
  expect(hours('09:00', '12:30')).toEqual([{ from: 540, to: 720 }]);
});

test('[SET-3] a made passphrase is five words that can be said, and each byte counts', () => {
  expect(passphraseFrom(Uint8Array.of(127, 0, 0, 1, 255, 255, 8, 16, 32, 64))).toMatch(
    /^([bdfghjklmnprstvz][aiou]){2}[a-z](-[a-z]{5}){4}$/
  );
  expect(passphraseFrom(new Uint8Array(10))).toBe('babab-babab-babab-babab-babab');
  const all = new Set(
    Array.from({ length: 10 }, (_, i) => passphraseFrom(Uint8Array.from({ length: 10 }, (_, j) => (i === j ? 255 : 0))))
  );
  expect(all.size).toBe(10);
  expect(() => passphraseFrom(new Uint8Array(9))).toThrow(RangeError);
});

/** Monday as given, the rest of the week closed. */
function days(monday: Partial<SetUpForm['days'][number]>): SetUpForm['days'] {
  return emptyForm('UTC').days.map((day, index) => (index === 1 ? { ...day, ...monday } : { ...day, isOpen: false }));
}
