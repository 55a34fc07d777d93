import type { MinuteOfDay, Minutes } from '../time.ts';

/** Length of a cell, minutes. */
export const CELL_MINUTES = 5;
const CELLS = 1440 / CELL_MINUTES;
const WORDS = CELLS / 32;

/** A day as 288 cells of five minutes, a bit each: bit 0 of word 0 is 0:00 to 0:05. */
export type Cells = Uint32Array;

export function noCells(): Cells {
  return new Uint32Array(WORDS);
}

export function allCells(): Cells {
  return new Uint32Array(WORDS).fill(0xffffffff);
}

/** Sets every cell that a stretch touches: one that begins or ends inside a cell takes the whole of it. */
export function fill(cells: Cells, from: MinuteOfDay, to: MinuteOfDay): void {
  const first = Math.max(0, Math.floor(from / CELL_MINUTES));
  const last = Math.min(CELLS, Math.ceil(to / CELL_MINUTES)) - 1;
  for (let word = first >> 5; word <= last >> 5; word++) {
    cells[word] = (cells[word] ?? 0) | (maskFrom(first - word * 32) & maskTo(last - word * 32));
  }
}

/** Sets the cells that lie whole within a stretch: what is open from 9:02 can be used from 9:05. */
export function fillWithin(cells: Cells, from: MinuteOfDay, to: MinuteOfDay): void {
  const first = Math.ceil(from / CELL_MINUTES) * CELL_MINUTES;
  const last = Math.floor(to / CELL_MINUTES) * CELL_MINUTES;
  if (first < last) fill(cells, first, last);
}

/** Bits from this one up, in a word; all when it lies before the word. */
function maskFrom(bit: number): number {
  return bit <= 0 ? 0xffffffff : bit > 31 ? 0 : -1 << bit;
}

/** Bits up to and with this one. */
function maskTo(bit: number): number {
  return bit >= 31 ? 0xffffffff : bit < 0 ? 0 : 0xffffffff >>> (31 - bit);
}

export function and(a: Cells, b: Cells): Cells {
  const out = noCells();
  for (let i = 0; i < WORDS; i++) out[i] = (a[i] ?? 0) & (b[i] ?? 0);
  return out;
}

/** Those of `a` that are not in `b`. */
export function minus(a: Cells, b: Cells): Cells {
  const out = noCells();
  for (let i = 0; i < WORDS; i++) out[i] = (a[i] ?? 0) & ~(b[i] ?? 0);
  return out;
}

/** Adds the cells of `b` to `a`. */
export function add(a: Cells, b: Cells): void {
  for (let i = 0; i < WORDS; i++) a[i] = (a[i] ?? 0) | (b[i] ?? 0);
}

export function isEmpty(cells: Cells): boolean {
  for (let i = 0; i < WORDS; i++) if (cells[i] !== 0) return false;
  return true;
}

/** The same cells, each `count` earlier; what falls off the start of the day is gone. */
export function earlier(cells: Cells, count: number): Cells {
  const out = noCells();
  const words = count >> 5;
  const bits = count & 31;
  for (let i = 0; i + words < WORDS; i++) {
    const low = cells[i + words] ?? 0;
    const high = cells[i + words + 1] ?? 0;
    out[i] = bits === 0 ? low : (low >>> bits) | (high << (32 - bits));
  }
  return out;
}

/** The same cells, each `count` later; what falls off the day's end is gone. */
export function later(cells: Cells, count: number): Cells {
  const out = noCells();
  const words = count >> 5;
  const bits = count & 31;
  for (let i = WORDS - 1; i >= words; i--) {
    const high = cells[i - words] ?? 0;
    const low = cells[i - words - 1] ?? 0;
    out[i] = bits === 0 ? high : (high << bits) | (low >>> (32 - bits));
  }
  return out;
}

/** The cells at which a run of set cells begins that is long enough for so many minutes. */
export function startsOfRuns(cells: Cells, minutes: Minutes): Cells {
  const wanted = Math.ceil(minutes / CELL_MINUTES);
  if (wanted > CELLS) return noCells();
  let runs = cells;
  // A run of 2n is a run of n that is followed by one: as many steps as the length has bits.
  let length = 1;
  while (length < wanted) {
    const step = Math.min(length, wanted - length);
    runs = and(runs, earlier(runs, step));
    length += step;
  }
  return runs;
}

export function has(cells: Cells, minute: MinuteOfDay): boolean {
  const cell = Math.floor(minute / CELL_MINUTES);
  return cell >= 0 && cell < CELLS && (((cells[cell >> 5] ?? 0) >>> (cell & 31)) & 1) === 1;
}

/** The minutes at which set cells begin, in order. */
export function minutesOf(cells: Cells): MinuteOfDay[] {
  const found: MinuteOfDay[] = [];
  for (let word = 0; word < WORDS; word++) {
    let bits = cells[word] ?? 0;
    while (bits !== 0) {
      const bit = 31 - Math.clz32(bits & -bits);
      found.push((word * 32 + bit) * CELL_MINUTES);
      bits &= bits - 1;
    }
  }
  return found;
}

/** How long the run of set cells around a minute is; 0 where its cell is not set. */
export function runAround(cells: Cells, minute: MinuteOfDay): { readonly from: MinuteOfDay; readonly to: MinuteOfDay } {
  let from = Math.floor(minute / CELL_MINUTES) * CELL_MINUTES;
  if (!has(cells, from)) return { from, to: from };
  let to = from;
  while (has(cells, to)) to += CELL_MINUTES;
  while (has(cells, from - CELL_MINUTES)) from -= CELL_MINUTES;
  return { from, to };
}

export function countOf(cells: Cells): number {
  let count = 0;
  for (let i = 0; i < WORDS; i++) {
    for (let bits = cells[i] ?? 0; bits !== 0; bits &= bits - 1) count++;
  }
  return count;
}
