import type { CardReading } from './card-fields.ts';
import { asDigits } from './look-alikes.ts';
import { boxOf, confidenceOf, textOf, type Line, type ReadWord } from './read-page.ts';

/** Ten digits as cards print them, with or without the 1. */
const PHONE = /(?<![\d.-])(?:1[ .-]?)?\(?([2-9]\d{2})\)?[ .-]{0,2}(\d{3})[ .-]{0,2}(\d{4})(?![\d-])/g;
/** An office calls for benefits and authorizations: whose number it is, the likelier first. */
const WHOSE: readonly RegExp[] = [
  /provider|physician|practitioner|doctor|office/i,
  /eligib|benefit|authori|precert|claims?/i,
  /customer|member|service|question|call/i,
  /^/
];
/** Who answers there does not know an office's questions. */
const NOT_ITS = /pharma|rx|nurse|fax|tty|tdd|dental|vision|behavio|mental|crisis|emergenc/i;

/** Phone numbers on a card, those for offices first; whose they are is in the label. */
export function phonesOn(lines: readonly Line[]): readonly Omit<CardReading, 'page'>[] {
  const found = lines.flatMap((line, at) =>
    line.flatMap((run, nth) =>
      phonesIn(run.words).map(({ value, words, before }) => {
        const beside = before || textOf(line[nth - 1]?.words ?? []) || textOf((lines[at - 1] ?? []).flatMap((one) => one.words)); // prettier-ignore
        const label = beside.replace(/[^\p{L}\p{Nd}]+$/u, '').split(' ').slice(-6).join(' ');
        const rank = NOT_ITS.test(label) ? WHOSE.length : WHOSE.findIndex((whose) => whose.test(label));
        return { rank, reading: { field: 'phone' as const, value, label, confidence: confidenceOf(words), isDoubtful: false, box: boxOf(words) } };
      })
    )
  ); // prettier-ignore
  return found.toSorted((a, b) => a.rank - b.rank).map(({ reading }) => reading);
}

function phonesIn(
  words: readonly ReadWord[]
): readonly { value: string; words: readonly ReadWord[]; before: string }[] {
  const starts: number[] = [];
  let text = '';
  for (const word of words) {
    starts.push(text.length);
    const digits = asDigits(word.text);
    // Digits and what parts them, after a label that is written to it: `Phone:800-555-0100`.
    text += `${/^[\d().+-]+[.,;]?$/.test(digits) && /\d/.test(word.text) ? digits : word.text} `;
  }
  const wordAt = (place: number): number => starts.findLastIndex((start) => start <= place);
  return [...text.matchAll(PHONE)].map((match) => {
    const first = wordAt(match.index);
    const taken = words.slice(first, wordAt(match.index + match[0].trimEnd().length - 1) + 1);
    return { value: match.slice(1, 4).join(''), words: taken, before: text.slice(0, match.index).trim() };
  });
}
