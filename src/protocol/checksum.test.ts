import { crc32 as zlibCrc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { checkedBytes, crc32, DamagedOnTheWay, withChecksum } from './checksum.ts';
import { decodeMux, encodeMux } from './mux-frames.ts';
import { decodePush, decodePushAnswers, encodePush, encodePushAnswers } from './push.ts';

const text = new TextEncoder().encode('The quick brown fox jumps over the lazy dog');

test('the checksum is the CRC-32 that gzip has', () => {
  expect(crc32(text)).toBe(0x414fa339);
  for (const length of [0, 1, 255, 70_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7_919) & 255);
    expect(crc32(bytes)).toBe(zlibCrc32(bytes));
    expect(checkedBytes(withChecksum(bytes))).toEqual(bytes);
  }
});

const no = { type: 'no', code: 'E_GAP', client: 7, have: 2, say: 'Catching up …' } as const;

test.each<[string, Uint8Array, (bytes: Uint8Array) => unknown]>([
  ['a frame', encodeMux({ type: 'message', channel: 3, bytes: text }), decodeMux],
  ['a hello', encodeMux({ type: 'hello', schema: 1, build: 'b', news: true }), decodeMux],
  ['a push', encodePush([{ doc: 'practice', update: text }]), decodePush],
  ['its answers', encodePushAnswers([no]), decodePushAnswers]
])('[PRO-23] %s with any one bit turned, or cut anywhere, is not read', (_, whole, read) => {
  expect(() => read(whole)).not.toThrow();
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const turned = whole.slice();
    turned[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => read(turned)).toThrow(DamagedOnTheWay);
  }
  for (let end = 0; end < whole.length; end++) expect(() => read(whole.subarray(0, end))).toThrow(DamagedOnTheWay);
});
