import { expect, test } from 'vitest';
import { newRecoveryKit, openKit } from '#protocol/recovery-kit.ts';
import {
  copyFor,
  fromCopy,
  fromRecovery,
  newKeyFile,
  openWith,
  withRecovery,
  withWrap,
  withWrapsOf,
  type KeyFile
} from './key-file.ts';
import { currentSecret, keptUp, keysOf, secretByLink, storageKeyOf } from './key-links.ts';
import { begunWith, dated, keyIsDue, KEY_LASTS_MS, KEY_SEALS, letGo } from './new-key.ts';
import { blockSealing } from './sealing.ts';
import { newStorageSecret, theseKeys, type StorageKey, type StorageSecret } from './storage-key.ts';

const QUICK = { name: 'pbkdf2', iterations: 1 } as const;
const NOW = Date.UTC(2026, 10, 22);
const DAY = 86_400_000;
const factor = (byte: number) => new Uint8Array(32).fill(byte);
const wrapFor = (file: KeyFile, secret: StorageSecret, byte: number, user: string) =>
  withWrap<string>(file, secret, factor(byte), { kind: 'passphrase', person: user, isSame: (known) => known === user });
const sealed = (key: StorageKey) => blockSealing(theseKeys(key)).sealBytes(['x'], Uint8Array.of(7));
const opens = async (key: StorageKey | null, block: Uint8Array) =>
  key !== null && (await blockSealing(theseKeys(key)).openBytes(['x'], block)) !== null;
/** A secret as it is in memory for a moment: what gets one forgets it. */
const copyOf = ({ generation, bytes }: StorageSecret): StorageSecret => ({ generation, bytes: bytes.slice() });

/** A device with Ada and Ben on it, and a new key begun with. */
async function begun() {
  const first = newStorageSecret();
  const before = await wrapFor(await wrapFor(await newKeyFile(QUICK), first, 1, 'ada'), first, 2, 'ben');
  const key = await storageKeyOf(before, copyOf(first));
  const file = key && (await begunWith(before, key, NOW));
  if (!key || !file) throw new Error('not begun');
  return { first, before, key, file };
}

test('[VAU-10] a new key takes the old one’s place: what was sealed before opens still, and what is sealed from now on does not open with the old', async () => {
  const { key, file, first } = await begun();
  const old = await sealed(key);
  const now = await keptUp(file, key);
  expect(now).toMatchObject({ generation: 1, before: { generation: 0 } });
  expect(await opens(now, old)).toBe(true);
  expect(await opens(key, await sealed(now!))).toBe(false);
  expect(blockSealing(theseKeys(now!)).isOld(old)).toBe(true);
  expect(blockSealing(theseKeys(now!)).isOld(await sealed(now!))).toBe(false);
  expect(file).toMatchObject({ generation: 1, madeAt: NOW, isCopied: false });
  expect(await begunWith(file, key, NOW)).toBeNull();
  expect(await begunWith(file, now!, NOW)).toBeNull();
  const text = JSON.stringify(file, (_key, value: unknown) =>
    value instanceof Uint8Array ? [...value].join() : value
  );
  expect(text).not.toContain([...first.bytes].join());
});

test('[VAU-11] while both are good every way in opens both: old wrap, new wrap, old copy, new copy, kit', async () => {
  const { file: without, before, first } = await begun();
  const kit = await newRecoveryKit();
  const key = await storageKeyOf(before, copyOf(first));
  const file = (await begunWith(await withRecovery(before, first, kit.publicKey), key!, NOW))!;
  const copied = await copyFor(before, first);
  const secret = (await currentSecret(file, (await openWith(file.wraps, factor(1)))!.secret))!;
  expect(secret.generation).toBe(1);
  const renewed = await wrapFor(file, secret, 1, 'ada');
  expect(renewed.wraps.map(({ generation = 0 }) => generation).toSorted()).toEqual([0, 1]);
  const opened = await openKit(kit.words.join(' '), kit.publicKey);
  if (!opened.ok) throw new Error('no kit');
  const blocks = [await sealed(key!), await sealed((await keysOf(file, secret))!)];
  for (const found of [
    (await openWith(renewed.wraps, factor(1)))!.secret,
    (await openWith(renewed.wraps, factor(2)))!.secret,
    await fromCopy(file, copied),
    await fromCopy(file, await copyFor(file, secret)),
    await fromRecovery(file, opened.value)
  ]) {
    const inForce = await currentSecret(renewed, found!);
    const both = inForce && (await keysOf(renewed, inForce));
    for (const block of blocks) expect(await opens(both, block)).toBe(true);
  }
  expect(await secretByLink(file, (await keysOf(file, secret))!)).toEqual(secret);
  // Links of one change say nothing of another.
  expect(await currentSecret({ generation: 1, links: without.links! }, copyOf(first))).not.toEqual(secret);
  expect(await currentSecret({ ...file, generation: 2 }, copyOf(first))).toBeNull();
  const kept = await withWrapsOf<string>(renewed, (await keysOf(file, secret))!, (person) => person === 'ben');
  expect(kept.wraps).toHaveLength(1);
});

