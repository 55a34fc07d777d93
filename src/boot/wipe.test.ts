import { expect, test } from 'vitest';
import { err, ok } from '#domain/result.ts';
import { openBox } from '#protocol/box.ts';
import { RESCUE_LABEL } from '#protocol/recovery.ts';
import { newRecoveryKit, openKit } from '#protocol/recovery-kit.ts';
import { decodeRuns } from '#protocol/update.ts';
import { waitingDocs } from '#storage/outbox.ts';
import { writeMeta } from '#storage/meta.ts';
import { newKeyFile, withRecovery } from '#vault/key-file.ts';
import { newStorageSecret } from '#vault/storage-key.ts';
import { PBKDF2 } from '#vault/kdf.ts';
import { add, arrived, DAY, here, testStore } from '#tests/fixtures/test-store.ts';
import { UNREACHABLE, type CallRefusal } from './server-calls.ts';
import { KEYS_KEY } from './key-store.ts';
import { dropKeys } from './unlock.ts';
import { wipe } from './wipe.ts';

interface Part {
  readonly updates: readonly { readonly doc: string; readonly update: string }[];
  readonly sealed?: boolean;
}

/** A server that knows a kit, none (null), or cannot be reached for the question. */
function calls(publicKey: string | null | undefined, rescue: CallRefusal | null = null) {
  const sent: Part[] = [];
  const manage = async (path: string, _: string | null, body?: object) => {
    if (path === 'recovery/challenge')
      return publicKey === undefined
        ? err(UNREACHABLE)
        : publicKey
          ? ok({ publicKey, sealed: '' })
          : err({ code: 'recovery/no-kit', say: '' });
    if (path === 'device/rescue') {
      if (rescue) return err(rescue);
      sent.push(body as Part);
    }
    return ok({});
  };
  return { sent, manage: manage as never };
}

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

test('[DEV-6] what a removed device had not sent is sealed to the kit that its own key was sealed to', async () => {
  const kit = await newRecoveryKit();
  const store = await testStore();
  const { database } = store;
  await store.append([add([arrived('v-1')], here, 0, DAY, true)]);
  await writeMeta(database, KEYS_KEY, await withRecovery(await newKeyFile(PBKDF2), newStorageSecret(), kit.publicKey));
  // The server's word for another key is not asked for.
  const server = calls((await newRecoveryKit()).publicKey);
  expect(await wipe(database, server, 'token', () => dropKeys(database))).toBe(true);
  const [{ updates, sealed }] = server.sent as [Part];
  expect(sealed).toBe(true);
  expect(updates.map(({ doc }) => doc)).toEqual([DAY]);
  const box = bytesOf(updates[0]!.update);
  expect(Buffer.from(box).includes('visit/arrived')).toBe(false);
  const key = await openKit(kit.words.join(' '), kit.publicKey);
  if (!key.ok) throw new Error(key.error.say);
  const update = await openBox(box, key.value, RESCUE_LABEL);
  expect(decodeRuns(update!).flatMap(({ facts }) => facts)).toMatchObject([
    { kind: 'visit/arrived', of: { visit: 'v-1' } }
  ]);
});

test('[DEV-6] one that was sealed to none asks which kit is in force; without one it goes as it is, and unasked nothing goes', async () => {
  const kit = await newRecoveryKit();
  for (const [known, sealed] of [
    [kit.publicKey, true],
    [null, undefined]
  ] as const) {
    const store = await testStore();
    const { database } = store;
    await store.append([add([arrived('v-1')], here, 0, DAY, true)]);
    const server = calls(known);
    expect(await wipe(database, server, 'token')).toBe(true);
    expect(server.sent.map((part) => part.sealed)).toEqual([sealed]);
  }
  const store = await testStore();
  const { database } = store;
  await store.append([add([arrived('v-1')], here, 0, DAY, true)]);
  const server = calls(undefined);
  expect(await wipe(database, server, 'token')).toBe(false);
  expect(server.sent).toEqual([]);
  expect(await wipe(database, calls(kit.publicKey, UNREACHABLE), 'token')).toBe(false);
  expect(await waitingDocs(database)).toEqual([DAY]);
});
