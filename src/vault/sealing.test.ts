import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyOfBytes, bytesOfBody } from './body-bytes.ts';
import { blockSealing } from './sealing.ts';
import { generationKeyOf, newStorageSecret, theseKeys } from './storage-key.ts';

const newKey = async (generation = 0) => theseKeys(await generationKeyOf(newStorageSecret(generation)));

test('[VAU-1] a block opens where it was sealed, with the key it was sealed with, and nowhere else', async () => {
  const sealing = blockSealing(await newKey());
  const bytes = new TextEncoder().encode('Quist, Ida');
  const block = await sealing.sealBytes(['visits', 'main', 'v1'], bytes);
  expect(await sealing.openBytes(['visits', 'main', 'v1'], block)).toEqual(bytes);

  const changed = block.slice();
  changed[20]! ^= 1;
  const bad: [string, ReturnType<typeof blockSealing>, string[], Uint8Array][] = [
    ['another row', sealing, ['visits', 'main', 'v2'], block],
    ['another table', sealing, ['rooms', 'main', 'v1'], block],
    ['parts joined otherwise', sealing, ['visits', 'main,v1'], block],
    ['another key', blockSealing(await newKey()), ['visits', 'main', 'v1'], block],
    ['a bit', sealing, ['visits', 'main', 'v1'], changed],
    ['cut', sealing, ['visits', 'main', 'v1'], block.slice(0, -1)],
    ['shorter than a nonce', sealing, ['visits', 'main', 'v1'], block.slice(0, 5)],
    ['nothing', sealing, ['visits', 'main', 'v1'], new Uint8Array()],
    ['clear', sealing, ['visits', 'main', 'v1'], bytes]
  ];
  for (const [what, by, place, bytesThere] of bad) expect(await by.openBytes(place, bytesThere), what).toBeNull();
  for (const body of [undefined, null, 'text', { body: 1 }, 7]) {
    expect(await sealing.openBody(['x'], body)).toBeNull();
  }
});

test('[VAU-1] no two blocks have one nonce', async () => {
  const sealing = blockSealing(await newKey());
  const blocks = await Promise.all(Array.from({ length: 500 }, () => sealing.sealBytes(['x'], Uint8Array.of(1))));
  expect(new Set(blocks.map((block) => block.slice(0, 12).join())).size).toBe(500);
});

test('a body is opened anew when it changed, though its place is the same', async () => {
  const sealing = blockSealing(await newKey());
  const first = await sealing.sealBody(['x', 1], { of: 1 });
  const second = await sealing.sealBody(['x', 1], { of: 2 });
  for (const [block, of] of [
    [first, 1],
    [second, 2],
    [first, 1]
  ] as const) {
    expect(await sealing.openBody(['x', 1], block)).toEqual({ body: { of } });
  }
});

test('bodies come back as they went in', () => {
  const special = fc.oneof(
    fc.constant(Infinity),
    fc.constant('\u0001kind'),
    fc.uint8Array(),
    fc.string({ unit: 'binary' })
  );
  const { body } = fc.letrec<{ body: unknown }>((tie) => ({
    body: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.jsonValue({ noUnicodeString: false }),
      special,
      fc.array(tie('body'), { maxLength: 3 }),
      fc.dictionary(
        fc.string({ maxLength: 4 }).filter((key) => key !== '__proto__' && !key.startsWith('\u0001')),
        tie('body'),
        { maxKeys: 3 }
      ),
      fc.array(fc.tuple(fc.string(), tie('body')), { maxLength: 3 }).map((entries) => new Map(entries)),
      fc.array(fc.string(), { maxLength: 3 }).map((values) => new Set(values))
    )
  }));
  fc.assert(
    fc.property(body, (value) => {
      expect(bodyOfBytes(bytesOfBody(value))).toEqual(normal(value));
    })
  );
});

/** JSON knows no negative zero, and no half surrogate pairs survive UTF-8. */
function normal(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(normal);
  if (value instanceof Map)
    return new Map([...(value as Map<unknown, unknown>)].map(([k, v]) => [normal(k), normal(v)]));
  if (value instanceof Set) return new Set([...(value as Set<unknown>)].map(normal));
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [normal(k), normal(v)]));
}
