import type { DocId } from '#domain/documents.ts';

/** How far this device has come. On disk it moves only together with what it covers. */
export interface FeedState {
  /** The life of the server it speaks of. */
  readonly epoch: string;
  /** Sequence number of the journal up to which this device has everything; null before the first sync is done. */
  readonly cursor: number | null;
  /** A first sync under way: it has all up to `after`, and will follow the feed from `since`. */
  readonly first: { readonly since: number; readonly after: DocId } | null;
}

/** How far a first sync has come, 0 to 1; null when there is none to do. */
export function firstSyncOf(state: Pick<FeedState, 'cursor' | 'first'> | undefined): number | null {
  return state && state.cursor !== null ? null : placeOf(state?.first?.after ?? '');
}

/** Documents come in the order of their ids, and ids of patients are spread evenly: how far an id lies is how much has come. */
function placeOf(doc: DocId): number {
  if (!doc.startsWith('patient/')) return doc > 'patient/' ? 1 : 0;
  const digits = [...doc.slice('patient/'.length, 'patient/'.length + 3)].map((c) => parseInt(c, 36) || 0);
  return digits.reduce((sum, digit, index) => sum + digit / 36 ** (index + 1), 0);
}
