const NUMBERED = /^(\p{L}[\p{L}\p{M} '’.-]*?)\d{1,4}$/u;

/**
 * Names without the digits that the Synthea generator puts behind each name it invents (`Barney639 Cormier289`). They go only
 * when every part of the name carries them; where one does not, all parts stay as they are [IMP-13].
 * @param parts family and given names of one person, each of one or more words
 */
export function withoutGeneratedDigits(parts: readonly string[]): readonly string[] {
  return parts.every((part) => NUMBERED.test(part)) ? parts.map(withoutDigits) : parts;
}

/** The same for a whole name on one line (`Dr. José Emilio366 Koch169`): the last word and one more must carry digits. */
export function lineWithoutGeneratedDigits(name: string): string {
  const words = name.split(' ');
  const numbered = words.filter((word) => NUMBERED.test(word));
  if (numbered.length < 2 || numbered.at(-1) !== words.at(-1)) return name;
  return words.map(withoutDigits).join(' ');
}

function withoutDigits(text: string): string {
  return NUMBERED.exec(text)?.[1] ?? text;
}
