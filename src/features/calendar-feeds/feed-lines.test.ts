import { expect, test } from 'vitest';
import { feedTitle, inOrder, type FeedLine } from './feed-lines.ts';

const line = (feed: string, madeAt: number, revokedAt: number | null): FeedLine => ({
  feed,
  practitioner: 'p-kim',
  site: 'main',
  shows: 'initials',
  by: 'u-dot',
  madeAt,
  revokedAt
});

test('[ICS-2] calendars that are shared come first; one of a provider who is gone still has a name', () => {
  const feeds = [line('a', 1, null), line('b', 3, 4), line('c', 2, null)];
  expect(inOrder(feeds).map(({ feed }) => feed)).toEqual(['c', 'a', 'b']);
  expect(feedTitle(line('a', 1, null), undefined)).toBe('p-kim');
});
