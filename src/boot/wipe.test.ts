import { expect, test } from 'vitest';
import { err, ok } from '#domain/result.ts';
import { blobIdOf, CHUNK, decodeManifest, TAG } from '#protocol/blobs/manifest.ts';
import { sealBlob } from '#protocol/blobs/seal.ts';
import { openBox } from '#protocol/box.ts';
import { RESCUE_LABEL } from '#protocol/recovery.ts';
import { newRecoveryKit, openKit } from '#protocol/recovery-kit.ts';
import { decodeRuns } from '#protocol/update.ts';
import { waitingDocs } from '#storage/outbox.ts';
import { keepContent } from '#storage/blobs.ts';
import { writeMeta } from '#storage/meta.ts';
import { browserSeams } from '#sync/seams.ts';
import { newKeyFile, withRecovery } from '#vault/key-file.ts';
import { newStorageSecret } from '#vault/storage-key.ts';
import { PBKDF2 } from '#vault/kdf.ts';
import { add, arrived, DAY, here, testStore } from '#tests/fixtures/test-store.ts';
import { UNREACHABLE, type CallRefusal } from './server-calls.ts';
import { KEYS_KEY } from './key-store.ts';
import { dropKeys } from './key-now.ts';
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

/** A server for contents that keeps what it is given; it goes away after so many requests. */
function contentsServer(most = Infinity) {
  const kept = new Map<string, { readonly chunks: number; readonly have: Set<number> }>();
  let asked = 0;
  const fetched = async (url: string, { method, body }: RequestInit): Promise<Response> => {
    if (++asked > most) throw new TypeError('gone');
    const bytes = body as unknown as Uint8Array; // as the call gives it
    const [, , , id = '', first = '0'] = url.split('/');
    const blob = method === 'POST' ? await blobIdOf(decodeManifest(bytes)!) : id;
    const one = kept.get(blob) ?? { chunks: decodeManifest(bytes)?.sums.length ?? 0, have: new Set<number>() };
    kept.set(blob, one);
    if (method === 'PUT')
      for (let n = 0; n < Math.ceil(bytes.length / (CHUNK + TAG)); n++) one.have.add(Number(first) + n);
    const missing = Array.from({ length: one.chunks }, (_, n) => n).filter((n) => !one.have.has(n));
    return Response.json({ blob, missing });
  };
  const seams = { ...browserSeams, fetch: fetched };
  return { kept, seams };
}

test('[BLOB-12] scans that were not sent are handed over before anything is deleted; where they cannot be, nothing is, and the next try goes on', async () => {
  const { database } = await testStore();
  const scans = await Promise.all([sealBlob(new Uint8Array(20 * CHUNK)), sealBlob(Uint8Array.of(1, 2, 3))]);
  for (const [at, scan] of scans.entries()) await keepContent(database, scan, { sentTo: '', at });
  const server = calls(null);
  // The line breaks after the first part.
  const broken = contentsServer(2);
  expect(await wipe(database, server, 'token', undefined, '', broken.seams)).toBe(false);
  expect(await database.blobs.where('sentTo').equals('').count()).toBe(2);

  const whole = contentsServer();
  expect(await wipe(database, server, 'token', undefined, '', whole.seams)).toBe(true);
  expect([...whole.kept].map(([blob, { chunks, have }]) => [blob, chunks === have.size])).toEqual(
    scans.map(({ blob }) => [blob, true])
  );
});
