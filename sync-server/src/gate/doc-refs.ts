import { hasCardNumber } from '#domain/money/card-guard.ts';
import { parseDocId, type DocId, type DocRef } from '#domain/documents.ts';

/** More than a clinic has open; what is not here is read anew. */
const MAX_KNOWN = 4_096;
let known = new Map<DocId, DocRef>();

/** What an address names, or null. Asked for each update, and most of a minute's updates are of few documents. */
export function refOf(doc: DocId): DocRef | null {
  const found = known.get(doc);
  if (found) return found;
  const ref = hasCardNumber(doc) ? null : parseDocId(doc); // an address is kept as it is
  if (!ref) return null; // not kept: anybody can make up addresses of any length
  if (known.size >= MAX_KNOWN) known = new Map();
  known.set(doc, ref);
  return ref;
}
