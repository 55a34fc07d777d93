/** A kit that was just made; its words are shown while it is confirmed, and never again. */
export interface ShownKit {
  readonly words: readonly string[];
  readonly publicKey: string;
  readonly name: string;
  /** Two of its words, counted from 1, that show it is on paper. */
  readonly asked: readonly [number, number];
}

/** Which of the two words is not the one on the sheet [KIT-1]; empty when both are. Any case, spaces around it. */
export function wrongWords(kit: Pick<ShownKit, 'words' | 'asked'>, typed: readonly string[]): readonly number[] {
  return kit.asked.filter((place, i) => typed[i]?.trim().toLowerCase() !== kit.words[place - 1]);
}
