import { expect, test } from 'vitest';
import { FrameSpans } from './frame-spans.ts';

const HEAD = Buffer.from('GET /sync HTTP/1.1\r\nUpgrade: websocket\r\n\r\n');
const MASK = [1, 2, 3, 4];
/** Three frames: a masked short one, one of 300 bytes, a ping of none. */
const STREAM = Buffer.concat([
  HEAD,
  Buffer.from([0x82, 0x85, ...MASK, ...Buffer.from('short')]),
  Buffer.from([0x82, 126, 1, 44, ...new Array<number>(300).fill(7)]),
  Buffer.from([0x89, 0])
]);
const first = HEAD.length + 6;
const second = first + 5 + 4;
const EXPECTED = new Set(
  [...STREAM.keys()].filter((at) => (at >= first && at < first + 5) || (at >= second && at < second + 300))
);

test.each([1, 2, 3, 7, 64, STREAM.length])('payloads are found in pieces of %i bytes', (size) => {
  const spans = new FrameSpans();
  const found = new Set<number>();
  for (let at = 0; at < STREAM.length; at += size) {
    for (const [from, to] of spans.of(STREAM.subarray(at, at + size)))
      for (let i = from; i < to; i++) found.add(at + i);
  }
  expect(found).toEqual(EXPECTED);
});

test('of what is no WebSocket all after the head is payload', () => {
  const spans = new FrameSpans();
  const bytes = Buffer.from('HTTP/1.1 200 OK\r\n\r\nbody');
  expect(spans.of(bytes)).toEqual([[bytes.length - 4, bytes.length]]);
  expect(spans.of(Buffer.from('more'))).toEqual([[0, 4]]);
});
