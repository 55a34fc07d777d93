import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Fact } from '../domain/fact.ts';
import { clientIdOf } from '../domain/ids.ts';
import * as encoding from 'lib0/encoding';
import { encodeBodies } from './run-bytes.ts';
import { BadUpdate, bodyOf, decodeRuns, decodeRunsWithBytes, encodeRun } from './update.ts';

const fact = (n: number): Fact => ({ kind: 'visit/ready', at: n, by: 'u-1', of: { visit: `v-${n}` } });
const desk = clientIdOf(5, 3);
const sameDeskOtherTab = clientIdOf(5, 4);
const otherDesk = clientIdOf(6, 0);

const logOf = (doc: Y.Doc, device: number): unknown[] => doc.getArray(`facts/${device}`).toJSON();

test('Yjs reads what we write, in any order of arrival and from two tabs', () => {
  const updates = [
    encodeRun({ client: desk, clock: 0, facts: [fact(1), fact(2)] }),
    encodeRun({ client: desk, clock: 2, facts: [fact(3)] }),
    encodeRun({ client: sameDeskOtherTab, clock: 0, facts: [fact(4)] })
  ];
  for (const order of [updates, updates.toReversed()]) {
    const doc = new Y.Doc();
    for (const update of order) Y.applyUpdate(doc, update);
    expect(logOf(doc, 5)).toEqual([fact(1), fact(2), fact(3), fact(4)]);
    expect(doc.store.pendingStructs).toBeNull();
  }
});

test('we read what Yjs writes: a plain client’s pushes, and merged updates', () => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, encodeRun({ client: desk, clock: 0, facts: [fact(1)] }));
  doc.clientID = sameDeskOtherTab;
  doc.getArray('facts/5').push([fact(2), fact(3)]);
  doc.getArray('facts/5').push([fact(4)]);

  const facts = decodeRuns(Y.encodeStateAsUpdate(doc)).flatMap((run) =>
    run.facts.map((of, i) => ({ client: run.client, clock: run.clock + i, of }))
  );

  expect(facts.sort((a, b) => a.client - b.client || a.clock - b.clock)).toEqual([
    { client: desk, clock: 0, of: fact(1) },
    { client: sameDeskOtherTab, clock: 0, of: fact(2) },
    { client: sameDeskOtherTab, clock: 1, of: fact(3) },
    { client: sameDeskOtherTab, clock: 2, of: fact(4) }
  ]);
});

test('any facts come back as they were written', () => {
  const json = fc
    .jsonValue({ maxDepth: 4 })
    // -0 comes back as 0, and keys that reach the prototype are refused (fact-bytes.ts).
    .filter((value) => !/-0|"(__proto__|constructor|prototype)":/.test(JSON.stringify(value)) && !Object.is(value, -0));
  fc.assert(
    fc.property(fc.array(json, { minLength: 1, maxLength: 5 }), fc.nat(10_000), (payloads, clock) => {
      const facts = payloads.map((of) => ({ ...fact(1), of }));
      expect(decodeRuns(encodeRun({ client: desk, clock, facts }))).toEqual([{ client: desk, clock, facts }]);
    })
  );
});

function written(write: (doc: Y.Doc) => void, client = desk): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = client;
  write(doc);
  return Y.encodeStateAsUpdate(doc);
}

const good = encodeRun({ client: desk, clock: 0, facts: [fact(1)] });

const BAD: readonly [string, () => Uint8Array, string][] = [
  ['nothing', () => new Uint8Array(), 'E_DECODE'],
  ['an update cut short', () => good.subarray(0, good.length - 3), 'E_DECODE'],
  ['bytes after the update', () => new Uint8Array([...good, 0]), 'E_DECODE'],
  ['a V2 update', () => Y.convertUpdateFormatV1ToV2(good), 'E_DECODE'],
  ['another device’s array', () => written((doc) => doc.getArray('facts/6').push([fact(1)])), 'E_FOREIGN'],
  ['a map', () => written((doc) => doc.getMap('facts/5').set('a', 1)), 'E_FOREIGN'],
  ['a text', () => written((doc) => doc.getText('facts/5').insert(0, 'a')), 'E_FOREIGN'],
  ['a nested type', () => written((doc) => doc.getArray('facts/5').push([new Y.Map()])), 'E_FOREIGN'],
  [
    'a deletion',
    () => written((doc) => (doc.getArray('facts/5').push([fact(1), fact(2)]), doc.getArray('facts/5').delete(0))),
    'E_VERB'
  ],
  [
    'an insertion behind another device’s fact',
    () => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, encodeRun({ client: otherDesk, clock: 0, facts: [fact(1)] }));
      const before = Y.encodeStateVector(doc);
      doc.clientID = desk;
      doc.getArray('facts/6').push([fact(2)]);
      return Y.encodeStateAsUpdate(doc, before);
    },
    'E_FOREIGN'
  ],
  [
    'a GC struct that claims another client’s clocks (RELIABILITY §2 fact 3)',
    () => new Uint8Array([1, 1, ...varUint(otherDesk), 0, 0, ...varUint(2 ** 31 - 1), 0]),
    'E_FOREIGN'
  ],
  ['a skip', () => new Uint8Array([1, 1, ...varUint(desk), 0, 10, 5, 0]), 'E_FOREIGN'],
  [
    'a struct of 2³¹ facts',
    () => new Uint8Array([1, 1, ...varUint(desk), 1, 0x88, ...varUint(desk), 0, ...varUint(2 ** 31)]),
    'E_SIZE'
  ],
  ['100,000 structs', () => new Uint8Array([1, ...varUint(100_000), ...varUint(desk), 0]), 'E_SIZE'],
  [
    'a fact nested 200,000 deep',
    () =>
      new Uint8Array([
        1,
        1,
        ...varUint(desk),
        1,
        0x88,
        ...varUint(desk),
        0,
        1,
        ...new Array<number>(400_000).fill(117).map((b, i) => (i % 2 ? 1 : b))
      ]),
    'E_DECODE'
  ]
];

