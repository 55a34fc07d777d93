import type { DocId } from '#domain/documents.ts';
import { byTime } from '#domain/fact.ts';
import { nextStamp, type Instant, type Stamp } from '#domain/time.ts';
import type { Clinic } from '../clinic/clinic.ts';
import { keepContent } from '../clinic/contents.ts';
import { IMPORTER, type ImportClinic } from './import-port.ts';

/** The server took the documents before these and not these: nothing of the batch was counted, and it may be sent again. */
export class AppendFault extends Error {
  override readonly name = 'AppendFault';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What an import needs, on a clinic on disk or behind its server. */
export function importClinic(clinic: Clinic, now: () => Instant): ImportClinic {
  let last: Stamp = 0;
  return {
    async read(docs) {
      const existing = [...(await clinic.existing(docs))];
      const read = await Promise.all(
        existing.map(async (doc): Promise<readonly [DocId, Awaited<ReturnType<Clinic['read']>>]> => {
          return [doc, await clinic.read(doc)];
        })
      );
      return new Map(read.map(([doc, recorded]) => [doc, recorded.toSorted(byTime).map(({ fact }) => fact)]));
    },
    keep: (bytes) => keepContent(clinic, bytes),
    async append(batch) {
      const batches = batch.map(({ doc, facts }) => ({
        doc,
        facts: facts.map(({ kind, of }) => ({ kind, of, at: (last = nextStamp(last, now())), by: IMPORTER }))
      }));
      const { refused } = await clinic.append(batches);
      const [first] = refused;
      if (first) throw new AppendFault(first.code, first.say);
    }
  };
}
