/** One key: what it types, or what it does. */
export type Key = { readonly types: string } | { readonly does: 'shift' | 'backspace' | 'space' | 'clear' };

export type LayoutName = 'name' | 'text' | 'digits' | 'code' | 'arabic';

const types = (characters: string): readonly Key[] => [...characters].map((character) => ({ types: character }));

const LETTERS: readonly (readonly Key[])[] = [
  types('qwertyuiop'),
  types('asdfghjklñ'),
  [{ does: 'shift' }, ...types('zxcvbnm'), { types: "'" }, { types: '-' }],
  [...types('áéíóúü'), { does: 'space' }, { does: 'backspace' }]
];

/** Rows of keys. Everything a name needs in English and Spanish is on one page: no second layer to find [KIO-2]. */
export const LAYOUTS: Readonly<Record<LayoutName, readonly (readonly Key[])[]>> = {
  name: LETTERS,
  text: [
    types('1234567890'),
    ...LETTERS.slice(0, 3),
    [...types('áéíóúü'), { types: ',' }, { does: 'space' }, { does: 'backspace' }]
  ],
  /** For a reason in Arabic; names are typed as on the card, in Latin letters. Rows begin at the right. */
  arabic: [
    types('1234567890'),
    types('ضصثقفغعهخحجد'),
    types('شسيبلاتنمكطذ'),
    types('ئءؤرىةوزظأإآ'),
    [{ types: '،' }, { does: 'space' }, { does: 'backspace' }]
  ],
  /** Every character a code may have: no I, L, O, U to mistake for others. */
  code: [types('1234567890'), types('QWERTYP'), types('ASDFGHJK'), [...types('ZXCVBNM'), { does: 'backspace' }]],
  digits: [types('123'), types('456'), types('789'), [{ does: 'clear' }, { types: '0' }, { does: 'backspace' }]]
};

/** Whether the next letter begins a word of a name: at the start, and after a space, hyphen or apostrophe. */
export function beginsWord(before: string): boolean {
  return before === '' || /[\s\-'’]$/.test(before);
}
