import { expect, test } from 'vitest';
import { pageOf } from '#tests/fixtures/read-words.ts';
import { linesOf, textOf, type ReadPage } from './read-page.ts';

const shape = (page: Pick<ReadPage, 'words'>): readonly (readonly string[])[] =>
  linesOf(page).map((line) => line.map(({ words }) => textOf(words)));

test('words on one height are a line, and a gap parts its columns', () => {
  expect(shape(pageOf('Member ID: XYZ123        RxBIN: 610014\nGroup 77'))).toEqual([
    ['Member ID: XYZ123', 'RxBIN: 610014'],
    ['Group 77']
  ]);
});

test('a page that lies a few degrees askew has the lines it has', () => {
  const askew = pageOf('one two three four five six seven eight\nnine ten eleven twelve thirteen fourteen', {
    slope: 20
  });
  expect(shape(askew)).toEqual([
    ['one two three four five six seven eight'],
    ['nine ten eleven twelve thirteen fourteen']
  ]);
});

const box = { left: 0, top: 0, right: 10, bottom: 10 };
test.each<[string, ReadPage['words']]>([
  ['nothing', []],
  ['spaces alone', [{ text: '  ', box, confidence: 1 }]],
  ['no height', [{ text: 'a', box: { ...box, bottom: 0 }, confidence: 1 }]],
  ['inside out', [{ text: 'a', box: { ...box, right: -5 }, confidence: 1 }]],
  ['no place', [{ text: 'a', box: { ...box, left: NaN }, confidence: 1 }]],
  ['endless', [{ text: 'a'.repeat(81), box, confidence: 1 }]]
])('a page of %s has no lines', (_, words) => {
  expect(linesOf({ words })).toEqual([]);
});

test('a page with more words than any has is read to a bound', () => {
  const words = Array.from({ length: 20_000 }, (_, at) => ({
    text: 'x',
    box: {
      left: (at % 100) * 10,
      top: Math.floor(at / 100) * 10,
      right: (at % 100) * 10 + 8,
      bottom: Math.floor(at / 100) * 10 + 8
    },
    confidence: 1
  }));
  expect(linesOf({ words }).flat().flatMap((run) => run.words).length).toBe(6000); // prettier-ignore
});
