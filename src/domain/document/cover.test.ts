import { describe, expect, test } from 'vitest';
import { coverDoubts, coverText, partsOfBatch, readCover, type Cover } from './cover.ts';

const LAB: Cover = { patient: 'pat-fern', class: 'lab', reviewer: 'p-kim', pages: 2, until: '2026-12-20' };
const LETTER: Cover = { patient: 'pat_2', class: 'correspondence', reviewer: null, pages: null, until: '2026-12-20' };

describe('[DOC-8] what a cover sheet’s code says', () => {
  test.each([LAB, LETTER])('is read as it was written: $class', (cover) => {
    expect(readCover(coverText(cover))).toEqual(cover);
  });

  test.each([
    '',
    'https://example.org',
    'anteroom-cover-2|pat-fern|lab|||2026-12-20',
    'anteroom-cover-1|pat-fern|lab|||',
    'anteroom-cover-1|pat-fern|lab|||2026-02-30',
    'anteroom-cover-1|pat fern|lab|||2026-12-20',
    'anteroom-cover-1||lab|||2026-12-20',
    'anteroom-cover-1|pat-fern|selfie|||2026-12-20',
    'anteroom-cover-1|pat-fern|__proto__|||2026-12-20',
    'anteroom-cover-1|pat-fern|lab|p kim||2026-12-20',
    'anteroom-cover-1|pat-fern|lab||0|2026-12-20',
    'anteroom-cover-1|pat-fern|lab||501|2026-12-20',
    'anteroom-cover-1|pat-fern|lab||1e2|2026-12-20',
    'anteroom-cover-1|pat-fern|lab||-1|2026-12-20',
    'anteroom-cover-1|pat-fern|lab|||2026-12-20|more',
    `anteroom-cover-1|${'x'.repeat(65)}|lab|||2026-12-20`,
    'anteroom-cover-1|pat-fern|lab',
    'x'.repeat(100_000)
  ])('is none of ours: %j', (text) => {
    expect(readCover(text)).toBeNull();
  });
});

describe('[DOC-8] a batch', () => {
  test('is parted where its sheets lie; blank pages are left out, and a sheet with nothing behind it', () => {
    expect(partsOfBatch([null, LAB, null, 'blank', null, LETTER, LAB, null])).toEqual([
      { cover: null, pages: [0] },
      { cover: LAB, pages: [2, 4] },
      { cover: LAB, pages: [7] }
    ]);
  });

  test('without a sheet is one paper; with nothing on it, none', () => {
    expect(partsOfBatch([null, null])).toEqual([{ cover: null, pages: [0, 1] }]);
    expect(partsOfBatch(['blank'])).toEqual([]);
    expect(partsOfBatch([])).toEqual([]);
  });

  test('every page that is neither sheet nor blank is in one part, in order', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const kinds = Array.from(
        { length: seed % 40 },
        (_, at) => [null, LAB, LETTER, 'blank' as const, null][(seed * (at + 3)) % 5]!
      );
      const pages = partsOfBatch(kinds).flatMap((part) => part.pages);
      expect(pages).toEqual(kinds.flatMap((kind, at) => (kind === null ? [at] : [])));
    }
  });
});

test('[DOC-8] a sheet that is too old, or counted other pages, is said', () => {
  expect(coverDoubts(LAB, 2, '2026-12-20')).toEqual([]);
  expect(coverDoubts(LAB, 3, '2026-12-21')).toEqual([
    { code: 'cover/over' },
    { code: 'cover/pages', have: 3, want: 2 }
  ]);
  expect(coverDoubts(LETTER, 9, '2026-12-01')).toEqual([]);
});