test('[VAU-13] when the old one is let go of, nothing that held it opens anything; not before the server has the new one', async () => {
  const { file, key, first } = await begun();
  expect(letGo(file)).toBeNull();
  const secret = (await currentSecret(file, copyOf(first)))!;
  const renewed = { ...(await wrapFor(file, secret, 1, 'ada')), isCopied: true };
  const alone = letGo(renewed)!;
  expect(alone.links).toBeUndefined();
  expect(alone.wraps).toHaveLength(1);
  expect((await openWith(alone.wraps, factor(1)))?.secret).toEqual(secret);
  expect(await openWith(alone.wraps, factor(2))).toBeNull();
  expect(await currentSecret(alone, copyOf(first))).toBeNull();
  expect(await keptUp(alone, key)).toBeNull();
  expect(await keptUp(alone, (await keysOf(renewed, secret))!)).toMatchObject({ generation: 1 });
  expect(letGo(alone)).toBeNull();
});

test('[VAU-10] it is due after 90 days or 2²⁸ blocks; a clock that jumps changes one key and not one after the other', async () => {
  const at = (madeAt: number | undefined) => (madeAt === undefined ? {} : { madeAt });
  const due = (madeAt: number | undefined, now: number | null, blocks = 0) =>
    keyIsDue(at(madeAt), { now, sealed: blocks });
  expect(due(NOW, NOW + KEY_LASTS_MS - 1)).toBeNull();
  expect(due(NOW, NOW + KEY_LASTS_MS)).toBe('age');
  // Nobody tells the time, or nobody knows how old it is.
  expect(due(NOW, null)).toBeNull();
  expect(due(undefined, NOW)).toBeNull();
  expect(due(NOW, null, KEY_SEALS - 1)).toBeNull();
  expect(due(NOW, null, KEY_SEALS)).toBe('blocks');
  const { file } = await begun();
  expect(keyIsDue(file, { now: NOW + 2 * KEY_LASTS_MS, sealed: KEY_SEALS })).toBeNull();

  const fresh = await newKeyFile(QUICK);
  expect(dated(fresh, NOW, undefined)?.madeAt).toBe(NOW);
  expect(dated(fresh, NOW, NOW - 200 * DAY)?.madeAt).toBe(NOW - 200 * DAY);
  expect(dated({ ...fresh, madeAt: NOW - DAY }, NOW, undefined)).toBeNull();
  // In 2099, and back again.
  const wrong = { ...fresh, madeAt: Date.UTC(2099, 0, 1) };
  expect(keyIsDue(wrong, { now: NOW, sealed: 0 })).toBeNull();
  expect(dated(wrong, NOW, NOW - 200 * DAY)?.madeAt).toBe(NOW);
});

test('[VAU-1] a block says its key’s generation, and none but that key opens it; one of the first key may begin as it likes', async () => {
  const [one, two] = [newStorageSecret(3), newStorageSecret(3)];
  const [mine, theirs] = [await keysOf({ generation: 3 }, one), await keysOf({ generation: 3 }, two)];
  const block = await sealed(mine!);
  expect([...block.slice(0, 6)]).toEqual([0xa7, 0xf2, 0, 0, 0, 3]);
  expect(await opens(mine, block)).toBe(true);
  expect(await opens(theirs, block)).toBe(false);
  const other = block.slice();
  other[5] = 2;
  expect(await opens(mine, other)).toBe(false);
  for (const cut of [0, 5, 17, 33]) expect(await opens(mine, block.slice(0, cut))).toBe(false);

  const first = (await keysOf({}, newStorageSecret()))!;
  const iv = Uint8Array.of(0xa7, 0xf2, 0, 0, 0, 9, 1, 2, 3, 4, 5, 6);
  const additionalData = new TextEncoder().encode(JSON.stringify(['anteroom-block-1', 'x']));
  const text = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, first.key, Uint8Array.of(7));
  const looksNew = new Uint8Array([...iv, ...new Uint8Array(text)]);
  expect(await opens(first, looksNew)).toBe(true);
  expect(blockSealing(theseKeys({ ...mine!, before: first })).isOld(looksNew)).toBe(true);
});
