/**
 * Values as bytes, to be sealed: what a structured clone carries of plain values, `Map`, `Set` and `Uint8Array`. JSON underneath: a
 * thousand directory entries are read in a millisecond.
 */
export function bytesOfBody(body: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ body }, marked));
}

/** @throws {SyntaxError} for bytes that `bytesOfBody` did not make */
export function bodyOfBytes(bytes: Uint8Array): unknown {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  // Most bodies hold nothing but plain values, and a reviver makes reading several times as slow.
  const read = (text.includes(MARK_IN_TEXT) ? JSON.parse(text, unmarked) : JSON.parse(text)) as { body?: unknown };
  return read.body;
}

/** A key that no object of ours has; JSON writes its first character as an escape. */
const MARK = '\u0001kind';
const MARK_IN_TEXT = String.raw`"\u0001kind"`;

function marked(_key: string, value: unknown): unknown {
  if (value instanceof Map) return { [MARK]: 'map', of: [...(value as Map<unknown, unknown>)] };
  if (value instanceof Set) return { [MARK]: 'set', of: [...(value as Set<unknown>)] };
  if (value instanceof Uint8Array)
    return { [MARK]: 'bytes', of: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { [MARK]: 'number', of: String(value) };
  return value;
}

function unmarked(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(MARK in value)) return value;
  const { [MARK]: kind, of } = value as { readonly [MARK]: unknown; readonly of: never }; // `marked` wrote it
  switch (kind) {
    case 'map':
      return new Map(of);
    case 'set':
      return new Set(of);
    case 'bytes':
      return Uint8Array.from(atob(of), (character) => character.charCodeAt(0));
    default:
      return Number(of);
  }
}
