/** One property of a calendar file: `DTSTART;TZID=Europe/Lisbon:20261120T090000`. */
export interface ContentLine {
  /** Upper case. */
  readonly name: string;
  /** By upper-case name; the first value of each, without quotes. */
  readonly params: ReadonlyMap<string, string>;
  readonly value: string;
  /** Of the file as it was, from 1. */
  readonly no: number;
}

/** Longer lines are pictures and the like: nothing a schedule needs. */
const LONGEST_LINE = 20_000;

/**
 * The content lines of a calendar file, unfolded (RFC 5545 §3.1). A line that cannot be read is passed over: `broken` has its number. Line
 * ends of every kind, a byte order mark and blank lines are let pass: real files have them.
 */
export function contentLines(text: string): {
  readonly lines: readonly ContentLine[];
  readonly broken: readonly number[];
} {
  const lines: ContentLine[] = [];
  const broken: number[] = [];
  for (const { raw, no } of unfolded(text)) {
    const line = raw.length > LONGEST_LINE ? null : lineFrom(raw, no);
    if (line) lines.push(line);
    else if (raw.trim() !== '') broken.push(no);
  }
  return { lines, broken };
}

function* unfolded(text: string): Generator<{ raw: string; no: number }> {
  let raw: string[] = [];
  let first = 1;
  const all = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (const [index, line] of all.entries()) {
    if (/^[ \t]/.test(line) && raw.length > 0) raw.push(line.slice(1));
    else {
      if (raw.length > 0) yield { raw: raw.join(''), no: first };
      raw = [line];
      first = index + 1;
    }
  }
  if (raw.length > 0) yield { raw: raw.join(''), no: first };
}

function lineFrom(raw: string, no: number): ContentLine | null {
  const head = /^([A-Za-z0-9-]+)/.exec(raw)?.[1];
  if (head === undefined) return null;
  const params = new Map<string, string>();
  let at = head.length;
  while (raw[at] === ';') {
    // A value in quotes may hold colons and semicolons; an empty parameter is let pass.
    const match = /^;\s*([A-Za-z0-9-]+)\s*=\s*("[^"]*"|[^;:",]*)((?:,(?:"[^"]*"|[^;:",]*))*)/.exec(raw.slice(at));
    if (!match) {
      if (raw.startsWith(';:', at)) {
        at++;
        break;
      }
      return null;
    }
    const [whole, name = '', value = ''] = match;
    params.set(name.toUpperCase(), value.replaceAll('"', '').trim());
    at += whole.length;
  }
  return raw[at] === ':' ? { name: head.toUpperCase(), params, value: raw.slice(at + 1), no } : null;
}

/** A text value as it is meant (RFC 5545 §3.3.11). */
export function textValue(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, escaped: string) => (escaped === 'n' || escaped === 'N' ? '\n' : escaped));
}

/** A line's text, escaped and folded at 75 octets of UTF-8, with its line end. */
export function folded(line: string): string {
  let out = '';
  let octets = 0;
  for (const character of line) {
    const code = character.codePointAt(0) ?? 0;
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (octets + size > 75) {
      out += '\r\n ';
      octets = 1;
    }
    out += character;
    octets += size;
  }
  return `${out}\r\n`;
}

export function escaped(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
}
