/** Letters that Unicode does not take apart into a base and a mark, and what people type for them. */
const BASES: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h', ŋ: 'ng', ŧ: 't', ĸ: 'k', ſ: 's', ə: 'e', ƒ: 'f'
}; // prettier-ignore
const SPECIAL = /[ßæœøłđðþıħŋŧĸſəƒ]/gu;
const MARKS = /\p{M}+/gu;
/** What people write for an apostrophe, a glottal stop or an okina. */
const APOSTROPHES = /['’‘ʼʻʹ′`´ˈ＇]/gu;
const NOT_A_LETTER = /[^\p{L}\p{Nd}]+/gu;
const PLAIN = /^[a-z]*$/;

/**
 * Text as it is compared: lower case, without diacritics and apostrophes, ligatures and barred letters as their base letters, everything else
 * but letters and digits a single space [PAT-8]. `Ó D’Łąkowski-Weiß` → `o dlakowski weiss`. Other scripts stay as they are.
 */
export function folded(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(SPECIAL, (letter) => BASES[letter] ?? letter)
    .replace(APOSTROPHES, '')
    .replace(NOT_A_LETTER, ' ')
    .trim();
}

/**
 * Every word a name is found by: its words, those of a name with a hyphen or a space also run together (`Núñez-Prado` → `nunez`, `prado`,
 * `nunezprado`), and what stands after an apostrophe (`O’Fernwood` → `ofernwood`, `fernwood`).
 */
export function searchWords(name: string): readonly string[] {
  const words = folded(name).split(' ').filter(Boolean);
  const found = new Set(words);
  if (words.length > 1 && words.length < 4) found.add(words.join(''));
  if (!/^[a-z]*$/i.test(name)) {
    for (const [, after] of name.matchAll(/['’‘ʼʻ´`](\p{L}{3,})/gu)) if (after) found.add(folded(after));
  }
  return [...found];
}
