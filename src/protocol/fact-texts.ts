import { CARD_WORDS, hasCardNumber, isCardNumber } from '../domain/money/card-guard.ts';
import { MAX_FACT_DEPTH, MAX_TEXT } from './limits.ts';

/** Why something in a fact is not taken whatever its kind, with words for the person who wrote it. */
export interface Fault {
  readonly code: 'E_SCHEMA' | 'E_CARD';
  readonly say: string;
}

const CARD: Fault = { code: 'E_CARD', say: CARD_WORDS };

const MAX_KEY = 100;
/** Keys of stamps and instants. */
const MOMENTS: ReadonlySet<string> = new Set(['at', 'hlc', 'wall', 'start', 'end', 'until']);
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Signs that no text of ours needs and that make one look like another: C0 and C1 controls (tab and line feed aside), bidirectional
 * controls and marks, zero-width space and word joiner, byte-order mark, line separators. Joiners (U+200C, U+200D) stay: some scripts
 * spell with them. Halves of surrogate pairs are no text at all.
 */
const REFUSED =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]|\p{Cs}/u;

/**
 * The limits that hold for facts of every kind, also those of newer versions: depth, keys, plain values, clean text, no card numbers.
 * Null when there is nothing to say against it.
 */
export function faultIn(value: unknown, depth = 0): Fault | null {
  switch (typeof value) {
    case 'string':
      return faultInText(value);
    case 'number':
      return isCardNumber(value) ? CARD : faultInNumber(value);
    case 'boolean':
    case 'undefined':
      return null;
    case 'object':
      if (value === null || value instanceof Uint8Array) return null;
      if (depth >= MAX_FACT_DEPTH) return refused('This change is nested too deeply.');
      return Array.isArray(value) ? faultInList(value, depth) : faultInObject(value, depth);
    default:
      return refused('This change has a value that cannot be kept.');
  }
}

function faultInNumber(value: number): Fault | null {
  return Number.isFinite(value) ? null : refused('A number in this change cannot be read.');
}

function faultInText(text: string): Fault | null {
  if (text.length > MAX_TEXT) return refused(`A text can be up to ${MAX_TEXT.toLocaleString('en-US')} characters.`);
  if (REFUSED.test(text)) return refused('A text has hidden control characters.');
  return hasCardNumber(text) ? CARD : null;
}

function faultInList(list: readonly unknown[], depth: number): Fault | null {
  for (const entry of list) {
    const fault = faultIn(entry, depth + 1);
    if (fault) return fault;
  }
  return null;
}

function faultInObject(value: object, depth: number): Fault | null {
  // A key `__proto__` read from the wire does not stay a key: it becomes the object's prototype.
  if (Object.getPrototypeOf(value) !== Object.prototype) return refused('Field not allowed.');
  for (const key of Object.keys(value)) {
    if (key.length > MAX_KEY || FORBIDDEN_KEYS.has(key)) return refused('Field not allowed.');
    const part = (value as Record<string, unknown>)[key];
    // A clock that is wrong by seventy years shows moments that read as cards; no fact is refused for its time.
    const fault =
      faultInText(key) ??
      (typeof part === 'number' && MOMENTS.has(key) ? faultInNumber(part) : faultIn(part, depth + 1));
    if (fault) return fault;
  }
  return null;
}

function refused(say: string): Fault {
  return { code: 'E_SCHEMA', say };
}
