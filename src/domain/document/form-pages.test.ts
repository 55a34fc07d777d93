import { expect, test } from 'vitest';
import { batchPageFrom, coverText, partsOfBatch, type Cover } from './cover.ts';
import { formPageFrom, formPagesTogether, pagesMissing, type FormPages } from './form-pages.ts';
import { pageCodeText } from './page-code.ts';

const page = (number: number, of = 2, token = 'k1.0'): FormPages =>
  formPageFrom(pageCodeText({ kind: 'form', token, page: number, pages: of }))!;
const LAB: Cover = { patient: 'pat-fern', class: 'lab', reviewer: null, pages: null, until: '2026-12-20' };

test('[FORM-17] a page of a form says which form of which packet it is, and nothing else is one', () => {
  expect(page(2)).toEqual({ packet: 'k1', place: 0, seen: [2], of: 2 });
  for (const text of ['', 'AP1:F:k1:1/2', 'AP1:F:k1.x:1/2', 'AP1:F:k1.x.1:1/2', 'AP1:F:k1.0:3/2', coverText(LAB)])
    expect(formPageFrom(text)).toBeNull();
  expect(batchPageFrom({ code: 'AP1:F:k1.0:1/2', isBlank: false })).toEqual(page(1));
  expect(batchPageFrom({ code: coverText(LAB), isBlank: true })).toEqual(LAB);
  expect(batchPageFrom({ code: 'https://example.org', isBlank: false })).toBeNull();
  expect(batchPageFrom({ code: null, isBlank: true })).toBe('blank');
});

test('[FORM-27] a page says of which version its words are, and pages of two versions are two papers', () => {
  expect(page(1, 2, 'k1.0.2026-11.b')).toEqual({ packet: 'k1', place: 0, version: '2026-11.b', seen: [1], of: 2 });
  expect(partsOfBatch([page(1, 2, 'k1.0.1'), page(2, 2, 'k1.0.2')]).map(({ pages }) => pages)).toEqual([[0], [1]]);
});

test('[FORM-17] pages of one form are one paper, wherever they lie, in the order of their numbers', () => {
  expect(partsOfBatch([page(2), LAB, null, page(1, 1, 'k1.1'), page(1), null])).toEqual([
    { cover: LAB, pages: [2, 5] },
    { cover: null, form: { packet: 'k1', place: 0, seen: [1, 2], of: 2 }, pages: [4, 0] },
    { cover: null, form: { packet: 'k1', place: 1, seen: [1], of: 1 }, pages: [3] }
  ]);
});

test('[FORM-17] a page whose code cannot be read goes with the form that lacks one; more are another paper', () => {
  expect(partsOfBatch([page(1), 'blank', null, null])).toEqual([
    { cover: null, pages: [3] },
    { cover: null, form: { packet: 'k1', place: 0, seen: [1], of: 2 }, pages: [0, 2] }
  ]);
  expect(partsOfBatch([page(1, 1), null]).map(({ pages }) => pages)).toEqual([[1], [0]]);
});

test('[FORM-17] what is missing is known; pages of several forms are none of them', () => {
  expect(formPagesTogether([page(3, 3), page(1, 3)])).toEqual({ packet: 'k1', place: 0, seen: [1, 3], of: 3 });
  expect(pagesMissing([page(3, 3), page(1, 3)])).toEqual([2]);
  expect(formPagesTogether([page(1), page(1, 2, 'k2.0')])).toBeNull();
  expect(formPagesTogether([])).toBeNull();
  expect(pagesMissing([])).toEqual([]);
});
