import { expect, test } from 'vitest';
import { decoyEnvelope, envelopeIdOf, envelopeKeyOf, sealEnvelope, slipCode } from '#protocol/envelope.ts';
import type { Pace } from './evenly.ts';
import { openedSlip, slipName } from './open-slip.ts';

const SECRET = new Uint8Array(16).fill(7);
const OTHER = new Uint8Array(16).fill(8);
const content = { envelope: 'e-1', initial: 'A', time: '9:00', practitioner: 'Dr Kim', language: null, forms: [] };
const envelopes: ReadonlyMap<string, Uint8Array> = new Map([
  [await envelopeIdOf(SECRET), await sealEnvelope(content, await envelopeKeyOf(SECRET))],
  // Placed under another slip's name: its code does not open it.
  [await envelopeIdOf(OTHER), await sealEnvelope(content, await envelopeKeyOf(SECRET))],
  [decoyEnvelope().envelope, decoyEnvelope().sealed]
]);

/** Answers with what was opened, and after how long it was said. */
async function opened(text: string, there = envelopes): Promise<readonly [unknown, number]> {
  let waited = 0;
  const pace: Pace = { now: () => 0, wait: async (ms) => void (waited += ms) };
  return [await openedSlip(text, there, pace), waited];
}

const CODE = slipCode(SECRET);

test('[KIO-32] a slip is named whichever day it is for; what is no slip has no name', async () => {
  expect(await slipName(CODE)).toBe(await envelopeIdOf(SECRET));
  for (const text of ['', `${CODE}A`, 'javascript:alert(1)', 'A-001']) expect(await slipName(text)).toBeNull();
});

test('[KIO-5] a slip of today opens its envelope', async () => {
  expect(await opened(CODE)).toEqual([content, 250]);
});

test.each<[string, string, ReadonlyMap<string, Uint8Array>?]>([
  ['nothing', ''],
  ['an address', 'https://example.org/checkin?code=1'],
  ['an address around a good code', `https://example.org/#${CODE}`],
  ['a script', 'javascript:alert(1)'],
  ['another clinic’s slip', 'anteroom:1:AAAAAAAAAAAAAAAAAAAAAA'],
  ['another version', CODE.replace(':1:', ':2:')],
  ['a code cut short', CODE.slice(0, -1)],
  ['a code and more', `${CODE}A`],
  ['a code with a line end', `${CODE}\n`],
  ['another spelling of the last character', `${CODE.slice(0, -1)}${CODE.endsWith('w') ? 'x' : 'w'}`],
  ['10 KB', `anteroom:1:${'B'.repeat(10_240)}`],
  ['quotes', `anteroom:1:'";--<img onerror>`],
  ['right to left, zero width, nothing', 'anteroom:1:\u202e\u200b\u0000'],
  ['half of a pair of code units', 'anteroom:1:\ud83d'],
  ['a slip whose envelope is another’s', slipCode(OTHER)],
  ['yesterday’s, used, printed again or arrived by: its envelope is not there', CODE, new Map()],
  ['damaged bytes', CODE, new Map([[await envelopeIdOf(SECRET), new Uint8Array(1024)]])],
  ['bytes of another length', CODE, new Map([[await envelopeIdOf(SECRET), new Uint8Array(3)]])]
])('[KIO-6] [KIO-18] 37: %s opens nothing, at the same time', async (_, text, there) => {
  expect(await opened(text, there ?? envelopes)).toEqual([null, 250]);
});
