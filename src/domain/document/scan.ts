import { standing, type Recorded } from '../fact.ts';
import type { CaseId, PatientId, PractitionerId, SiteId, UserId } from '../ids.ts';
import { instantOf, type Instant, type LocalDate } from '../time.ts';
import type { Channel } from './document-index.ts';
import type { CoverSaid, DiscardReason, DocumentPart, ScanFact, UnreadableReason } from './document-facts.ts';
import type { FormPages } from './form-pages.ts';

/** `inbox`: nobody has said whose it is; `rescan`: it cannot be read; `review`: filed, and somebody is to look at it. */
export type ScanStage = 'inbox' | 'rescan' | 'review' | 'done' | 'discarded';

/** A paper that came in, and how far it is. */
export interface Scan {
  readonly kind: 'scan';
  readonly case: CaseId;
  readonly site: SiteId;
  readonly title: string;
  readonly source: 'upload' | 'camera';
  /** How it came to us; absent: as `source` says. */
  readonly channel?: Channel;
  readonly received: LocalDate;
  readonly parts: readonly DocumentPart[];
  /** What its cover sheet says; absent without one. */
  readonly cover?: CoverSaid;
  /** The form it is; absent for every other paper. */
  readonly form?: FormPages;
  /** When it came in, and who brought it. */
  readonly since: Instant;
  readonly by: UserId;
  readonly stage: ScanStage;
  /** Where it is filed now. */
  readonly patient: PatientId | null;
  readonly reviewer: PractitionerId | null;
  readonly discarded: DiscardReason | null;
  /** What it was discarded as the same of; absent for none. */
  readonly sameAs?: CaseId;
  /** Why it is to be scanned again, and who says so; absent while it can be read. */
  readonly unreadable?: { readonly reason: UnreadableReason; readonly by: UserId; readonly at: Instant };
  /** How often it was taken back out of a record. */
  readonly recalls: number;
}

/** Still to be worked. */
export function isWaiting({ stage }: Pick<Scan, 'stage'>): boolean {
  return stage === 'inbox' || stage === 'rescan' || stage === 'review';
}

/** Folds a paper from its case's document [DOC-1]; null for a case of another kind. */
export function scanOf(facts: Iterable<Recorded>): Scan | null {
  let scan: Scan | null = null;
  for (const { fact } of standing(facts)) scan = withFact(scan, fact as ScanFact); // another kind falls through
  return scan;
}

/** The address of a page's picture as it was taken: what it is known by, however often it is cut. */
export function pictureOf({ blob, cutFrom }: DocumentPart): string {
  return cutFrom?.blob ?? blob;
}

function withFact(scan: Scan | null, fact: ScanFact): Scan | null {
  if (fact.kind === 'scan/captured') {
    if (scan) return scan; // the first says it
    const begun = { since: instantOf(fact.at), by: fact.by, stage: 'inbox' } as const;
    return { kind: 'scan', ...fact.of, ...begun, patient: null, reviewer: null, discarded: null, recalls: 0 };
  }
  if (!scan) return null;
  switch (fact.kind) {
    case 'scan/page-changed': {
      const { page, to } = fact.of;
      // What is filed stays as it was filed.
      if (!isUnfiled(scan)) return scan;
      return { ...scan, parts: scan.parts.map((part) => (pictureOf(part) === page ? to : part)) };
    }
    case 'scan/filed': {
      const { patient, reviewer } = fact.of;
      // Filed at one desk while another threw it away as the same of something: it is filed.
      const { sameAs: _, ...kept } = readable(scan);
      return { ...kept, stage: reviewer === null ? 'done' : 'review', patient, reviewer, discarded: null };
    }
    case 'scan/reviewed':
      return scan.stage === 'review' ? { ...scan, stage: 'done' } : scan;
    case 'scan/returned':
      return { ...scan, stage: 'inbox', patient: null, reviewer: null, recalls: scan.recalls + 1 };
    case 'scan/unreadable':
      if (scan.stage !== 'inbox') return scan;
      return { ...scan, stage: 'rescan', unreadable: { reason: fact.of.reason, by: fact.by, at: instantOf(fact.at) } };
    case 'scan/readable':
      return scan.stage === 'rescan' ? { ...readable(scan), stage: 'inbox' } : scan;
    case 'scan/discarded': {
      // What somebody filed meanwhile is not thrown away by who had not heard of it.
      if (!isUnfiled(scan)) return scan;
      const { reason, sameAs } = fact.of;
      return { ...scan, stage: 'discarded', discarded: reason, ...(sameAs === undefined ? {} : { sameAs }) };
    }
    default:
      return scan;
  }
}

/** In no record, and nobody has thrown it away. */
export function isUnfiled({ stage }: Pick<Scan, 'stage'>): boolean {
  return stage === 'inbox' || stage === 'rescan';
}

/** Somebody can read it after all. */
function readable({ unreadable: _, ...scan }: Scan): Scan {
  return scan;
}

/** The sums of a paper's contents as they came [DOC-17]; none of what was taken in before they were told. */
export function sumsOf({ parts }: Pick<Scan, 'parts'>): readonly string[] {
  return parts.flatMap(({ sum }) => sum ?? []);
}

/** Whether every content of a paper lies in another: the same fax again, or a page of one that was taken in whole. */
export function isWithin(scan: Pick<Scan, 'parts'>, other: Pick<Scan, 'parts'>): boolean {
  const there = new Set(sumsOf(other));
  return scan.parts.length > 0 && scan.parts.every(({ sum }) => sum !== undefined && there.has(sum));
}

/** How many digits of a sum a device's index has: enough to look through few papers, too few to say what one is [DOC-17]. */
const MARK = 4;

/** What a paper is looked for by on a device's disk. */
export function marksOf(sums: readonly string[]): readonly string[] {
  return [...new Set(sums.map((sum) => sum.slice(0, MARK)))];
}
