import type { BlobRef } from '#domain/document/blob-ref.ts';
import type { DocId } from '#domain/documents.ts';
import type { Fact, NewFact } from '#domain/fact.ts';
import { clientIdOf, type UserId } from '#domain/ids.ts';
import { decodeRuns, encodeRun } from '#protocol/update.ts';

/** Facts to append to one document, in order. */
export interface DocFacts {
  readonly doc: DocId;
  readonly facts: readonly NewFact[];
}

/** Who facts say they were written by when an import wrote them. */
export const IMPORTER: UserId = 'import';

/** What an import needs of a clinic: its facts, by document, and a way to add some. */
export interface ImportClinic {
  /** All facts of these documents, in order; a document without facts may be left out. */
  read(docs: readonly DocId[]): Promise<ReadonlyMap<DocId, readonly Fact[]>>;
  /** Dates and signs facts, and resolves when all of them are on the server's disk. @throws when any was refused */
  append(batch: readonly DocFacts[]): Promise<void>;
  /** Seals a page's bytes and keeps them on the server's disk, before a fact names them [BLOB-2]. */
  keep(bytes: Uint8Array): Promise<KeptPage>;
}

/** Where a page's bytes are, and the sum of them as they came. */
export interface KeptPage extends BlobRef {
  readonly sum: string;
}

/**
 * A clinic that a dry run may write to: what was added lies beside the real one, packed as it would be on the wire, and is
 * forgotten afterwards.
 */
export function rehearsal(clinic: ImportClinic): ImportClinic {
  const added = new Map<DocId, Uint8Array[]>();
  return {
    async read(docs) {
      const facts = new Map(await clinic.read(docs));
      for (const doc of docs) {
        const own = added.get(doc)?.flatMap(unpacked);
        if (own) facts.set(doc, [...(facts.get(doc) ?? []), ...own]);
      }
      return facts;
    },
    keep: ({ length: size }) =>
      Promise.resolve({ blob: '0'.repeat(64), key: new Uint8Array(32), size, sum: '0'.repeat(64) }),
    append(batch) {
      for (const { doc, facts } of batch) {
        const bytes = packed(facts);
        const before = added.get(doc);
        if (before) before.push(bytes);
        else added.set(doc, [bytes]);
      }
      return Promise.resolve();
    }
  };
}

const CLIENT = clientIdOf(1, 0);

function packed(facts: readonly NewFact[]): Uint8Array {
  const dated = facts.map(({ kind, of }) => ({ kind, of, at: 0, by: IMPORTER }));
  return encodeRun({ client: CLIENT, clock: 0, facts: dated });
}

function unpacked(bytes: Uint8Array): readonly Fact[] {
  return decodeRuns(bytes).flatMap(({ facts }) => facts as readonly Fact[]); // written by `packed` alone
}
