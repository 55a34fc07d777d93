import { expect, test } from 'vitest';
import { reindexed, type IndexMore, type Reindexable } from './document-index.ts';

const PAPER = {
  ...{ document: 'd', filedBy: 'u-1', parts: ['page'] },
  ...{ title: 'Letter', date: '2026-03-01', notes: 'two pages' }
};

test('[DOC-16] what is said anew replaces what was said; null takes it away, and a date becomes none', () => {
  const to: Partial<Reindexable> = { title: 'Referral', date: null, notes: null };
  expect(reindexed<typeof PAPER & IndexMore>(PAPER, to)).toEqual({
    ...{ document: 'd', filedBy: 'u-1', parts: ['page'] },
    ...{ title: 'Referral', date: null }
  });
});

test('[DOC-16] a fact that names anything else of a paper changes none of it', () => {
  const to = { title: 'Referral', filedBy: 'u-2', parts: [], document: 'x', other: 1 } as Partial<Reindexable>;
  expect(reindexed<typeof PAPER & IndexMore>(PAPER, to)).toEqual({ ...PAPER, title: 'Referral' });
});
