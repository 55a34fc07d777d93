import { expect, test } from 'vitest';
import { fileKindOf, MAX_FILE } from './file-kind.ts';

const text = (words: string): number[] => Array.from(words, (letter) => letter.charCodeAt(0));
const PNG = [0x89, ...text('PNG\r\n'), 0x1a, 0x0a, 0, 0, 0, 13, ...text('IHDR')];
const uint32 = (value: number): number[] => [24, 16, 8, 0].map((bits) => (value >>> bits) & 255);
const png = (width: number, height: number): number[] => [...PNG, ...uint32(width), ...uint32(height), 8, 2, 0, 0, 0];
const jpeg = (width: number, height: number): number[] => [
  ...[0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc2, 0, 11, 8],
  ...[height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]
];

const TAKEN: [string, number[], string][] = [
  ['a PNG', png(1700, 2200), 'image/png'],
  ['a JPEG, progressive, with a padded marker', jpeg(1700, 2200), 'image/jpeg'],
  ['a HEIC', [0, 0, 0, 24, ...text('ftypheic'), 0, 0], 'image/heic'],
  ['a PDF', text('%PDF-1.7\n1 0 obj <</Type/Catalog>>'), 'application/pdf']
];
test.each(TAKEN)('[DOC-6] %s is known by what it begins with', (_, bytes, type) => {
  expect(fileKindOf(Uint8Array.from(bytes))).toEqual({ ok: true, value: type });
});

const REFUSED: [string, number[] | Uint8Array, string][] = [
  ['nothing', [], 'file/empty'],
  ['a program named like a picture', text('MZ\x90\x00'), 'file/not-taken'],
  [
    'a drawing with a script',
    text('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
    'file/not-taken'
  ],
  ['an archive', [0x50, 0x4b, 3, 4], 'file/not-taken'],
  ['a page', text('<!doctype html><script>1</script>'), 'file/not-taken'],
  ['a GIF', text('GIF89a'), 'file/not-taken'],
  ['a video', [0, 0, 0, 24, ...text('ftypmp42')], 'file/not-taken'],
  ['half the magic of a PNG', PNG.slice(0, 5), 'file/not-taken'],
  ['a PNG without a head', [...PNG.slice(0, 12), ...text('IDAT'), ...uint32(9), ...uint32(9)], 'file/not-taken'],
  ['a PNG of no size', png(0, 10), 'file/not-taken'],
  ['a picture of 200 million pixels', png(20_000, 10_000), 'file/too-many-pixels'],
  ['a JPEG of 4,000 million', jpeg(65_535, 65_535), 'file/too-many-pixels'],
  ['a JPEG that ends before its size', [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2], 'file/not-taken'],
  ['a JPEG whose lengths lead nowhere', [0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 'file/not-taken'],
  ['a PDF with a password', text('%PDF-1.7\ntrailer <</Encrypt 5 0 R>>'), 'file/locked'],
  ['a byte too many', Uint8Array.from({ length: MAX_FILE + 1 }, (_, i) => png(10, 10)[i] ?? 0), 'file/too-large']
];
test.each(REFUSED)('[DOC-6] %s is refused (RELIABILITY §6 no. 39)', (_, bytes, code) => {
  expect(fileKindOf(Uint8Array.from(bytes))).toEqual({ ok: false, error: { code } });
});
