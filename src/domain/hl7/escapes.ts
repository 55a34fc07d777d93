import type { Separators } from './message.ts';

/** HL7 v2.8.2 chapter 2, §2.7.1. A sequence that is not known, or has no end, stays as it is written. */
export function unescaped(raw: string, separators: Separators): string {
  const { escape } = separators;
  if (!raw.includes(escape)) return raw;
  const parts = raw.split(escape);
  let out = parts[0] ?? '';
  for (let i = 1; i < parts.length; i++) {
    const meant = i + 1 < parts.length ? meaning(parts[i] ?? '', separators) : null;
    if (meant === null) {
      // What stands there was no sequence: its end may be the beginning of the next.
      out += escape + (parts[i] ?? '');
      continue;
    }
    out += meant + (parts[i + 1] ?? '');
    i++;
  }
  return out;
}

/** Text as it may stand in a field. */
export function escaped(text: string, separators: Separators): string {
  const { escape, field, component, subcomponent, repetition } = separators;
  const letters = new Map([
    [escape, 'E'],
    [field, 'F'],
    [component, 'S'],
    [subcomponent, 'T'],
    [repetition, 'R'],
    ['\n', '.br']
  ]);
  let out = '';
  for (const character of text.replace(/\r\n?/g, '\n')) {
    const code = character.codePointAt(0) ?? 0;
    const letter = letters.get(character);
    if (letter !== undefined) out += escape + letter + escape;
    else if (code < 0x20) out += `${escape}X${code.toString(16).toUpperCase().padStart(2, '0')}${escape}`;
    else out += character;
  }
  return out;
}

function meaning(sequence: string, separators: Separators): string | null {
  switch (sequence) {
    case 'F':
      return separators.field;
    case 'S':
      return separators.component;
    case 'T':
      return separators.subcomponent;
    case 'R':
      return separators.repetition;
    case 'E':
      return separators.escape;
    case 'P':
      return separators.truncation ?? '#';
    case '.br':
    case '.sp':
      return '\n';
    // Bold on and off.
    case 'H':
    case 'N':
      return '';
    default:
      return /^X(?:[0-9A-Fa-f]{2}){1,100}$/.test(sequence) ? fromHex(sequence.slice(1)) : null;
  }
}

/** Bytes are of the message's character set, which is not known here: beyond ASCII each stands for the Latin-1 letter. */
function fromHex(digits: string): string {
  const codes = (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return String.fromCharCode(...codes);
}
