/** A place on a page, in the page's own units: pixels of a picture, points of a PDF. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** One word as a machine read it. */
export interface ReadWord {
  readonly text: string;
  readonly box: Box;
  /** How sure the machine is, 0 to 1; 1 where the file says the text itself. */
  readonly confidence: number;
}

/** All that was read off a page. It is looked at and let go of: nothing of it is kept but what a person confirms [READ-1]. */
export interface ReadPage {
  readonly width: number;
  readonly height: number;
  readonly words: readonly ReadWord[];
  /** `text`: the PDF says it; `picture`: it was recognised. */
  readonly from: 'text' | 'picture';
}

/** Words with no more than a space between them. */
export interface Run {
  readonly words: readonly ReadWord[];
  readonly box: Box;
}
/** What stands on one height, left to right; in two columns it has two runs. */
export type Line = readonly Run[];

/** More words are on no page; what a damaged file says beyond them is not looked at. */
const MOST_WORDS = 6_000;
/** Longer is no word. */
const LONGEST_WORD = 80;
/** Two words are on one line when they share this much of the lower one's height. */
const SHARED = 0.5;
/** A gap of so many heights is a column's. A space is a third of a height, but a machine draws its boxes round words too small. */
const COLUMN_GAP = 1.5;
/** A row of words shows how the page lies from so many heights on. */
const LONG_ROW = 4;
/** Seven degrees: more is no page that somebody laid down, but a word that stands alone. */
const MOST_SLOPE = 0.12;

/** The lines of a page from the top. Whether it is a few degrees askew does not matter: it is put straight first. */
export function linesOf({ words }: Pick<ReadPage, 'words'>): readonly Line[] {
  const whole = words
    .slice(0, MOST_WORDS)
    .filter(({ text, box }) => text.trim() !== '' && text.length <= LONGEST_WORD && isPlace(box));
  const placed = whole.toSorted((a, b) => a.box.left - b.box.left);
  const slope = slopeOf(placed);
  const lines: Placed[][] = [];
  for (const word of placed) {
    const by = slope * ((word.box.left + word.box.right) / 2);
    const straight = { word, top: word.box.top - by, bottom: word.box.bottom - by };
    const line = nearestLine(lines, straight, Infinity);
    if (line) line.push(straight);
    else lines.push([straight]);
  }
  const topOf = (line: readonly Placed[]): number => Math.min(...line.map(({ top }) => top));
  return lines.toSorted((a, b) => topOf(a) - topOf(b)).map((line) => runsOf(line.map(({ word }) => word)));
}

/** A word, and where it stands on a page that is straight. */
interface Placed {
  readonly word: ReadWord;
  readonly top: number;
  readonly bottom: number;
}

/** How far a line sinks for each step to the right: the middle one of all rows of words that stand close together. */
function slopeOf(words: readonly ReadWord[]): number {
  const rows: Placed[][] = [];
  for (const word of words) {
    const placed = { word, top: word.box.top, bottom: word.box.bottom };
    const row = nearestLine(rows, placed, COLUMN_GAP);
    if (row) row.push(placed);
    else rows.push([placed]);
  }
  const slopes = rows.flatMap((row) => {
    const [first, last] = [row[0]?.word.box, row.at(-1)?.word.box];
    if (!first || !last) return [];
    const along = (last.left + last.right - first.left - first.right) / 2;
    const down = (last.top + last.bottom - first.top - first.bottom) / 2;
    // A longer row says it better; two short words say little.
    return along > LONG_ROW * heightOf(first) ? [{ slope: down / along, along }] : [];
  });
  const sorted = slopes.toSorted((a, b) => a.slope - b.slope);
  const half = sorted.reduce((sum, { along }) => sum + along, 0) / 2;
  let passed = 0;
  for (const { slope, along } of sorted) {
    passed += along;
    if (passed >= half) return Math.abs(slope) <= MOST_SLOPE ? slope : 0;
  }
  return 0;
}

export function boxOf(words: readonly { readonly box: Box }[]): Box {
  return {
    left: Math.min(...words.map(({ box }) => box.left)),
    top: Math.min(...words.map(({ box }) => box.top)),
    right: Math.max(...words.map(({ box }) => box.right)),
    bottom: Math.max(...words.map(({ box }) => box.bottom))
  };
}

export function textOf(words: readonly Pick<ReadWord, 'text'>[]): string {
  return words.map(({ text }) => text).join(' ');
}

/** As sure as the least sure word. */
export function confidenceOf(words: readonly Pick<ReadWord, 'confidence'>[]): number {
  return Math.min(1, ...words.map(({ confidence }) => confidence));
}

export const heightOf = ({ top, bottom }: Box): number => bottom - top;

/** @param mostGap how far the last word of the line may be away, in heights */
function nearestLine(lines: readonly Placed[][], placed: Placed, mostGap: number): Placed[] | null {
  const height = placed.bottom - placed.top;
  let best: Placed[] | null = null;
  let bestShared = SHARED;
  for (const line of lines) {
    const last = line.at(-1);
    if (!last) continue;
    const gap = placed.word.box.left - last.word.box.right;
    if (gap < -height || gap > mostGap * height) continue; // they would lie on each other, or are of two columns
    const both = Math.min(last.bottom, placed.bottom) - Math.max(last.top, placed.top);
    const shared = both / Math.max(1, Math.min(last.bottom - last.top, height));
    if (shared < bestShared) continue;
    bestShared = shared;
    best = line;
  }
  return best;
}

function runsOf(words: readonly ReadWord[]): Line {
  const runs: ReadWord[][] = [];
  for (const word of words) {
    const last = runs.at(-1)?.at(-1);
    const gap = last ? word.box.left - last.box.right : Infinity;
    const height = Math.max(heightOf(word.box), last ? heightOf(last.box) : 0);
    if (gap > COLUMN_GAP * height) runs.push([word]);
    else runs.at(-1)?.push(word);
  }
  return runs.map((run) => ({ words: run, box: boxOf(run) }));
}

const isPlace = ({ left, top, right, bottom }: Box): boolean =>
  [left, top, right, bottom].every(Number.isFinite) && right > left && bottom > top;
