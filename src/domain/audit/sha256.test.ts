import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { seeded } from '../random.ts';
import { sha256 } from './sha256.ts';

test('[AUD-2] the hash is SHA-256, whatever the length', () => {
  const random = seeded(1);
  for (let length = 0; length < 300; length++) {
    const text = Array.from({ length }, () => String.fromCharCode(Math.floor(random() * 128))).join('');
    expect(sha256(text)).toBe(hash('sha256', text));
  }
  expect(sha256('x'.repeat(100_000))).toBe(hash('sha256', 'x'.repeat(100_000)));
});

test('[AUD-2] a text beyond ASCII is refused: its bytes would be a matter of opinion', () => {
  expect(() => sha256('é')).toThrow(RangeError);
});
