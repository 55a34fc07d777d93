/** The longest name, of a person or anything else, in characters (RELIABILITY §6 no. 22). */
export const LONGEST_NAME = 120;

/** Bidirectional controls: they can make a name read as another one. Unicode 16, UAX #9. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Invisible where a word may break or not; nothing is lost without them. */
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g;
/** Joiners are letters' business in Persian and Indic names, and mean nothing elsewhere. */
const STRAY_JOINERS = /(?<!\p{L}\p{M}*)[\u200c\u200d]|[\u200c\u200d](?!\p{L})/gu;
/** Lone surrogates cannot be written as UTF-8. */
const BROKEN = /\p{Surrogate}/gu;
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * Text as it is kept: composed (NFC), without controls that would show it as something it is not, ends trimmed, no line
 * longer than it was meant. Everything else stays literally as typed: `<b>` and `=cmd()` are text [TEXT-1].
 */
export function cleanText(text: string): string {
  const visible = [BIDI, INVISIBLE, BROKEN, CONTROLS, STRAY_JOINERS].reduce((kept, out) => kept.replace(out, ''), text);
  return visible
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .normalize('NFC');
}

/** The same for what stands on one line: names, streets, phone numbers. */
export function cleanLine(text: string): string {
  return cleanText(text.replace(/[\r\n\t]+/g, ' '));
}
