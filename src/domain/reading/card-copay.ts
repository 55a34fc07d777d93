import type { CardReading } from './card-fields.ts';
import { boxOf, confidenceOf, textOf, type Line, type ReadWord } from './read-page.ts';

/** What a sum is for, as the form writes it: `PCP $25 / SPEC $50`. */
const FOR: readonly (readonly [word: string, read: RegExp])[] = [
  ['UC', /\burgent\b/i],
  ['ER', /\b(er|emergency|emerg)\b/i],
  ['SPEC', /\bspec(ialist|ialty)?\b/i],
  ['PCP', /\b(pcp|office|primary|ov|physician)\b/i]
];
const SUM = /^\$?(\d{1,4})(?:\.00)?[.,;]?$/;

/** The copays whose word stands before the sum, on its line: nothing where one is not clear. */
export function copayOn(lines: readonly Line[]): readonly Omit<CardReading, 'page'>[] {
  const found = new Map<string, { readonly sum: string; readonly words: readonly ReadWord[] }>();
  for (const line of lines) {
    let before: ReadWord[] = [];
    for (const word of line.flatMap(({ words }) => words)) {
      const sum = word.text.includes('$') ? SUM.exec(word.text.replace(/[sS](?=\d)/, ''))?.[1] : undefined;
      if (sum === undefined) {
        before.push(word);
        continue;
      }
      const near = textOf(before.slice(-4));
      const what = FOR.find(([, read]) => read.test(near))?.[0];
      if (what !== undefined && !found.has(what)) found.set(what, { sum, words: [...before.slice(-2), word] });
      before = [];
    }
  }
  if (found.size === 0) return [];
  const value = ['PCP', 'SPEC', 'UC', 'ER']
    .flatMap((what) => (found.has(what) ? [`${what} $${found.get(what)?.sum ?? ''}`] : []))
    .join(' / ');
  const words = [...found.values()].flatMap((one) => one.words);
  return [
    { field: 'copay', value, label: 'Copay', confidence: confidenceOf(words), isDoubtful: false, box: boxOf(words) }
  ];
}
