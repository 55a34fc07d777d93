import type { CardPicture, Submission } from '../domain/intake/intake-facts.ts';

/** Front and back. */
const MAX_CARDS = 2;

/** JSON has no bytes: the keys of pictures travel as base64, inside what is sealed. */
export function withTextKeys({ cards, ...rest }: Submission): object {
  if (!cards) return rest;
  return { ...rest, cards: cards.map(({ key, ...card }) => ({ ...card, key: btoa(String.fromCharCode(...key)) })) };
}

/** The pictures an opened submission names; null where one of them is none [KIO-25]. */
export function cardsFrom(value: unknown): CardPicture[] | null {
  if (!Array.isArray(value) || value.length > MAX_CARDS) return null;
  const cards = value.map(cardFrom);
  return cards.every((card) => card !== null) ? cards : null;
}

function cardFrom(value: unknown): CardPicture | null {
  const { side, blob, size, key } = (value ?? {}) as Readonly<Record<string, unknown>>; // each is looked at below
  if (side !== 'front' && side !== 'back') return null;
  if (typeof blob !== 'string' || !/^[0-9a-f]{64}$/.test(blob) || !Number.isInteger(size)) return null;
  if (typeof key !== 'string' || !/^[A-Za-z0-9+/]{43}=$/.test(key)) return null;
  return { side, blob, size: size as number, key: Uint8Array.from(atob(key), (char) => char.charCodeAt(0)) };
}
