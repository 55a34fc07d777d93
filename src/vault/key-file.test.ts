import { expect, test } from 'vitest';
import { copyFor, fromCopy, newKeyFile, openWith, withWrap, type KeyFile } from './key-file.ts';
import { newStorageSecret, type StorageSecret } from './storage-key.ts';
import { openBox, sealBox } from '#protocol/box.ts';
import { ARGON2ID, kdfHere, PBKDF2 } from './kdf.ts';
import { stretch } from './stretch.ts';

interface Person {
  readonly user: string;
}
const QUICK = { name: 'argon2id', memoryKiB: 64, passes: 1 } as const;
const factorOf = (text: string, file: KeyFile) => stretch(text, file.salt, file.kdf);
const wrapFor = async (file: KeyFile, secret: StorageSecret, passphrase: string, user: string) =>
  withWrap<Person>(file, secret, await factorOf(passphrase, file), {
    kind: 'passphrase',
    person: { user },
    isSame: (known) => known.user === user
  });

test('[VAU-2] each person’s passphrase opens the same key, and a wrong one opens nothing', async () => {
  const secret = newStorageSecret();
  let file = await newKeyFile(QUICK);
  file = await wrapFor(file, secret, 'five plain words for ada', 'ada');
  file = await wrapFor(file, secret, 'five other words for ben', 'ben');
  expect(await openWith(file.wraps, await factorOf('five other words for ben', file))).toMatchObject({
    secret,
    person: { user: 'ben' }
  });
  expect(await openWith(file.wraps, await factorOf('five plain words for ada', file))).toMatchObject({
    person: { user: 'ada' }
  });
  for (const wrong of [' ', 'five plain words for adA', 'five plain words for ada '])
    expect(await openWith(file.wraps, await factorOf(wrong, file))).toBeNull();

  const changed = await wrapFor(file, secret, 'new words', 'ada');
  expect(changed.wraps).toHaveLength(2);
  expect(await openWith(changed.wraps, await factorOf('five plain words for ada', file))).toBeNull();
});

test('[VAU-3] the key file names nobody and holds no key in the clear', async () => {
  const secret = newStorageSecret();
  const file = await wrapFor(await newKeyFile(QUICK), secret, 'five plain words', 'Wolverton');
  const text = JSON.stringify(file, (_key, value: unknown) =>
    value instanceof Uint8Array ? [...value].join() : value
  );
  expect(text).not.toContain('Wolverton');
  expect(text).not.toContain([...secret.bytes].join());
  expect(text).not.toContain([...(await factorOf('five plain words', file))].join());
  expect(file.device.privateKey.extractable).toBe(false);
});

test('[VAU-4] the copy at the server opens on this device and on no other, and nothing else opens as one', async () => {
  const secret = newStorageSecret();
  const file = await newKeyFile(QUICK);
  const copy = await copyFor(file, secret);
  expect(await fromCopy(file, copy)).toEqual(secret);
  expect(await fromCopy(await newKeyFile(QUICK), copy)).toBeNull();
  const flipped = copy.slice();
  flipped[70]! ^= 1;
  const short = await sealBox(Uint8Array.of(1, 2), file.device.publicKey, 'storage-key');
  const other = await sealBox(secret.bytes, file.device.publicKey, 'another label');
  for (const bad of [flipped, copy.slice(0, 60), new Uint8Array(), Uint8Array.of(2), short, other])
    expect(await fromCopy(file, bad)).toBeNull();
  expect(await openBox(other, file.device.privateKey, 'another label')).toEqual(secret.bytes);
});

test('[VAU-2] passphrases are stretched with Argon2id, or with PBKDF2 where there is no WebAssembly', async () => {
  const salt = new Uint8Array(16).fill(7);
  expect(kdfHere()).toEqual(ARGON2ID);
  const { WebAssembly: was } = globalThis;
  // @ts-expect-error a browser in which it is switched off
  globalThis.WebAssembly = undefined;
  expect(kdfHere()).toEqual(PBKDF2);
  globalThis.WebAssembly = was;
  // The same text typed with composed and with combining letters.
  const quick = { name: 'pbkdf2', iterations: 2 } as const;
  expect(await stretch('caf\u00e9', salt, quick)).toEqual(await stretch('cafe\u0301', salt, quick));
  const { argon2Sync } = await import('node:crypto');
  const parameters = { message: 'five words', nonce: salt, parallelism: 1, tagLength: 32, memory: 65_536, passes: 3 };
  expect(await stretch('five words', salt, ARGON2ID)).toEqual(new Uint8Array(argon2Sync('argon2id', parameters)));
});
