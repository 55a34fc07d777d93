import { describe, expect, test } from 'vitest';
import type { Demographics } from '#domain/patient/patient-facts.ts';
import { seeded } from '#domain/random.ts';
import { inventedPerson } from '#tests/fixtures/people.ts';
import { EMPTY, isDemographicsText, readAll, readField, textOf, type DemographicsText } from './demographics-text.ts';
import { wordsFor } from './refusals.ts';

const TODAY = '2026-11-20';
const ANN: DemographicsText = {
  ...EMPTY,
  name: { ...EMPTY.name, given: 'Ann', family: 'Rookwell' },
  born: '3/9/71',
  sex: 'female'
};

test('[REG-2] what is typed becomes what is kept', () => {
  const text: DemographicsText = {
    name: {
      prefix: ' Mx ',
      given: ' Ann ',
      middle: 'Lee  May',
      family: 'Rookwell\u202E',
      suffix: 'Jr',
      preferred: 'Annie',
      former: 'Fern, , Moss '
    },
    born: 'Mar 9, 1971',
    bornUnknown: false,
    about: '',
    sex: 'female',
    phones: [
      { number: '(206) 555-0101', use: 'mobile' },
      { number: ' ', use: 'home' },
      { number: '206 555 0102 x7', use: 'work' }
    ],
    email: ' ann@example.org ',
    address: { street: '1 Alder Way', unit: 'Apt 2', city: 'Millbrook', state: 'ny', postalCode: '01545', country: '' },
    language: 'es'
  };
  expect(readAll(text, TODAY)).toEqual({
    ok: true,
    value: {
      name: {
        family: 'Rookwell',
        given: ['Ann', 'Lee', 'May'],
        prefix: 'Mx',
        suffix: 'Jr',
        preferred: 'Annie',
        former: ['Fern', 'Moss']
      },
      birthDate: '1971-03-09',
      sex: 'female',
      phones: [
        { number: '+12065550101', use: 'mobile' },
        { number: '206 555 0102 x7', use: 'work' }
      ],
      email: 'ann@example.org',
      address: { line: ['1 Alder Way', 'Apt 2'], city: 'Millbrook', state: 'NY', postalCode: '01545' },
      language: 'es',
      identifiers: []
    }
  });
});

test('[REG-2] one name, a birth date that is not known and a sex are enough (S-3)', () => {
  const read = readAll({ ...EMPTY, name: { ...EMPTY.name, given: 'Unknown' }, bornUnknown: true, sex: 'male' }, TODAY);
  expect(read).toMatchObject({ ok: true, value: { name: { family: '', given: ['Unknown'] }, birthDate: null } });
});

describe('[REG-2] each field says what is not right, in words, and the others are read', () => {
  test.each([
    ['name', { name: EMPTY.name }, 'Type a first or a last name.'],
    ['name', { name: { ...EMPTY.name, family: '\u200B \u202E' } }, 'Type a first or a last name.'],
    ['name', { name: { ...EMPTY.name, family: 'x'.repeat(10_240) } }, 'Name can be up to 120 characters.'],
    ['birthDate', { born: '' }, 'Type the date of birth, or say that it is not known.'],
    ['birthDate', { born: '02/29/2023' }, '29 February 2023 does not exist. Check the year.'],
    ['birthDate', { born: '2/31/1990' }, '31 February 1990 does not exist. Check the day.'],
    ['birthDate', { born: '1/1/2099' }, 'January 1, 2099 is in the future. Check the year.'],
    ['birthDate', { born: '5/5/1850' }, 'May 5, 1850 is too long ago. Check the year.'],
    ['birthDate', { born: 'about 40' }, 'Type a date like 3/9/1971.'],
    ['sex', { sex: '' }, 'Choose one; “unknown” is one of them.'],
    ['email', { email: 'ann' }, 'Type an e-mail address like name@example.org.'],
    ['phones', { phones: [{ number: '5'.repeat(41), use: 'home' }] }, 'A phone number can be up to 40 characters.'],
    [
      'phones',
      { phones: [{ number: '4111 1111 1111 1111', use: 'home' }] },
      'Card numbers are not kept here. Use the terminal; we keep only the last 4.'
    ],
    [
      'address',
      { address: { ...EMPTY.address, street: 'x'.repeat(300) } },
      'A line of an address can be up to 200 characters.'
    ],
    ['language', { language: 'the one from home' }, 'Choose a language, or type its code, like es.']
  ] satisfies [string, Partial<DemographicsText>, string][])('%s', (field, part, words) => {
    const read = readAll({ ...ANN, ...part }, TODAY);
    const refusals = read.ok ? {} : read.error;
    expect(Object.entries(refusals).map(([at, refusal]) => [at, wordsFor(refusal)])).toEqual([[field, words]]);
  });
});

