/** Codes that people read from paper or a screen and type elsewhere: at a new device, at a kiosk. */

/** Characters of a code (Crockford's alphabet: no I, L, O, U). */
export const CODE_LENGTH = 8;

/** The keys that are shown: every character a code may have, digits first. */
export const CODE_KEYS: readonly string[] = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];

/** What a person meant: capitals, no spaces or dashes, and the letters a code never has read as the digits they look like. */
export function codeFrom(typed: string): string {
  return typed
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
    .replace(/[^0-9A-HJKMNP-TV-Z]/g, '')
    .slice(0, CODE_LENGTH);
}

/** `7K2M-9QXA`, as it is easier to compare with the desk's screen. */
export function codeShown(code: string): string {
  return code.length > 4 ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
}
