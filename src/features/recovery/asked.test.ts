import { expect, test } from 'vitest';
import { askedOf, missingIn, type Typed } from './asked.ts';
import { wrongWords } from './kit.ts';

const two = [
  { name: ' Ivy Thimbleby ', passphrase: 'one two three', passkey: null },
  { name: 'Ruth Vale', passphrase: 'four five six', passkey: null }
];
const RUTH = { name: 'Ruth Vale', passphrase: 'four five six' };
const KEY = { passkey: 'shown' } as const;
const typed = (over: Partial<Typed<typeof KEY>> = {}): Typed<typeof KEY> => ({
  name: ' Nell Ashgrove ',
  reason: ' lost the paper ',
  means: 'kit-and-manager',
  words: 'zoo zoo',
  managers: two,
  ...over
});

test('[LOST-4] only what was chosen is sent, whatever else was typed before', () => {
  const asked = { name: 'Nell Ashgrove', reason: 'lost the paper' };
  const ivy = { name: 'Ivy Thimbleby', passphrase: 'one two three' };
  expect(askedOf(typed())).toEqual({ ...asked, words: 'zoo zoo', managers: [ivy] });
  expect(askedOf(typed({ means: 'kit' }))).toEqual({ ...asked, words: 'zoo zoo' });
  expect(askedOf(typed({ means: 'manager' }))).toEqual({ ...asked, managers: [ivy] });
  expect(askedOf(typed({ means: 'two-managers' }))).toEqual({ ...asked, managers: [ivy, RUTH] });
  const byKey = [{ ...two[0]!, passkey: KEY }, two[1]!];
  expect(askedOf(typed({ means: 'two-managers', managers: byKey }))).toEqual({ ...asked, managers: [KEY, RUTH] });
});

test.each([
  ['nothing', typed(), null],
  ['a name', typed({ name: ' \t' }), /name is needed/],
  ['a reason', typed({ reason: '  ' }), /Why/],
  ['the words', typed({ words: '\n' }), /24 words/],
  ['a manager’s name', typed({ managers: [{ name: ' ', passphrase: 'x', passkey: null }, two[1]!] }), /Each manager/],
  [
    'a manager’s passphrase',
    typed({ managers: [{ name: 'Ivy', passphrase: '', passkey: null }, two[1]!] }),
    /Each manager/
  ],
  [
    'the second manager',
    typed({ means: 'two-managers', managers: [two[0]!, { name: '', passphrase: '', passkey: null }] }),
    /Each manager/
  ],
  ['nothing of who showed a passkey', typed({ managers: [{ name: '', passphrase: '', passkey: KEY }, two[1]!] }), null],
  ['no words where none are asked for', typed({ means: 'manager', words: '' }), null],
  ['no manager where none is asked for', typed({ means: 'kit', managers: [] }), null]
] as const)('[LOST-4] what is missing is said: %s', (_, form, say) => {
  if (say === null) expect(missingIn(form)).toBeNull();
  else expect(missingIn(form)).toMatch(say);
});

test('[KIT-1] two of the words, as they are on the paper, in any case', () => {
  const kit = { words: ['zoo', 'able', 'acid'], asked: [1, 3] as const };
  expect(wrongWords(kit, [' ZOO ', 'acid'])).toEqual([]);
  expect(wrongWords(kit, ['acid', 'zoo'])).toEqual([1, 3]);
  expect(wrongWords(kit, ['zoo', ''])).toEqual([3]);
  expect(wrongWords(kit, [])).toEqual([1, 3]);
});
