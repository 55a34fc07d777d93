import { standing, type Recorded } from '../fact.ts';
import type { CaseId, PatientId, PractitionerId, SiteId, UserId } from '../ids.ts';
import { instantOf, type Instant, type LocalDate } from '../time.ts';
import type { Channel } from './document-index.ts';
import type { CoverSaid, DiscardReason, DocumentPart, ScanFact } from './document-facts.ts';
import type { FormPages } from './form-pages.ts';

/** `inbox`: nobody has said whose it is; `review`: filed, and somebody is to look at it. */
export type ScanStage = 'inbox' | 'review' | 'done' | 'discarded';

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
  /** How often it was taken back out of a record. */
  readonly recalls: number;
}

/** Still to be worked. */
export function isWaiting({ stage }: Pick<Scan, 'stage'>): boolean {
  return stage === 'inbox' || stage === 'review';
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
      if (scan.stage !== 'inbox') return scan;
      return { ...scan, parts: scan.parts.map((part) => (pictureOf(part) === page ? to : part)) };
    }
    case 'scan/filed': {
      const { patient, reviewer } = fact.of;
      return { ...scan, stage: reviewer === null ? 'done' : 'review', patient, reviewer, discarded: null };
    }
    case 'scan/reviewed':
      return scan.stage === 'review' ? { ...scan, stage: 'done' } : scan;
    case 'scan/returned':
      return { ...scan, stage: 'inbox', patient: null, reviewer: null, recalls: scan.recalls + 1 };
    case 'scan/discarded':
      // What somebody filed meanwhile is not thrown away by who had not heard of it.
      return scan.stage === 'inbox' ? { ...scan, stage: 'discarded', discarded: fact.of.reason } : scan;
    default:
      return scan;
  }
}
