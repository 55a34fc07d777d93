import { err, ok, type Result } from '../result.ts';
import { unescaped } from './escapes.ts';
import type { MessageRefusal } from './refusals.ts';

/** MSH-1 and MSH-2: the characters a message is cut by. */
export interface Separators {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
  /** The fifth of MSH-2, since v2.7. */
  readonly truncation?: string;
}

/** One line of a message. Field n is `fields[n]`, as it is written; of MSH, field 1 is the separator itself. */
export interface Segment {
  readonly name: string;
  readonly fields: readonly string[];
}

/** An HL7 v2 message. Segments and fields nobody here knows are kept as they came [HL7-1]. */
export interface Message {
  readonly separators: Separators;
  readonly segments: readonly Segment[];
}

export const USUAL: Separators = { field: '|', component: '^', repetition: '~', escape: '\\', subcomponent: '&' };

/** What a message may be: about a hundred times what a booking takes. */
const LIMITS = { characters: 1_048_576, segments: 5_000, fields: 1_000 } as const;

/**
 * Reads one message [HL7-1]. Line ends of every kind are taken, though the standard has CR only, as are a byte order mark and blank
 * lines. A line that is no segment refuses the whole message: what follows may belong to something else.
 */
export function parseMessage(text: string): Result<Message, MessageRefusal> {
  const plain = text.replace(/^\uFEFF/, '');
  if (plain.trim() === '') return err({ code: 'hl7/empty' });
  if (plain.length > LIMITS.characters) return err({ code: 'hl7/too-long' });
  const lines = plain.split(/\r\n|\r|\n/);
  const first = lines.findIndex((line) => line.trim() !== '');
  const separators = separatorsOf(lines[first] ?? '');
  if (!separators) return err({ code: (lines[first] ?? '').startsWith('MSH') ? 'hl7/bad-head' : 'hl7/no-head' });

  const segments: Segment[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const segment = segmentFrom(line, separators, segments.length === 0);
    if (!segment) return err({ code: 'hl7/bad-line', line: index + 1 });
    if (segment.name === 'MSH' && segments.length > 0) return err({ code: 'hl7/two-messages', line: index + 1 });
    if (segments.length >= LIMITS.segments || segment.fields.length > LIMITS.fields)
      return err({ code: 'hl7/too-long' });
    segments.push(segment);
  }
  return ok({ separators, segments });
}

/** A message as it goes over the wire: each segment ends with CR. */
export function writeMessage({ separators, segments }: Message): string {
  const { field } = separators;
  const line = ({ name, fields }: Segment): string =>
    name === 'MSH' ? `MSH${field}${fields.slice(2).join(field)}` : [name, ...fields.slice(1)].join(field);
  return segments.map((segment) => `${line(segment)}\r`).join('');
}

/** The messages of a file: one, several behind each other, or a batch with its heads and tails (FHS, BHS, BTS, FTS), which are left out. */
export function messagesIn(text: string): readonly string[] {
  const messages: string[][] = [];
  // What stands before the first head is a message too: one that is refused.
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    if (/^(?:FHS|BHS|BTS|FTS)\b/.test(line) || line.trim() === '') continue;
    if (line.startsWith('MSH') || messages.length === 0) messages.push([]);
    messages.at(-1)?.push(line);
  }
  return messages.map((lines) => `${lines.join('\r')}\r`);
}

export function segmentsOf(message: Message, name: string): readonly Segment[] {
  return message.segments.filter((segment) => segment.name === name);
}

/** A field's repetitions as they are written; none when it is empty. */
export function repetitionsOf(message: Message, segment: Segment | undefined, field: number): readonly string[] {
  const raw = segment?.fields[field] ?? '';
  return raw === '' ? [] : raw.split(message.separators.repetition);
}

/** What a component of a repetition says, trimmed; '' when it says nothing, or that there is nothing (`""`). */
export function componentOf(message: Message, repetition: string, component = 1, subcomponent = 1): string {
  const { separators } = message;
  const part = repetition.split(separators.component)[component - 1] ?? '';
  const raw = part.split(separators.subcomponent)[subcomponent - 1] ?? '';
  return raw === '""' ? '' : unescaped(raw, separators).trim();
}

/** The same of a field's first repetition. */
export function valueOf(message: Message, segment: Segment | undefined, field: number, component = 1): string {
  return componentOf(message, repetitionsOf(message, segment, field)[0] ?? '', component);
}

function separatorsOf(head: string): Separators | null {
  if (!head.startsWith('MSH') || head.length < 8) return null;
  const field = head.charAt(3);
  const [component = '', repetition = '', escape = '', subcomponent = '', ...more] =
    head.slice(4).split(field)[0] ?? '';
  const all = [field, component, repetition, escape, subcomponent, ...more];
  // Letters and digits are what is cut, so they cannot cut.
  const isFit =
    all.every((one) => /^[!-/:-@[-`{-~]$/.test(one)) && new Set(all).size === all.length && more.length <= 1;
  if (!isFit) return null;
  const [truncation] = more;
  return { field, component, repetition, escape, subcomponent, ...(truncation !== undefined && { truncation }) };
}

function segmentFrom(line: string, { field }: Separators, isHead: boolean): Segment | null {
  const name = line.slice(0, 3);
  if (!/^[A-Z][A-Z0-9]{2}$/.test(name)) return null;
  if (line.length > 3 && line.charAt(3) !== field) return null;
  const parts = line.split(field);
  return { name, fields: isHead || name === 'MSH' ? ['MSH', field, ...parts.slice(1)] : parts };
}
