import { inboxDoc } from '#domain/documents.ts';
import type { DeviceNo, SubmissionId } from '#domain/ids.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import type { Instant, LocalDate } from '#domain/time.ts';
import type { SealedSubmission } from '#station/rows.ts';
import type { Station } from '#station/station.ts';

/** A kiosk submission that waits for a desk. What was said exists in this tab's memory only [ARR-9]. */
export interface Waiting {
  readonly sealed: SealedSubmission;
  /** Null when this desk cannot open it [ARR-8]. */
  readonly said: Submission | null;
  /** Whether this desk has a key at all: without one, opening waits for the first contact with the server. */
  readonly hasKey: boolean;
}

/**
 * Follows the submissions of a day that nobody has dealt with, urgent ones first [ARR-10], then oldest first, each opened once. Holds the inboxes they came by
 * live. Returns the way to stop.
 */
export function watchProposals(
  station: Station,
  date: LocalDate,
  next: (waiting: readonly Waiting[]) => void
): () => void {
  const opened = new Map<SubmissionId, Submission>();
  const inboxes = new Map<DeviceNo, () => void>();
  let left: readonly SealedSubmission[] = [];
  let lacksKey = false;
  let round = 0;

  async function show(): Promise<void> {
    const mine = ++round;
    const hasKey = (await station.arrivalsKey()) !== null;
    const waiting: Waiting[] = [];
    for (const sealed of left) {
      const said = opened.get(sealed.submission) ?? (hasKey ? await station.openSubmission(sealed) : null);
      if (said) opened.set(sealed.submission, said);
      waiting.push({ sealed, said, hasKey });
    }
    if (mine !== round) return;
    lacksKey = !hasKey;
    next(waiting.sort(byUrgency));
  }

  const stopRows = station.watch(
    async (rows) => {
      const [sealed, handled] = await Promise.all([rows.submissions(date), rows.handled(station.device.site, date)]);
      return { sealed, dealtWith: new Set(handled.map(({ submission }) => submission)) };
    },
    ({ sealed, dealtWith }) => {
      for (const { device } of sealed) {
        if (!inboxes.has(device)) inboxes.set(device, station.open(inboxDoc(device)));
      }
      left = sealed.filter(({ submission }) => !dealtWith.has(submission));
      for (const submission of dealtWith) opened.delete(submission);
      void show();
    }
  );
  // The key comes with the first contact: what could not be opened until then opens by itself.
  const stopStatus = station.watchStatus(({ link }) => {
    if (link === 'live' && lacksKey) void show();
  });

  return () => {
    round = Infinity;
    stopRows();
    stopStatus();
    for (const letGo of inboxes.values()) letGo();
  };
}

/** What the one list of arrivals needs of a submission to put it in its place [ARR-15]. */
export function atKiosk(
  { submission, at }: SealedSubmission,
  said: Submission | null
): {
  readonly id: SubmissionId;
  readonly at: Instant;
  readonly family: string;
  readonly given: string;
  readonly isUrgent: boolean;
} {
  return {
    id: submission,
    at,
    family: said?.family ?? '',
    given: said?.given ?? '',
    isUrgent: said?.urgent ?? false
  };
}

function byUrgency(a: Waiting, b: Waiting): number {
  return Number(b.said?.urgent ?? false) - Number(a.said?.urgent ?? false);
}
