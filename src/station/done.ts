import type { DocId } from '#domain/documents.ts';
import { factId, type FactId, type Recorded } from '#domain/fact.ts';
import type { VisitId } from '#domain/ids.ts';
import { isMark } from '#domain/visit/visit-facts.ts';

/** What a command did, and so what would take it back. */
export interface Done {
  /** The command's audit name. */
  readonly command: string;
  readonly takes: readonly { readonly doc: DocId; readonly facts: readonly FactId[] }[];
  /** The visit it moved and the fact it left it at: undo asks whether the visit has moved on since. */
  readonly leaves?: { readonly visit: VisitId; readonly last: FactId };
}

/** @param visit the visit these facts moved, if they moved one */
export function doneBy(command: string, doc: DocId, written: readonly Recorded[], visit?: VisitId): Done {
  const takes = [{ doc, facts: written.map(factId) }];
  const moved = movedBy(written);
  return visit !== undefined && moved ? { command, takes, leaves: { visit, last: factId(moved) } } : { command, takes };
}

/** What was written to several documents in one commit. @param written in the order of the parts */
export function doneTogether(
  command: string,
  parts: readonly { readonly doc: DocId; readonly facts: readonly unknown[] }[],
  written: readonly Recorded[],
  visit?: VisitId
): Done {
  let from = 0;
  const takes = parts.map(({ doc, facts }) => {
    const mine = written.slice(from, (from += facts.length));
    return { doc, facts: mine.map(factId) };
  });
  const moved = visit === undefined ? undefined : movedBy(written);
  return visit !== undefined && moved ? { command, takes, leaves: { visit, last: factId(moved) } } : { command, takes };
}

/** A commit names each document once: what is of one comes together, where it is named first. */
export function onceEach<Of>(
  parts: readonly { readonly doc: DocId; readonly facts: readonly Of[] }[]
): readonly { readonly doc: DocId; readonly facts: readonly Of[] }[] {
  const byDoc = new Map<DocId, Of[]>();
  for (const { doc, facts } of parts) byDoc.set(doc, [...(byDoc.get(doc) ?? []), ...facts]);
  return [...byDoc].map(([doc, facts]) => ({ doc, facts }));
}

/** The fact that left a visit where it is; what is only noted of it, or asked for, moves nothing. */
function movedBy(written: readonly Recorded[]): Recorded | undefined {
  return written.findLast(
    ({ fact: { kind } }) => kind.startsWith('visit/') && !kind.startsWith('visit/need') && !isMark(kind)
  );
}
