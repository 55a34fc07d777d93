import { bytesOf, InputFault, type InputFile } from '../input-files.ts';
import type { Line } from '../lines.ts';

export type Encoding = 'UTF-8' | 'UTF-16' | 'Windows-1252';

/** A list of a million patients has some 200 MB. Bytes. */
const MOST = 256 * 1024 * 1024;
/** A row of a list is no longer; beyond it the file is something else. Characters. */
const LONGEST_LINE = 1024 * 1024;

/**
 * The lines of a spreadsheet's file in whatever encoding it was saved [IMP-26]: by its byte order mark, else UTF-16 where every other byte is
 * zero, else UTF-8, and where it is not that, Windows-1252, which every byte is. A line `sep=;` is a spreadsheet's own and no row.
 * @throws {InputFault}
 */
export async function decodedLines(
  file: InputFile,
  onRead: (bytes: number) => void
): Promise<{ readonly encoding: Encoding; readonly lines: AsyncGenerator<Line, void, undefined> }> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of bytesOf(file, onRead, { isUtf16Read: true })) {
    length += part.length;
    if (length > MOST) throw new InputFault({ code: 'file/too-large-a-list', limitMiB: MOST / 1024 / 1024 });
    parts.push(part);
  }
  const { encoding, text } = decoded(Buffer.concat(parts));
  return { encoding, lines: linesIn(text) };
}

function decoded(bytes: Buffer): { readonly encoding: Encoding; readonly text: string } {
  const utf16 = utf16Label(bytes);
  if (utf16) return { encoding: 'UTF-16', text: new TextDecoder(utf16).decode(bytes) };
  try {
    return { encoding: 'UTF-8', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { encoding: 'Windows-1252', text: new TextDecoder('windows-1252').decode(bytes) };
  }
}

function utf16Label(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 512);
  const zeros = (from: number): number => head.filter((byte, at) => at % 2 === from && byte === 0).length;
  if (head.length < 8) return null;
  if (zeros(1) > head.length / 4 && zeros(0) === 0) return 'utf-16le';
  return zeros(0) > head.length / 4 && zeros(1) === 0 ? 'utf-16be' : null;
}

/** LF, CRLF or CR alone ends a line: old spreadsheets on a Mac write that. */
async function* linesIn(text: string): AsyncGenerator<Line, void, undefined> {
  const end = text.includes('\n') ? '\n' : '\r';
  let line = 1;
  for (let from = 0; from < text.length; line++) {
    const at = text.indexOf(end, from);
    const whole = text.slice(from, at === -1 ? text.length : at).replace(/\r$/, '');
    from = at === -1 ? text.length : at + 1;
    if (line === 1 && /^sep=.?$/i.test(whole)) continue;
    // Pages are given up now and then, so that Ctrl-C is heard.
    if (line % 1000 === 0) await Promise.resolve();
    yield whole.length > LONGEST_LINE
      ? { line, text: null, refusal: { code: 'line/too-long', limitMiB: 1 } }
      : { line, text: whole };
  }
}
