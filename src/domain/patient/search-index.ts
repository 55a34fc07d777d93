import type { PatientId } from '../ids.ts';
import type { DirectoryEntry } from './directory.ts';
import { isNearBeginning, SHORTEST_FORGIVEN } from './near-words.ts';
import { parseQuery, type Term } from './search-query.ts';
import { byName, fitOfAll, FIT, searchRow, wordsOf, type NameCache, type SearchRow } from './search-rows.ts';
import { searchSegment, type Found, type SearchSegment } from './search-segment.ts';

/** Finds patients by any part of a name, birth date, phone and identifiers [PAT-9]. In memory: 100,000 patients take some 50 MB. */
export interface PatientIndex {
  size(): number;
  get(patient: PatientId): DirectoryEntry | undefined;
  /** Adds a patient, or puts what is new of one in place of the old [PAT-12]. Does not build anything anew for it. */
  put(entry: DirectoryEntry): void;
  remove(patient: PatientId): void;
  /** Best first [PAT-10]; nobody for a query that asks for nothing. */
  find(query: string, limit: number): readonly DirectoryEntry[];
}

/** Changes are first kept in a plain list, which is searched row by row; when it is full it becomes a segment of its own. */
const LIST_LENGTH = 256;
/** With fewer hits than this, slips of the finger are forgiven. */
const FEW = 3;

/**
 * Builds the index. The big segment made here never changes; later patients go to a short list, full lists become small
 * segments, and small segments of like size are joined, so that each change costs what its own terms cost (and a little more, now
 * and then) and no query looks in more than a handful of places. What a change replaces is only marked as out.
 */
export function patientIndex(entries: Iterable<DirectoryEntry> = []): PatientIndex {
  let segments: readonly SearchSegment[] = [searchSegment(entries)];
  const cache: NameCache = new Map();
  const list = new Map<PatientId, SearchRow>();

  const takeOut = (patient: PatientId): void => {
    list.delete(patient);
    for (const segment of segments) segment.takeOut(patient);
  };
  const best = (found: Found[], limit: number): Found[] =>
    segments.length === 1 && list.size === 0 ? found : found.sort(bestFirst).slice(0, limit);
  const find = (terms: readonly Term[], limit: number): Found[] => {
    const found = segments.flatMap((segment) => segment.find(terms, limit));
    for (const row of list.values()) {
      const fit = fitOfAll(row, terms);
      if (fit !== FIT.none) found.push({ row, fit });
    }
    return best(found, limit);
  };
  const findNear = (terms: readonly Term[], limit: number): Found[] => {
    const found: Found[] = [];
    for (const [slip, { word }] of terms.entries()) {
      if (word.length < SHORTEST_FORGIVEN) continue;
      for (const segment of segments) found.push(...segment.findNear(terms, slip, limit));
      const others = terms.filter((_, index) => index !== slip);
      for (const row of list.values()) {
        const fit = isNear(row, word) ? FIT.near + fitOfAll(row, others) : FIT.none;
        if (fit !== FIT.none) found.push({ row, fit });
      }
    }
    return found.sort(bestFirst).slice(0, limit);
  };
  return {
    size: () => list.size + segments.reduce((sum, segment) => sum + segment.live(), 0),
    get: (patient) => list.get(patient)?.entry ?? entryIn(segments, patient),
    put: (entry) => {
      takeOut(entry.patient);
      list.set(entry.patient, searchRow(entry, cache));
      if (list.size < LIST_LENGTH) return;
      segments = joined([...segments, searchSegment(Array.from(list.values(), (row) => row.entry))]);
      list.clear();
      cache.clear();
    },
    remove: takeOut,
    find: (query, limit) => {
      const terms = parseQuery(query);
      if (terms.length === 0 || limit <= 0) return [];
      const found = find(terms, limit);
      const near = found.length < Math.min(FEW, limit) ? findNear(terms, limit) : [];
      return unique([...found, ...near]).slice(0, limit);
    }
  };
}

function bestFirst(a: Found, b: Found): number {
  return a.fit - b.fit || byName(a.row, b.row);
}

function isNear({ family, given }: SearchRow, word: string): boolean {
  return wordsOf(family + given).some((other) => isNearBeginning(other, word));
}

function unique(found: readonly Found[]): readonly DirectoryEntry[] {
  return [...new Map(found.map(({ row: { entry } }) => [entry.patient, entry])).values()];
}

function entryIn(segments: readonly SearchSegment[], patient: PatientId): DirectoryEntry | undefined {
  for (const segment of segments) {
    const entry = segment.entry(patient);
    if (entry) return entry;
  }
  return undefined;
}

/** Joins the last segments while they are of like size. The first, the big one, is joined only when the rest has grown as big. */
function joined(segments: readonly SearchSegment[]): readonly SearchSegment[] {
  const last = segments.at(-1);
  const before = segments.at(-2);
  if (!last || !before || before.size > last.size * 2) return segments;
  return joined([...segments.slice(0, -2), searchSegment([...before.entries(), ...last.entries()])]);
}
