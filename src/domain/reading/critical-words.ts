import { boxOf, heightOf, linesOf, textOf, type Box, type Line, type ReadPage, type ReadWord } from './read-page.ts';

/** A word that may make a paper urgent, and the line it stands in [READ-6]. */
export interface CriticalWord {
  readonly word: string;
  readonly line: string;
  readonly box: Box;
}

/** product/09: critical words. `positive` and `abnormal` are findings too, of less weight; a person decides. */
const CRITICAL =
  /^(?:critical(?:ly)?|urgent(?:ly)?|asap|panic|abnormal(?:ly|ity|ities)?|malignan(?:t|cy|cies)|carcinomas?|sarcomas?|lymphomas?|melanomas?|metasta(?:sis|ses|tic)|positive|sepsis|septic)$/;
/** As a whole word in capitals: `stat` is half of many others. */
const STAT = /^STAT$/;
/** Names, not findings: `Harbor Urgent Care`, `Critical Access Hospital`, `Rh positive`. */
const NAMES: readonly (readonly [before: string | null, word: RegExp, after: string | null])[] = [
  [null, /^urgent$/, 'care'],
  [null, /^critical$/, 'care'],
  [null, /^critical$/, 'access'],
  ['rh', /^positive$/, null],
  ['gram', /^positive$/, null],
  [null, /^positive$/, 'pressure'],
  [null, /^positive$/, 'airway']
];
/** A finding is denied by what stands before it in its sentence … */
const NOT_BEFORE = new Set(
  'no not non none without denies denied negative never neither nor absent unlikely cannot isnt wasnt arent'.split(' ')
);
const PAIRS_BEFORE = ['free of', 'ruled out', 'negative for', 'absence of', 'rather than'];
/** … or behind it. */
const NOT_AFTER = new Set(['none', 'absent', 'negative', 'no', 'nil', 'excluded']);
const PAIRS_AFTER = [
  'not seen',
  'not identified',
  'not present',
  'not detected',
  'not found',
  'ruled out',
  'is negative',
  'was negative',
  'not applicable'
];
/** So many words before a finding may deny it: `no evidence of residual or recurrent malignancy`. */
const BEFORE = 7;
const AFTER = 3;
const MOST = 12;
/** A wider gap, in heights, is another column of a table. */
const ROW_GAP = 3;

/** The words on a page that speak for urgency and are not denied in their own sentence. A list that was denied goes to its end: `no mass, abnormal node or effusion`. */
export function criticalWords(page: Pick<ReadPage, 'words'>): readonly CriticalWord[] {
  const found: CriticalWord[] = [];
  for (const words of linesOf(page).flatMap(rowsOf)) {
    const plain = words.map(({ text }) => folded(text));
    for (const [at, word] of words.entries()) {
      if (!isCritical(word, plain, at) || isDenied(words, plain, at)) continue;
      found.push({ word: plain[at] ?? '', line: textOf(words), box: boxOf([word]) });
      if (found.length >= MOST) return found;
    }
  }
  return found;
}

/** Runs that a wider space alone keeps apart are one row: a `No` may stand by itself before what it denies. */
function rowsOf(line: Line): readonly (readonly ReadWord[])[] {
  const rows: { words: readonly ReadWord[]; right: number }[] = [];
  for (const { words, box } of line) {
    const last = rows.at(-1);
    if (last && box.left - last.right <= ROW_GAP * heightOf(box)) {
      last.words = [...last.words, ...words];
      last.right = box.right;
    } else rows.push({ words, right: box.right });
  }
  return rows.map(({ words }) => words);
}

function isCritical({ text }: ReadWord, plain: readonly string[], at: number): boolean {
  if (STAT.test(text.replace(/[^A-Za-z]/g, ''))) return true;
  const word = plain[at] ?? '';
  if (!CRITICAL.test(word)) return false;
  return !NAMES.some(
    ([before, name, after]) =>
      name.test(word) && (before === null || plain[at - 1] === before) && (after === null || plain[at + 1] === after)
  );
}

function isDenied(words: readonly ReadWord[], plain: readonly string[], at: number): boolean {
  const first = sentenceFrom(words, at);
  const from = Math.max(first, at - BEFORE);
  const before = plain.slice(from, at);
  if (before.some((word, nth) => NOT_BEFORE.has(word) && !isNumberSign(words, from + nth))) return true;
  const last = sentenceTo(words, at);
  const after = plain.slice(at + 1, Math.min(last + 1, at + 1 + AFTER));
  if (after.some((word) => NOT_AFTER.has(word))) return true;
  const [said, behind] = [` ${before.join(' ')} `, ` ${after.join(' ')} `];
  return (
    PAIRS_BEFORE.some((two) => said.includes(` ${two} `)) || PAIRS_AFTER.some((two) => behind.includes(` ${two} `))
  );
}

/** `Specimen No. 4411`: a number, and no denial. */
function isNumberSign(words: readonly ReadWord[], at: number): boolean {
  const [sign, number] = [words[at]?.text ?? '', words[at + 1]?.text ?? ''];
  if (!/^no[.:]*$/i.test(sign)) return false;
  // `No 2 cm mass` is a denial.
  return sign.length > 2 ? /\d/.test(number) : /\d{3}/.test(number);
}

/** `but` and `however` begin anew as a full stop does: `no fever but critical potassium`. */
const isEnd = ({ text }: ReadWord): boolean => /[.;!?]$/.test(text) && !/^(dr|mr|mrs|ms|vs|no)\.$/i.test(text);
const isTurn = ({ text }: ReadWord): boolean => /^(but|however|although|except)$/i.test(text.replace(/,$/, ''));

function sentenceFrom(words: readonly ReadWord[], at: number): number {
  for (let from = at; from > 0; from--) {
    const before = words[from - 1];
    if (before && (isEnd(before) || isTurn(before))) return from;
  }
  return 0;
}

function sentenceTo(words: readonly ReadWord[], at: number): number {
  for (let to = at; to < words.length; to++) {
    const word = words[to];
    if (word && (isEnd(word) || (to > at && isTurn(word)))) return to;
  }
  return words.length - 1;
}

/** A word with a hyphen is one word (`non-critical`), and an apostrophe is none (`isn’t`). */
const folded = (text: string): string =>
  text
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/^[^\p{L}-]+|[^\p{L}]+$/gu, '');
