import { describe, expect, test } from 'vitest';
import type { ContactWishes, Phone } from './patient-facts.ts';
import { bestTimeOf, inOrderOfCalling, mayLeaveMessage, mayText, neverBy, phonesTogether, phoneToCall, phoneToText } from './reach.ts'; // prettier-ignore
import { ownWishesText, reachText } from './reach-words.ts';

const cell: Phone = { number: '+12065550101', use: 'mobile' };
const home: Phone = { number: '+12065550102', use: 'home' };
const nobody = { phones: [cell, home] };
const yes = { text: true, voicemail: true, bestTime: 'mornings' };
const no = { text: false, voicemail: false };
const never = (...ways: ContactWishes['never']): { readonly wishes: ContactWishes } => ({ wishes: { never: ways } });

describe('[REG-19] a phone’s own word, else the person’s, and what is ruled out before both', () => {
  test.each<[string, object, Phone, [boolean | null, string | null], [boolean | null, string | null]]>([
    ['nobody asked', {}, cell, [null, null], [null, null]],
    ['the person’s', { contact: yes }, cell, [true, 'person'], [true, 'person']],
    ['the phone’s no over the person’s yes', { contact: yes }, { ...cell, ...no }, [false, 'phone'], [false, 'phone']],
    [
      'the phone’s yes over the person’s no',
      { contact: no },
      { ...cell, text: true },
      [true, 'phone'],
      [false, 'person']
    ],
    ['no texts at all over the phone’s yes', never('sms'), { ...cell, ...yes }, [false, 'never'], [true, 'phone']],
    ['no calls at all', never('phone'), { ...cell, ...yes }, [true, 'phone'], [false, 'never']]
  ])('%s', (_, more, phone, text, voicemail) => {
    const person = { ...nobody, ...more };
    const [asked, left] = [mayText(person, phone), mayLeaveMessage(person, phone)];
    expect([asked.may, asked.from]).toEqual(text);
    expect([left.may, left.from]).toEqual(voicemail);
  });

  test('the best time is the phone’s, else the person’s, else nobody asked', () => {
    expect([bestTimeOf({ contact: yes }, { ...cell, bestTime: 'after 5' }), bestTimeOf({ contact: yes }, cell), bestTimeOf({}, cell)]).toEqual(['after 5', 'mornings', '']); // prettier-ignore
  });
});

test('[REG-19] the one they chose is called first, else the first that is written down', () => {
  const chosen: Phone = { ...home, preferred: true };
  expect(phoneToCall({ phones: [cell, chosen] })).toBe(chosen);
  expect(phoneToCall(nobody)).toBe(cell);
  expect(phoneToCall({ phones: [] })).toBeNull();
  expect(inOrderOfCalling([cell, chosen])).toEqual([chosen, cell]);
  expect(inOrderOfCalling(nobody.phones)).toBe(nobody.phones);
});

test.each<[string, readonly Phone[], object, string | undefined]>([
  ['a mobile before others', [home, cell], {}, cell.number],
  ['the one that allows it before one that was not asked', [cell, { ...home, text: true }], {}, home.number],
  ['none that refused', [{ ...cell, text: false }, home], {}, home.number],
  ['nobody who refused everywhere', [cell, home], { contact: no }, undefined],
  ['nobody without a phone', [], {}, undefined]
])('[REG-19] a text goes to %s', (_, phones, more, number) => {
  expect(phoneToText({ phones, ...more })?.number).toBe(number);
});

test('[REG-19] [CONF-4] who allows texts on no phone is not reached so; who has no phone said nothing', () => {
  expect(neverBy({ ...nobody, contact: no })).toEqual(['sms']);
  expect(neverBy({ phones: [{ ...cell, text: false }, home] })).toEqual([]);
  expect(neverBy({ phones: [], contact: no })).toEqual([]);
  expect(neverBy({ ...nobody, contact: no, ...never('sms', 'email') })).toEqual(['sms', 'email']);
});

test('[REG-19] [MRG-4] of a number in two records, what either refuses is refused, what one alone says is kept, and one is called first', () => {
  const own: readonly Phone[] = [{ ...cell, text: true, preferred: true }, home];
  const others: readonly Phone[] = [{ ...home, use: 'work', voicemail: true, preferred: true }, { ...cell, text: false, bestTime: 'noon' }, { number: '+12065550103', use: 'other', preferred: true }]; // prettier-ignore
  expect(phonesTogether(own, others)).toEqual([
    { ...cell, text: false, bestTime: 'noon', preferred: true },
    { ...home, voicemail: true },
    { number: '+12065550103', use: 'other' }
  ]);
});

test('[REG-19] as it is read beside the number', () => {
  expect(reachText({ ...nobody, contact: yes }, { ...cell, voicemail: false })).toBe('text ok, no voicemail, best mornings'); // prettier-ignore
  expect(reachText(nobody, cell)).toBe('');
  expect(ownWishesText({ ...cell, preferred: true, text: false, bestTime: 'after 5' })).toBe('call first, no texts, best after 5'); // prettier-ignore
});
