import type { PractitionerId, SiteId, UserId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Instant } from '#domain/time.ts';

/** A calendar that may be read from outside, as the server tells of it. */
export interface FeedLine {
  readonly feed: string;
  readonly practitioner: PractitionerId;
  readonly site: SiteId;
  readonly shows: 'initials' | 'names';
  readonly by: UserId;
  readonly madeAt: Instant;
  readonly revokedAt: Instant | null;
}

/** Its address is told this once. */
export interface MadeFeed extends FeedLine {
  readonly path: string;
}

export const SHOWS_WORDS: Readonly<Record<FeedLine['shows'], string>> = {
  initials: 'Patients’ initials',
  names: 'Patients’ names and visit types'
};

/** Whose calendar it is, and where. */
export function feedTitle({ practitioner, site }: FeedLine, practice: Practice | undefined): string {
  const called = practice?.practitioners.get(practitioner)?.called ?? practitioner;
  const many = (practice?.sites.size ?? 1) > 1;
  return many ? `${called}, ${practice?.sites.get(site)?.name ?? site}` : called;
}

/** Those that run, the newest first, then those that were revoked. */
export function inOrder(feeds: readonly FeedLine[]): readonly FeedLine[] {
  return feeds.toSorted((a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null) || b.madeAt - a.madeAt);
}
