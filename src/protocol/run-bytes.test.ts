import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Fact } from '../domain/fact.ts';
import { clientIdOf } from '../domain/ids.ts';
import {
  cutUpdate,
  decodeHave,
  encodeHave,
  joinSections,
  sectionFrom,
  sectionOf,
  sectionsBeyond
} from './run-bytes.ts';
import { decodeRuns, encodeRun } from './update.ts';

const a = clientIdOf(5, 3);
const b = clientIdOf(6, 0);
const fact = (n: number): Fact => ({
  kind: 'visit/ready',
  at: n * 1.5,
  by: 'u-1',
  of: { text: 'é'.repeat(n), list: [n, -n, null, true, 2 ** 40, { x: [] }], bytes: new Uint8Array(n) }
});
const run = (client: number, clock: number, count: number): Uint8Array =>
  encodeRun({ client, clock, facts: Array.from({ length: count }, (_, i) => fact(clock + i)) });

test('[PRO-5] rows joined in any order are one update that Yjs reads, one struct a writer', () => {
  const rows = [run(a, 3, 2), run(b, 0, 1), run(a, 0, 3)];
  const doc = new Y.Doc();

  Y.applyUpdate(doc, joinSections(rows.map(sectionOf)));

  expect(doc.getArray('facts/5').toJSON()).toEqual([0, 1, 2, 3, 4].map(fact));
  expect(doc.getArray('facts/6').toJSON()).toEqual([fact(0)]);
  expect(doc.store.pendingStructs).toBeNull();
  expect(decodeRuns(joinSections(rows.map(sectionOf)))).toHaveLength(2);
});

test('[PRO-5] what someone lacks fits onto what they have, at every cut', () => {
  const sections = [run(a, 0, 3), run(a, 3, 2), run(b, 0, 4)].map(sectionOf);
  for (let haveA = 0; haveA <= 5; haveA++) {
    for (let haveB = 0; haveB <= 4; haveB++) {
      const doc = new Y.Doc();
      if (haveA > 0) Y.applyUpdate(doc, run(a, 0, haveA));
      if (haveB > 0) Y.applyUpdate(doc, run(b, 0, haveB));
      const have = decodeHave(Y.encodeStateVector(doc));

      Y.applyUpdate(doc, joinSections(sectionsBeyond(sections, have)));

      expect(doc.getArray('facts/5').length, `${haveA}/${haveB}`).toBe(5);
      expect(doc.getArray('facts/6').toJSON()).toEqual([0, 1, 2, 3].map(fact));
      expect(doc.store.pendingStructs).toBeNull();
    }
  }
});

test.each([1, 50, 300, 5_000, 1_000_000])(
  '[PRO-5] cut into parts of %i bytes, a document fits together in order',
  (maxBytes) => {
    const whole = joinSections([run(a, 0, 40), run(b, 0, 25)].map(sectionOf));
    const parts = cutUpdate(whole, maxBytes);
    const doc = new Y.Doc();
    for (const part of parts) {
      Y.applyUpdate(doc, part);
      expect(doc.store.pendingStructs).toBeNull();
    }
    expect(doc.getArray('facts/5').toJSON()).toEqual(Array.from({ length: 40 }, (_, i) => fact(i)));
    expect(doc.getArray('facts/6').length).toBe(25);
    const largestFact = run(a, 39, 1).length;
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(Math.max(maxBytes, largestFact) + 60);
  }
);

test('a section ends where it ends', () => {
  const section = sectionOf(run(a, 2, 3));
  expect(sectionFrom(section, 5)).toBeNull();
  expect(sectionFrom(section, 0)).toBe(section);
  expect(sectionFrom(section, 4)).toMatchObject({ client: a, clock: 4, count: 1 });
});

test('a gap between rows is a bug, not an update', () => {
  expect(() => joinSections([run(a, 0, 1), run(a, 2, 1)].map(sectionOf))).toThrow(RangeError);
});

test('state vectors are those of Yjs', () => {
  const have = new Map([
    [a, 3],
    [b, 9]
  ]);
  expect(Y.decodeStateVector(encodeHave(have))).toEqual(have);
  expect(decodeHave(encodeHave(have))).toEqual(have);
});

test.each([
  ['nothing', []],
  ['a count without entries', [3]],
  ['bytes after it', [0, 0]],
  ['a number without end', [1, 255, 255, 255, 255, 255, 255, 255, 255, 255]]
])('no state vector: %s', (_, bytes) => {
  expect(() => decodeHave(Uint8Array.from(bytes))).toThrow();
});
