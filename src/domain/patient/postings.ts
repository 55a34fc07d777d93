/** Which rows hold which words: words in order, their rows side by side. Of a dictionary's 250,000 words that is 4 bytes a row and no object. */
export interface Postings {
  readonly words: readonly string[];
  /** Where each word's rows begin in `rows`; one more than there are words. */
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
}

/** Words from `from` to before `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * @param wordsOfRow for each row in order the words it holds, each once. Rows that share a list (most people share their name) have its words
 * looked up once.
 */
export function postingsOf(wordsOfRow: readonly (readonly string[])[]): Postings {
  const ids = new Map<string, number>();
  const counts: number[] = [];
  const idsOf = new Map<readonly string[], readonly number[]>();
  const rowIds = wordsOfRow.map((words) => {
    if (words.length === 0) return NONE;
    const known = idsOf.get(words);
    const held = known ?? words.map((word) => idIn(ids, word));
    if (!known) idsOf.set(words, held);
    for (const id of held) counts[id] = (counts[id] ?? 0) + 1;
    return held;
  });

  const words = [...ids.keys()].sort();
  const starts = new Uint32Array(words.length + 1);
  const places = new Uint32Array(words.length); // of each id, where its next row goes
  let start = 0;
  for (const [index, word] of words.entries()) {
    const id = ids.get(word) ?? 0;
    starts[index] = start;
    places[id] = start;
    start += counts[id] ?? 0;
  }
  starts[words.length] = start;
  const rows = new Uint32Array(start);
  for (const [row, held] of rowIds.entries()) {
    for (const id of held) {
      const place = places[id] ?? 0;
      rows[place] = row;
      places[id] = place + 1;
    }
  }
  return { words, starts, rows };
}

const NONE: readonly number[] = [];

function idIn(ids: Map<string, number>, word: string): number {
  const known = ids.get(word);
  if (known !== undefined) return known;
  ids.set(word, ids.size);
  return ids.size - 1;
}

/** The words that begin so; the one that is just that, when there is one, is the first of them. */
export function beginning(postings: Postings, prefix: string): Range {
  const from = firstFrom(postings.words, prefix);
  return { from, to: firstFrom(postings.words, `${prefix}\uffff`, from) };
}

/** How many rows the words of a range have together. */
export function countIn(postings: Postings, range: Range): number {
  return (postings.starts[range.to] ?? 0) - (postings.starts[range.from] ?? 0);
}

/** The rows of a range, word by word. */
export function rowsIn(postings: Postings, range: Range): Uint32Array {
  return postings.rows.subarray(postings.starts[range.from], postings.starts[range.to]);
}

function firstFrom(words: readonly string[], word: string, low = 0): number {
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((words[middle] ?? '') < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows by a number each, in order of the number: birth dates, last four digits. */
export interface NumberColumn {
  readonly keys: Uint32Array;
  readonly rows: Uint32Array;
}

/** Key and row as one number, since sorting a typed array of those is ten times as fast as sorting pairs. */
export function keyedRow(key: number, row: number): number {
  return key * 2 ** 21 + row;
}

export function numberColumn(keyed: readonly number[]): NumberColumn {
  const packed = Float64Array.from(keyed).sort();
  return {
    keys: Uint32Array.from(packed, (value) => Math.floor(value / 2 ** 21)),
    rows: Uint32Array.from(packed, (value) => value % 2 ** 21)
  };
}

/** The rows whose number, written with `width` digits, begins so. */
export function numbersBeginning({ keys, rows }: NumberColumn, prefix: string, width: number): Uint32Array {
  if (prefix.length > width) return rows.subarray(0, 0);
  const unit = 10 ** (width - prefix.length);
  const low = Number(prefix) * unit;
  return rows.subarray(firstNumber(keys, low), firstNumber(keys, low + unit));
}

function firstNumber(keys: Uint32Array, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
