import * as decoding from 'lib0/decoding';

/**
 * Facts from outside, read from Yjs's `Any` encoding (lib0). Ours and not lib0's reader, because that one follows any nesting
 * and, given the key `__proto__`, changes the prototype of what it builds.
 */
export class BadFact extends Error {
  override readonly name = 'BadFact';
  readonly code: 'E_DECODE' | 'E_SCHEMA';

  constructor(code: BadFact['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Deeper than any fact may be (`MAX_FACT_DEPTH`), far less than the stack holds. */
const MAX_DEPTH = 64;
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Codes of lib0's `writeAny`: https://github.com/dmonad/lib0 `encoding.js`. */
const ANY = { bytes: 116, array: 117, object: 118, text: 119, float64: 123, float32: 124, integer: 125 } as const;

/**
 * Reads facts, and notes whether their bytes are the ones we would write for them: then they need not be written again to be kept.
 * Others come from a client that spells numbers, lengths or keys in another way than lib0's writer.
 */
export class FactDecoder extends decoding.Decoder {
  isPlain = true;
}

/** One value of a fact. @throws {BadFact} on bytes that are none, on nesting without end and on keys that change objects */
export function readAnySafely(input: FactDecoder, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new BadFact('E_DECODE', 'nested too deep');
  const type = input.arr[input.pos];
  if (type === ANY.object) {
    input.pos++;
    const count = readLength(input);
    const value: Record<string, unknown> = {};
    for (let i = 0; i < count; i++) {
      const key = readKey(input);
      if (FORBIDDEN_KEYS.has(key)) throw new BadFact('E_SCHEMA', 'a key that is not allowed');
      // A key twice is one key, and keys that are numbers come first, whatever their order was.
      if (key in value || startsWithDigit(key)) input.isPlain = false;
      value[key] = readAnySafely(input, depth + 1);
    }
    return value;
  }
  if (type === ANY.array) {
    input.pos++;
    const count = readLength(input);
    const value: unknown[] = [];
    for (let i = 0; i < count; i++) value.push(readAnySafely(input, depth + 1));
    return value;
  }
  if (type === ANY.text) {
    input.pos++;
    return readText(input);
  }
  const value = decoding.readAny(input);
  if (!isAsWritten(type, value, input)) input.isPlain = false;
  return value;
}

/** A length or count; one with needless zeros at its end is not as we write it. */
function readLength(input: FactDecoder): number {
  const first = input.arr[input.pos] ?? 0x80;
  if (first < 0x80) {
    input.pos++;
    return first;
  }
  const length = decoding.readVarUint(input);
  if (input.arr[input.pos - 1] === 0) input.isPlain = false;
  return length;
}

function startsWithDigit(key: string): boolean {
  const code = key.charCodeAt(0);
  return code >= 48 && code <= 57;
}

/** Whether `writeAny` would have chosen this type and these bytes. */
function isAsWritten(type: number | undefined, value: unknown, input: FactDecoder): boolean {
  if (typeof value !== 'number') return value === null || value === undefined || typeof value === 'boolean';
  const isShort = Number.isInteger(value) && Math.abs(value) <= MAX_INTEGER;
  if (type === ANY.integer) return isShort && isShortest(value, input);
  return Number.isFinite(value) && !isShort && (Math.fround(value) === value) === (type === ANY.float32);
}

/** Of an integer just read: no needless zeros at its end, and no minus before a zero. */
function isShortest(value: number, input: FactDecoder): boolean {
  const last = input.arr[input.pos - 1];
  if (value !== 0) return last !== 0;
  return last === 0 && input.arr[input.pos - 2] === ANY.integer;
}

/** Keys read lately, each at a place its bytes lead to: facts of few shapes have the same keys over and over. */
const KNOWN_KEYS: string[] = new Array<string>(512).fill('');

/** What `readText` reads, and mostly the very string that was read before: no new text, and no search for it by its letters. */
function readKey(input: FactDecoder): string {
  const { arr, pos: start } = input;
  const length = arr[start] ?? 0;
  const end = start + 1 + length;
  if (length > SHORT || end > arr.length) return readText(input);
  const place = (length * 131 + (arr[start + 1] ?? 0) * 31 + (arr[end - 1] ?? 0)) % KNOWN_KEYS.length;
  const known = KNOWN_KEYS[place] ?? '';
  if (known.length === length) {
    let same = 0;
    while (same < length && known.charCodeAt(same) === arr[start + 1 + same]) same++;
    if (same === length) {
      input.pos = end;
      return known;
    }
  }
  const key = readText(input);
  // Of plain letters only: then as many as bytes, and each as its byte.
  if (key.length === length) KNOWN_KEYS[place] = key;
  return key;
}

/** Greater integers are written as floats: lib0's BITS31. */
const MAX_INTEGER = 2 ** 31 - 1;

/** Longer texts are quicker in the browser's own decoder, which costs half a microsecond to call. */
const SHORT = 40;

/** What `readVarString` reads; keys, ids and names, short and plain as most are, are read without calling a decoder. */
function readText(input: FactDecoder): string {
  const start = input.pos;
  const length = readLength(input);
  const end = input.pos + length;
  if (length <= SHORT && end <= input.arr.length) {
    let text = '';
    for (let at = input.pos; at < end; at++) {
      const byte = input.arr[at] ?? 0x80;
      if (byte >= 0x80) break;
      text += String.fromCharCode(byte);
    }
    if (text.length === length) {
      input.pos = end;
      return text;
    }
  }
  input.pos = start;
  return decoding.readVarString(input);
}

/** Moves past one value without building it. @throws {BadFact} as above, for what it can see */
export function skipAny(input: decoding.Decoder, depth = 0): void {
  if (depth > MAX_DEPTH) throw new BadFact('E_DECODE', 'nested too deep');
  const type = decoding.readUint8(input);
  switch (type) {
    case ANY.object:
      for (let left = decoding.readVarUint(input); left > 0; left--) {
        skipBytes(input);
        skipAny(input, depth + 1);
      }
      break;
    case ANY.array:
      for (let left = decoding.readVarUint(input); left > 0; left--) skipAny(input, depth + 1);
      break;
    case ANY.text:
    case ANY.bytes:
      skipBytes(input);
      break;
    case ANY.integer:
      decoding.readVarInt(input);
      break;
    case ANY.float32:
      input.pos += 4;
      break;
    case ANY.float64:
    case 122: // bigint
      input.pos += 8;
      break;
    default:
      if (type < 120) throw new BadFact('E_DECODE', 'no value');
  }
  if (input.pos > input.arr.length) throw new BadFact('E_DECODE', 'cut short');
}

function skipBytes(input: decoding.Decoder): void {
  const length = decoding.readVarUint(input);
  input.pos += length;
}
