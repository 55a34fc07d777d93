import { isWithin, sumsOf, type Scan } from '#domain/document/scan.ts';
import type { Instant } from '#domain/time.ts';
import type { JoinedPatient } from '#domain/patient/joined.ts';
import type { Rows } from '#station/rows.ts';

/** A paper that was here before with the same contents, and where it is. */
export interface SamePaper {
  readonly scan: Scan;
  /** All of the later one lies in it: it is the same, or more. */
  readonly isWhole: boolean;
  /** Whose record it is in; null where it is in none, or that record is not on this device. */
  readonly patient: JoinedPatient | null;
  /** What it is filed as; null as above. */
  readonly title: string | null;
  readonly filedAt: Instant | null;
}

/**
 * The paper that a paper is the same as, contents by contents: the one that is in a record before the one that waits or was discarded, then the
 * one that came first [DOC-17]. Null where there is none.
 */
export async function samePaper(rows: Rows, scan: Scan): Promise<SamePaper | null> {
  const like = (await rows.scansLike(sumsOf(scan))).filter(
    (other) => other.case !== scan.case && cameBefore(other, scan)
  );
  const [first] = like.toSorted((a, b) => rank(a, scan) - rank(b, scan) || a.since - b.since);
  if (!first) return null;
  const patient = first.patient === null ? null : ((await rows.patient(first.patient)) ?? null);
  const filed = patient?.documents?.find(({ document, recalled }) => document === first.case && !recalled);
  const isWhole = isWithin(scan, first);
  return {
    scan: first,
    isWhole,
    patient: filed ? patient : null,
    title: filed?.title ?? null,
    filedAt: filed?.filedAt ?? null
  };
}

/** Of two that wait, the later is said to be the same as the first, and not the other way round too. */
function cameBefore(other: Scan, scan: Scan): boolean {
  return other.patient !== null || other.since < scan.since || (other.since === scan.since && other.case < scan.case);
}

function rank(other: Scan, scan: Scan): number {
  return (other.patient === null ? 2 : 0) + (isWithin(scan, other) ? 0 : 1);
}
