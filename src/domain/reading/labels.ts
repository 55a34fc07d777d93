import { foldedLabel } from './look-alikes.ts';
import { heightOf, type Box, type Line, type ReadWord, type Run } from './read-page.ts';

/** A word, or its part up to a colon: `ID:XYZ123` is two. */
export interface Token {
  readonly text: string;
  readonly folded: string;
  readonly word: ReadWord;
}

/** A name of a field as papers print it. */
export interface Label<Field extends string> {
  readonly field: Field;
  readonly words: readonly string[];
  /** An ordinary word besides: it names a field at the beginning of its run, or before a colon, alone. */
  readonly isWeak: boolean;
}

/** A label that was read, and what may be its value, nearest first. */
export interface Labelled<Field extends string> {
  readonly field: Field;
  /** As it was read. */
  readonly label: string;
  readonly values: readonly (readonly Token[])[];
}

/** Values are looked for above and below a label at most so many of its heights away. */
const REACH = 2.6;

/** @param names a field's labels, `weak` ones with a `~` before them: `member id|~member` */
export function labelTable<Field extends string>(names: Readonly<Record<Field, string>>): readonly Label<Field>[] {
  const all = Object.entries<string>(names).flatMap(([field, list]) =>
    list.split('|').map((name): Label<Field> => ({
      field: field as Field, // a key of what was given
      words: name.replace('~', '').split(' ').map(foldedLabel),
      isWeak: name.startsWith('~')
    }))
  );
  // `group number` is looked for before `group`.
  return all.toSorted((a, b) => b.words.length - a.words.length || Number(a.isWeak) - Number(b.isWeak));
}

export function tokensOf({ words }: Run): readonly Token[] {
  return words.flatMap((word) =>
    word.text.split(/(?<=[:#=])/).flatMap((text) => {
      const folded = foldedLabel(text);
      return folded === '' ? [] : [{ text, folded, word }];
    })
  );
}

interface Found<Field extends string> {
  readonly field: Field;
  readonly from: number;
  readonly to: number;
}

interface Piece<Field extends string> {
  readonly tokens: readonly Token[];
  readonly box: Box;
  readonly line: number;
  readonly found: readonly Found<Field>[];
}

/** Every label of the table on these lines, with what stands after it, beside it, below and above it. */
export function labelledIn<Field extends string>(
  lines: readonly Line[],
  table: readonly Label<Field>[]
): readonly Labelled<Field>[] {
  const pieces = lines.flatMap((line, at) =>
    line.map((run): Piece<Field> => {
      const tokens = tokensOf(run);
      return { tokens, box: run.box, line: at, found: labelsIn(tokens, table) };
    })
  );
  return pieces.flatMap((piece, at) =>
    piece.found.map(({ field, from, to }, nth) => {
      const next = piece.found[nth + 1]?.from ?? piece.tokens.length;
      const label = piece.tokens.slice(from, to).map(({ text }) => text).join(' '); // prettier-ignore
      const inline = piece.tokens.slice(to, next);
      const isLast = nth === piece.found.length - 1;
      return { field, label, values: inline.length > 0 ? [inline] : isLast ? around(pieces, at) : [] };
    })
  );
}

function labelsIn<Field extends string>(
  tokens: readonly Token[],
  table: readonly Label<Field>[]
): readonly Found<Field>[] {
  const found: Found<Field>[] = [];
  for (let at = 0; at < tokens.length;) {
    const label = table.find(({ words, isWeak }) => {
      if (!words.every((word, nth) => tokens[at + nth]?.folded === word)) return false;
      return !isWeak || at === 0 || /[:#=]$/.test(tokens[at + words.length - 1]?.text ?? '');
    });
    if (!label) {
      at++;
      continue;
    }
    found.push({ field: label.field, from: at, to: at + label.words.length });
    at += label.words.length;
  }
  return found;
}

/** What has no label of its own at its beginning: to the right on the same line, then below or above, whichever is nearer. */
function around<Field extends string>(pieces: readonly Piece<Field>[], at: number): readonly (readonly Token[])[] {
  const own = pieces[at];
  if (!own) return [];
  const next = pieces[at + 1];
  const right = next && next.line === own.line ? [next] : [];
  const reach = REACH * heightOf(own.box);
  const over = pieces
    .map((piece) => ({ piece, gap: gapBetween(own.box, piece.box) }))
    .filter(({ piece, gap }) => piece.line !== own.line && gap <= reach && isOver(own.box, piece.box))
    .toSorted((a, b) => a.gap - b.gap)
    .map(({ piece }) => piece);
  return [...right, ...over].flatMap(({ tokens, found }) => {
    const end = found[0]?.from ?? tokens.length;
    return end > 0 ? [tokens.slice(0, end)] : [];
  });
}

const gapBetween = (a: Box, b: Box): number => Math.max(b.top - a.bottom, a.top - b.bottom, 0);
const isOver = (a: Box, b: Box): boolean => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0;
