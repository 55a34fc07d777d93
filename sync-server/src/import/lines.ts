import { InputFault } from './input-files.ts';
import type { ImportRefusal } from './refusals.ts';

const MIB = 1024 * 1024;
/** One line, or one JSON document, in memory: a bundle of some 50,000 resources. V8's longest string is 512 MiB. */
export const MAX_DOCUMENT_BYTES = 256 * MIB;

/** A line of text, or why there is none to read. Lines are counted from 1, as editors do. */
export type Line = { readonly line: number } & (
  { readonly text: string } | { readonly text: null; readonly refusal: ImportRefusal }
);

/**
 * Cuts a stream of bytes into lines, ended by LF or CRLF, the last one by the end of the file; a byte order mark is no part of
 * the text. A line that is too long is passed over without being held.
 */
export async function* linesOf(
  bytes: AsyncIterable<Buffer>,
  maxBytes = MAX_DOCUMENT_BYTES
): AsyncGenerator<Line, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let held: Buffer[] = [];
  let heldBytes = 0;
  let line = 1;
  const finish = (): Line => {
    const whole = held.length === 1 && held[0] ? held[0] : Buffer.concat(held);
    const isTooLong = heldBytes > maxBytes;
    held = [];
    heldBytes = 0;
    if (isTooLong) {
      return { line: line++, text: null, refusal: { code: 'line/too-long', limitMiB: Math.round(maxBytes / MIB) } };
    }
    return lineOf(decoder, whole, line++);
  };
  const hold = (part: Buffer): void => {
    heldBytes += part.length;
    if (heldBytes > maxBytes) held = [];
    else held.push(part);
  };
  for await (const piece of bytes) {
    let from = 0;
    for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, from)) {
      hold(piece.subarray(from, at));
      from = at + 1;
      yield finish();
    }
    if (from < piece.length) hold(piece.subarray(from));
  }
  if (heldBytes > 0) yield finish();
}

function lineOf(decoder: TextDecoder, bytes: Buffer, line: number): Line {
  const end = bytes.at(-1) === 13 ? bytes.length - 1 : bytes.length;
  try {
    return { line, text: decoder.decode(bytes.subarray(0, end)) };
  } catch {
    return { line, text: null, refusal: { code: 'line/not-utf-8' } };
  }
}

/** The same lines, put back together to one text. @throws {InputFault} when it is too large or not text */
export async function wholeText(first: Line, rest: AsyncIterable<Line>): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  const take = (line: Line): void => {
    if (line.text === null) {
      const isLong = line.refusal.code === 'line/too-long';
      throw new InputFault(isLong ? { code: 'file/too-large', limitMiB: MAX_DOCUMENT_BYTES / MIB } : line.refusal);
    }
    length += line.text.length + 1;
    if (length > MAX_DOCUMENT_BYTES)
      throw new InputFault({ code: 'file/too-large', limitMiB: MAX_DOCUMENT_BYTES / MIB });
    parts.push(line.text);
  };
  take(first);
  for await (const line of rest) take(line);
  return parts.join('\n');
}
