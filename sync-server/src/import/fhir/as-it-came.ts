import { hasCardNumber, isCardNumber } from '#domain/money/card-guard.ts';
import type { AsItCame, Remark } from '../records.ts';
import { isObject, type JsonObject } from '../parse-json.ts';

/** Characters of a resource that is kept whole. A frame of the importer may have 1 MiB; a picture in a record can be larger. */
export const MOST_KEPT = 700 * 1024;
/** Of one piece; a text of a fact may have 20,000. */
const PIECE = 16_000;

/** What no fact may hold (src/protocol/fact-texts.ts), which JSON may write as an escape. */
const ESCAPED = /[\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]/g;

/**
 * A resource as it is kept for an export to give back [EXP-1]: its JSON, without a payment card's number [EXP-3], in pieces a fact may
 * hold. Null when it is too large; what was left out is a remark.
 */
export function asItCame(
  resource: JsonObject,
  sourceId: string
): { readonly kept: AsItCame | null; readonly remarks: readonly Remark[] } {
  const whole = JSON.stringify(resource);
  const kept = hasCardNumber(whole) ? JSON.stringify(withoutCards(resource)) : whole;
  const json = kept.replace(ESCAPED, escaped);
  if (json.length > MOST_KEPT) return { kept: null, remarks: ['record/too-large-to-keep'] };
  const texts = hasCardNumber(json) ? cutFractions(json) : [json];
  return {
    kept: { type: String(resource['resourceType']), id: sourceId, json: texts.flatMap(pieces) },
    remarks: kept.length === whole.length ? [] : ['record/card-number-left-out']
  };
}

/** Coordinates have so many digits behind the point that one in twenty reads like a card: such a number is cut in two there. */
function cutFractions(json: string): readonly string[] {
  return json.replace(/([:[,]-?\d+\.\d{3})(?=\d{4})/g, '$1\u0000').split('\u0000'); // JSON has no such sign but escaped
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The same without the properties that hold one; what has more in it stays. */
function withoutCards(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((each) => !isCard(each)).map(withoutCards);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key, each]) => !hasCardNumber(key) && !isCard(each));
  return Object.fromEntries(kept.map(([key, each]) => [key, withoutCards(each)]));
}

function isCard(value: unknown): boolean {
  // A narrative is nothing without its text.
  if (isObject(value)) return typeof value['div'] === 'string' && hasCardNumber(value['div']);
  return typeof value === 'string' ? hasCardNumber(value) : typeof value === 'number' && isCardNumber(value);
}

/** Cut behind a quotation mark where there is one, so that no pair of surrogates and no number is cut in two. */
function pieces(json: string): readonly string[] {
  const cut: string[] = [];
  let from = 0;
  while (json.length - from > PIECE) {
    const quote = json.lastIndexOf('"', from + PIECE - 1);
    let end = quote > from + PIECE / 2 ? quote + 1 : from + PIECE;
    if (/[\ud800-\udbff]/.test(json.charAt(end - 1))) end--;
    cut.push(json.slice(from, end));
    from = end;
  }
  return [...cut, json.slice(from)];
}