function varUint(value: number): number[] {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return [...bytes, value];
}

test.each(BAD)('refuses %s', (_, update, code) => {
  expect(() => decodeRuns(update())).toThrow(expect.objectContaining({ name: 'BadUpdate', code }));
});

test('no bytes, random or mutated, do anything but decode or throw BadUpdate', () => {
  const base = encodeRun({ client: desk, clock: 7, facts: [fact(1), fact(2)] });
  const mutated = fc
    .array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
    .map((edits) => edits.reduce((bytes, [at, to]) => (bytes.set([to], at), bytes), base.slice()));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated), (bytes) => {
      try {
        decodeRuns(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(BadUpdate);
      }
    }),
    { numRuns: 20_000 }
  );
});

/** As `encodeRun`, with a fact's bytes instead of a fact. */
function withBody(body: readonly number[]): Uint8Array {
  return new Uint8Array([1, 1, ...varUint(desk), 1, 0x88, ...varUint(desk), 0, 1, ...body, 0]);
}

const any = (value: encoding.AnyEncodable): number[] => [...encoding.encode((out) => encoding.writeAny(out, value))];

const ODD: readonly [string, readonly number[]][] = [
  ['a length with a needless zero', [119, 0x81, 0x00, 97]],
  ['an integer with a needless zero', [125, 0x81, 0x00]],
  ['a zero of two bytes', [125, 0x80, 0x00]],
  ['a minus zero', [125, 0x40]],
  ['an integer beyond 31 bits', [125, 0x80, 0x80, 0x80, 0x80, 0x20]],
  ['a float that is an integer', [124, 0x3f, 0x80, 0, 0]],
  ['a double that is a float', [123, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0]],
  ['an endless number', [124, 0x7f, 0x80, 0, 0]],
  ['a key twice', [118, 2, 1, 97, 126, 1, 97, 126]],
  ['keys that are numbers', [118, 2, 1, 98, 126, 1, 49, 126]],
  ['a big integer', [122, 0, 0, 0, 0, 0, 0, 0, 1]]
];

test.each(ODD)('the bytes of %s are not taken for ours', (_, body) => {
  expect(decodeRunsWithBytes(withBody(body))[0]?.body).toBeNull();
});

test('bytes that count as ours are those we would write, whatever was sent', () => {
  const plain = [
    0,
    1,
    -1,
    64,
    2 ** 31 - 1,
    2 ** 31,
    1.5,
    1e300,
    'é',
    '',
    null,
    undefined,
    true,
    [1, [2]],
    { a: { b: 'c' } }
  ];
  for (const value of plain) expect(decodeRunsWithBytes(withBody(any(value)))[0]?.body).not.toBeNull();
  const value = fc.anything({ maxDepth: 3, withNullPrototype: false }).filter((it) => JSON.stringify(it) !== undefined);
  const edits = fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 4 });
  let kept = 0;
  fc.assert(
    fc.property(value, edits, (of, changes) => {
      const bytes = any(JSON.parse(JSON.stringify({ of })) as encoding.AnyEncodable);
      for (const [at, to] of changes) bytes[at % bytes.length] = to;
      let runs;
      try {
        runs = decodeRunsWithBytes(withBody(bytes));
      } catch {
        return;
      }
      for (const { body, facts } of runs) {
        if (!body) continue;
        kept++;
        expect(Buffer.from(body)).toEqual(Buffer.from(bodyOf(facts)));
      }
    }),
    { numRuns: 20_000 }
  );
  expect(kept).toBeGreaterThan(1_000);
});

test('an update put together from bodies is the one its facts make', () => {
  for (const clock of [0, 7]) {
    const facts = [fact(1), fact(2), fact(3)];
    const update = encodeBodies(desk, clock, 3, [bodyOf(facts.slice(0, 2)), bodyOf(facts.slice(2))]);
    expect(update).toEqual(encodeRun({ client: desk, clock, facts }));
  }
});
