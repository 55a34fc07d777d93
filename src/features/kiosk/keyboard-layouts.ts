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

/** The least width of a key, and what lies between two, px: targets of 64 px [KIO-2]. */
const KEY_PX = 64;
const GAP_PX = 8;

/** How many keys' width one takes. */
export function placesOf(key: Key): number {
  return 'does' in key && key.does === 'space' ? 3 : 1;
}

/** A key, and which of its row it is. */
export interface PlacedKey {
  readonly key: Key;
  readonly column: number;
}

/** A part of a row that fits the screen, and how many places it has. */
export interface KeyLine {
  readonly keys: readonly PlacedKey[];
  readonly places: number;
}

/**
 * A row as the lines it takes on a narrow screen (a large text, a small tablet): as few as fit, and as even as they come, so that no last line of two wide keys
 * is left [KIO-33]. @param widthPx 0 while nobody has measured: one line
 */
export function linesOf(row: readonly Key[], widthPx: number): readonly KeyLine[] {
  const places = row.reduce((sum, key) => sum + placesOf(key), 0);
  const fit = widthPx <= 0 ? places : Math.max(3, Math.floor((widthPx + GAP_PX) / (KEY_PX + GAP_PX)));
  const count = Math.ceil(places / fit);
  const lines: { keys: PlacedKey[]; places: number }[] = [];
  let left = places;
  for (const [column, key] of row.entries()) {
    const size = placesOf(key);
    const last = lines.at(-1);
    const even = Math.ceil((left + (last?.places ?? 0)) / Math.max(1, count - lines.length + 1));
    if (last && last.places + size <= Math.min(fit, Math.max(even, size))) {
      last.keys.push({ key, column });
      last.places += size;
    } else lines.push({ keys: [{ key, column }], places: size });
    left -= size;
  }
  return lines;
}
