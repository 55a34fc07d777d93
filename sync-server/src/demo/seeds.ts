import { seeded, type Random } from '#domain/random.ts';

/** The stream of chance for one thing of a seed: the same for the same parts, and no other part's. FNV-1a, 32 bits. */
export function chanceOf(seed: number, ...parts: readonly (string | number)[]): Random {
  let hash = 0x811c9dc5;
  for (const char of [seed, ...parts].join('/')) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  return seeded(hash);
}

/** An id (80 bits, from chance): the same for the same stream. */
export function bytesOf(random: Random, count = 10): Uint8Array {
  return Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
}

/** One of several by weight: `[['en', 80], ['es', 12]]`. */
export function weighted<T>(random: Random, choices: readonly (readonly [T, number])[]): T {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random() * total;
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  throw new RangeError('nothing to choose from');
}

/** The list in another order. */
export function shuffled<T>(random: Random, list: readonly T[]): T[] {
  return list
    .map((each) => ({ each, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ each }) => each);
}
