import { fileKindOf, type FileRefusal } from '#domain/document/file-kind.ts';
import type { PictureFile } from './take-batch.ts';

/** What is taken in as one: a file, or the pictures that came together. */
export type Batch =
  | { readonly type: 'file'; readonly name: string; readonly file: File }
  | { readonly type: 'pictures'; readonly name: string; readonly files: readonly PictureFile[] };

export interface Sorted {
  readonly batches: readonly Batch[];
  /** What is not looked at any further. */
  readonly refused: readonly (FileRefusal & { readonly name: string })[];
}

/**
 * Sorts files that came together: pictures are one batch in the order of their names, numbers by their value, then of their times [DOC-12]; all else stands
 * for itself. Each is read once, to see what it is whatever it is called [DOC-6].
 */
export async function batchesOf(files: readonly File[]): Promise<Sorted> {
  const pictures: PictureFile[] = [];
  const others: Batch[] = [];
  const refused: (FileRefusal & { readonly name: string })[] = [];
  for (const file of files.toSorted(byName)) {
    const { name } = file;
    const read = async (): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());
    const kind = fileKindOf(await read());
    if (!kind.ok) refused.push({ ...kind.error, name });
    else if (kind.value === 'application/pdf') others.push({ type: 'file', name, file });
    else pictures.push({ name, type: kind.value, read });
  }
  const [first, ...more] = pictures;
  const batch: readonly Batch[] = first
    ? [{ type: 'pictures', name: more.length > 0 ? `${pictures.length} pictures` : first.name, files: pictures }]
    : [];
  return { batches: [...batch, ...others], refused };
}

const NAMES = new Intl.Collator('en', { numeric: true });

function byName(a: File, b: File): number {
  return NAMES.compare(pathOf(a), pathOf(b)) || a.lastModified - b.lastModified;
}

/** With its folder, where a folder was given. */
function pathOf({ webkitRelativePath: path, name }: File): string {
  return path || name;
}
