import { expect, test } from 'vitest';
import { isReaderFile } from './reader-files.ts';

test.each([
  ['/_app/immutable/assets/tesseract-core.CfLn0Z7r.wasm', true],
  ['/_app/immutable/assets/eng.traineddata.CYZ2qwst.gz', true],
  ['/_app/immutable/workers/read-worker-N6Hj77NR.js', true],
  ['/_app/immutable/workers/page-worker-C-3umWkH.js', false],
  ['/_app/immutable/assets/zxing_reader.Bb9Mx2Pu.wasm', false],
  ['/_app/immutable/chunks/english.js', false],
  ['/_app/immutable/nodes/3.B2c.js', false],
  ['/', false],
  ['', false]
])('[READ-2] %s is kept apart from what every device has beforehand: %s', (path, expected) => {
  expect(isReaderFile(path)).toBe(expected);
});