test('what is known comes into a form and out of it the same', () => {
  const random = seeded(7);
  for (let i = 0; i < 200; i++) {
    const { identifiers, ...known } = inventedPerson(random, i, TODAY);
    const back = readAll(textOf({ ...known, identifiers }), TODAY);
    expect(back).toEqual({ ok: true, value: { ...known, identifiers: [] } satisfies Demographics });
  }
});

test('a field left empty is null, a list left empty is empty', () => {
  const read = (field: 'email' | 'address' | 'language' | 'phones') =>
    readField(field, { ...ANN, language: '' }, TODAY);
  expect(read('email')).toEqual({ ok: true, value: null });
  expect(read('address')).toEqual({ ok: true, value: null });
  expect(read('language')).toEqual({ ok: true, value: null });
  expect(read('phones')).toEqual({ ok: true, value: [] });
});

test('[REG-7] a form that was kept is known again; anything else is passed over', () => {
  expect(isDemographicsText(structuredClone(ANN))).toBe(true);
  const broken: unknown[] = [
    null,
    1,
    'x',
    [],
    {},
    { ...ANN, born: 3 },
    { ...ANN, phones: 'x' },
    { ...ANN, phones: [null] },
    { ...ANN, phones: [{ number: '5', use: 'home', text: true }] },
    { ...ANN, phones: [{ number: '5', use: 'home', preferred: 'yes' }] }
  ];
  broken.push({ ...ANN, name: { given: 'Ann' } }, { ...ANN, address: null });
  for (const kept of broken) expect(isDemographicsText(kept)).toBe(false);
});

test('[REG-19] what is welcome on a phone is typed, kept and shown again; a best time of a page is refused', () => {
  const phone = { number: '(206) 555-0101', use: 'mobile', text: 'no', voicemail: 'yes', bestTime: ' after 5 ', preferred: true } as const; // prettier-ignore
  const kept = readField('phones', { ...ANN, phones: [phone, { number: '', use: 'home', text: 'yes' }] }, TODAY);
  const known = kept.ok ? kept.value : null;
  expect(known).toEqual([{ number: '+12065550101', use: 'mobile', text: false, voicemail: true, bestTime: 'after 5', preferred: true }]); // prettier-ignore
  const read = readAll(ANN, TODAY);
  if (!read.ok || !known) throw new Error('read');
  expect(textOf({ ...read.value, phones: known }).phones).toEqual([{ ...phone, bestTime: 'after 5' }]);
  const long = readField('phones', { ...ANN, phones: [{ ...phone, bestTime: 'x'.repeat(81) }] }, TODAY);
  expect(long.ok || wordsFor(long.error)).toBe('The best time can be up to 80 characters.');
});

test('[REG-20] an interpreter is asked for with the language, and kept with the communication; nobody asked is nothing', () => {
  const read = (interpreter?: string) => {
    const all = readAll({ ...ANN, language: 'es', ...(interpreter === undefined ? {} : { interpreter }) }, TODAY);
    return all.ok ? all.value.communication : all.error;
  };
  expect([read('yes'), read('no'), read(''), read()]).toEqual([{ interpreter: true }, { interpreter: false }, undefined, undefined]); // prettier-ignore
  expect(isDemographicsText({ ...ANN, interpreter: true })).toBe(false);
});
