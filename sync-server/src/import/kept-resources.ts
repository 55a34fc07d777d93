import { outsideDoc, type DocId } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import type { OutsideFact } from '#domain/import/outside-facts.ts';
import type { DocFacts, ImportClinic } from './import-port.ts';
import type { ImportRecord } from './records.ts';
import { keptFact } from './storable.ts';

/** What a batch adds to what is kept of other systems' records as they came [EXP-1]. */
export interface Keeping {
  /** Whether a record's resource is kept for the first time, or says something else than was ever kept of it; both are written. */
  take(record: ImportRecord): 'first' | 'other' | 'same';
  /** The facts to append, by document. */
  facts(): readonly DocFacts[];
}

/**
 * Looks up what is kept for the owners of a batch. A resource that was ever kept just so is no news, though another came since: files
 * that say two things of one record would otherwise be written at each import anew [IMP-3].
 */
export async function openKeeping(clinic: ImportClinic, records: readonly ImportRecord[]): Promise<Keeping> {
  const owners = new Set(
    records
      .filter(({ asItCame }) => asItCame)
      .map(ownerOf)
      .filter((owner) => owner !== null)
  );
  const docs = [...owners].map(outsideDoc);
  const before = docs.length > 0 ? await clinic.read(docs) : new Map<DocId, readonly Fact[]>();
  const known = new Map([...before].map(([doc, facts]) => [doc, new Set(facts.flatMap(keyIn))]));
  const added = new Map<DocId, DocFacts & { readonly facts: ReturnType<typeof keptFact>[] }>();
  return {
    take(record) {
      const owner = ownerOf(record);
      if (!record.asItCame || owner === null) return 'same';
      const doc = outsideDoc(owner);
      const fact = keptFact(owner, record.asItCame);
      const keys = known.get(doc) ?? new Set<string>();
      const [name, key] = keysOf(fact.of);
      if (keys.has(key)) return 'same';
      const isFirst = !keys.has(name);
      known.set(doc, keys.add(name).add(key));
      const own = added.get(doc) ?? { doc, facts: [] };
      own.facts.push(fact);
      added.set(doc, own);
      return isFirst ? 'first' : 'other';
    },
    facts: () => [...added.values()].flatMap(inFrames)
  };
}

/** Characters of one append to one document, well under a frame's 1 MiB. */
const FRAME = 200_000;

/** A long history is more than one append takes. */
function inFrames({ doc, facts }: DocFacts & { readonly facts: ReturnType<typeof keptFact>[] }): DocFacts[] {
  const frames: { doc: DocId; facts: ReturnType<typeof keptFact>[]; length: number }[] = [];
  for (const fact of facts) {
    const length = fact.of.json.reduce((sum, piece) => sum + piece.length, 0);
    const last = frames.at(-1);
    if (last && last.length + length <= FRAME) {
      last.facts.push(fact);
      last.length += length;
    } else frames.push({ doc, facts: [fact], length });
  }
  return frames;
}

function ownerOf(record: ImportRecord): string | null {
  switch (record.is) {
    case 'patient':
    case 'encounter':
    case 'kept':
      return record.patient;
    case 'contact':
      return record.contact.contact;
    default:
      return null;
  }
}

function keyIn(each: Fact): string[] {
  const fact = each as OutsideFact; // an unknown kind is not the one below
  return fact.kind === 'resource/kept' ? [...keysOf(fact.of)] : [];
}

/** Its name, and its name with all it says. */
function keysOf({ type, id, json }: OutsideFact['of']): readonly [string, string] {
  const name = JSON.stringify([type, id]);
  return [name, name + json.join('')];
}
