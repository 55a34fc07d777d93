import { parseDocId, type DocId } from '#domain/documents.ts';
import type { BlobId } from '#protocol/blobs/manifest.ts';
import { may, type DeviceScope } from '#protocol/access.ts';
import type { Core } from '../core.ts';
import { recordedIn } from '../gate/writer.ts';

/**
 * Whether a device may have a content: a document that it may read has a fact that names it, and no other way [BLOB-5]. What a
 * document may be read by is in one place (src/protocol/access.ts), and a restored server knows it as soon as it has the facts.
 */
export async function mayHave(core: Core, device: DeviceScope, doc: DocId, blob: BlobId): Promise<boolean> {
  const ref = parseDocId(doc);
  if (!ref || !may(device, 'read', ref)) return false;
  const facts = recordedIn(await core.journal.read(doc, new Map()));
  return facts.some(({ fact }) => namesBlob(fact.of, blob));
}

/** Facts that carry pages have them in `parts`, a page that was changed in `to`, and a small picture in `thumb`. */
function namesBlob(of: unknown, blob: BlobId): boolean {
  const { parts, thumb, to } = of as { readonly parts?: unknown; readonly thumb?: unknown; readonly to?: unknown }; // a fact's payload is an object
  return [...(Array.isArray(parts) ? (parts as unknown[]) : []), thumb, to].some((part) => isPart(part, blob));
}

function isPart(part: unknown, blob: BlobId): boolean {
  if (typeof part !== 'object' || part === null) return false;
  const { blob: is, thumb, cutFrom } = part as { blob?: unknown; thumb?: unknown; cutFrom?: unknown }; // asked in the next line
  return is === blob || isPart(thumb, blob) || isPart(cutFrom, blob);
}
