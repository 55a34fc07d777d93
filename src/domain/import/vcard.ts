import { cleanText } from '../text.ts';

/** One property of a card: `item1.TEL;type=CELL:206-555-0101`. */
export interface CardProperty {
  /** Upper case, without its group. */
  readonly name: string;
  /** What it is used for, in small letters: `cell`, `pref`, `work`; versions 2.1 to 4.0 write them in three ways. */
  readonly types: ReadonlySet<string>;
  /** As it stands, decoded and not unescaped. */
  readonly value: string;
}

/** A card with the line it begins at, or why there is none. */
export type Card = { readonly line: number } & (
  { readonly properties: readonly CardProperty[] } | { readonly properties: null; readonly refusal: 'cut' | 'none' }
);

/** Properties that say something of a person; pictures, sounds and keys are not even held. */
const READ: ReadonlySet<string> = new Set(
  'ADR BDAY DEATHDATE EMAIL FN GENDER KIND LANG N NICKNAME TEL UID X-ADDRESSBOOKSERVER-KIND X-GENDER'.split(' ')
);

/** A line of a file, by its number from 1. */
export interface NumberedText {
  readonly line: number;
  readonly text: string;
}

/**
 * The cards of a file: vCard 2.1 (versit), 3.0 (RFC 2426) and 4.0 (RFC 6350) [IMP-28]. A card within a card (AGENT) is passed over; one
 * that does not end is refused, and the next begins anew.
 */
export function* cardsIn(lines: Iterable<NumberedText>): Generator<Card> {
  let properties: CardProperty[] | null = null;
  let from = 0;
  let inner = 0;
  let wasAgent = false;
  let found = false;
  for (const { line, text } of unfolded(lines)) {
    const word = text.trim().toUpperCase();
    if (word === 'BEGIN:VCARD') {
      found = true;
      if (properties && wasAgent) inner++;
      else {
        if (properties) yield { line: from, properties: null, refusal: 'cut' };
        [properties, from, inner] = [[], line, 0];
      }
    } else if (word === 'END:VCARD') {
      if (inner > 0) inner--;
      else if (properties) {
        yield { line: from, properties };
        properties = null;
      }
    } else if (properties && inner === 0) {
      const property = propertyFrom(text);
      if (property && READ.has(property.name)) properties.push(property);
    }
    wasAgent = /^AGENT[:;]/.test(word) || (wasAgent && word === '');
  }
  if (properties) yield { line: from, properties: null, refusal: 'cut' };
  if (!found) yield { line: 1, properties: null, refusal: 'none' };
}

/** Logical lines: those that begin with a space go on the one before, and so does what follows a soft line end of quoted-printable. */
function* unfolded(lines: Iterable<NumberedText>): Generator<NumberedText> {
  let held: { readonly line: number; readonly pieces: string[]; readonly isQuoted: boolean } | null = null;
  for (const { line, text } of lines) {
    const last = held?.pieces.at(-1) ?? '';
    if (held?.isQuoted && last.endsWith('=')) held.pieces.splice(-1, 1, last.slice(0, -1), text);
    else if (held && /^[ \t]/.test(text)) held.pieces.push(text.slice(1));
    else {
      if (held) yield { line: held.line, text: held.pieces.join('') };
      held = { line, pieces: [text], isQuoted: /^[^:]*QUOTED-PRINTABLE/i.test(text) };
    }
  }
  if (held) yield { line: held.line, text: held.pieces.join('') };
}

function propertyFrom(text: string): CardProperty | null {
  // A value in quotes may hold colons and semicolons.
  const head = /^(?:[A-Za-z0-9_-]+\.)?([A-Za-z0-9-]+)((?:;(?:"[^"]*"|[^";:])*)*):/.exec(text);
  if (!head) return null;
  const [whole, name = '', written = ''] = head;
  const types = new Set<string>();
  let isQuoted = false;
  for (const parameter of written.match(/;(?:"[^"]*"|[^;"])*/g) ?? []) {
    const [key = '', value] = parameter.slice(1).split('=', 2);
    const words = (value ?? key).replaceAll('"', '').toLowerCase();
    if (words === 'quoted-printable') isQuoted = true;
    else if (value === undefined || /^type$/i.test(key)) for (const word of words.split(',')) types.add(word.trim());
    else if (/^pref$/i.test(key)) types.add('pref');
  }
  const raw = text.slice(whole.length);
  return { name: name.toUpperCase(), types, value: isQuoted ? unquoted(raw) : raw };
}

/** Quoted-printable (RFC 2045 §6.7) in UTF-8, or in Latin-1 where it is not that. Line ends become escaped ones. */
function unquoted(raw: string): string {
  const bytes = raw.replace(/%/g, '=25').replace(/=([0-9A-Fa-f]{2})/g, '%$1');
  return readBytes(bytes).replace(/\r\n?|\n/g, '\\n');
}

function readBytes(percent: string): string {
  try {
    return decodeURIComponent(percent);
  } catch {
    return percent.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  }
}

/** The parts of a structured value (N, ADR), each a list: `Quill;Ada,May;;;` Not unescaped separators divide. */
export function partsIn(value: string): readonly (readonly string[])[] {
  return split(value, ';').map((part) => split(part, ',').map(textOf));
}

/** A text value as it is meant. */
export function textOf(value: string): string {
  return cleanText(value.replace(/\\([\\;,:nN])/g, (_, sign: string) => (/n/i.test(sign) ? '\n' : sign)));
}

function split(value: string, separator: ';' | ','): string[] {
  const parts = [''];
  for (const piece of value.match(/\\.|[^\\]|\\$/gs) ?? []) {
    if (piece === separator) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${piece}`);
  }
  return parts;
}
