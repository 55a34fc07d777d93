import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stationBlobs, sendBlobs } from '#boot/blobs.ts';
import type { BlobRef } from '#domain/document/blob-ref.ts';
import { err } from '#domain/result.ts';
import { CHUNK } from '#protocol/blobs/manifest.ts';
import { openBlob, sealBlob } from '#protocol/blobs/seal.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import type { Blobs } from '#station/blobs.ts';
import { contentHere, dropSentContents } from '#storage/blobs.ts';
import { watchContentsToSend } from '#storage/contents-to-send.ts';
import { openDatabase, type Database } from '#storage/database.ts';
import { browserSeams, type Seams } from '#sync/seams.ts';
import { plainClient, startRig, type Rig } from '../../sync-server/tests/rig.ts';

const CASE = 'case/scan-1';
const bytes = Uint8Array.from({ length: 17 * CHUNK + 77 }, (_, i) => (i * 7) % 253);

let rig: Rig;
let life: AbortController;
const open: Database[] = [];
let names = 0;
beforeEach(async () => {
  rig = await startRig();
  life = new AbortController();
});
afterEach(async () => {
  life.abort();
  for (const database of open.splice(0)) database.close();
  await rig.dispose();
});

/** A desk's part in scans: its disk, its station, and its sending, over a network that a test may cut. */
async function desk(network: Seams['fetch'] = browserSeams.fetch) {
  const credentials = await rig.enrol('desk');
  const database = await openDatabase(`scans-${++names}`);
  open.push(database);

  // Waits between tries are not what is tested; how long an answer may take is left as it is.
  const after: Seams['after'] = (ms, work) => browserSeams.after(ms > 60_000 ? ms : 5, work);
  const seams = { ...browserSeams, fetch: network, after };
  const calls = { origin: rig.http, token: async () => credentials.token, seams };
  const blobs = stationBlobs({ database, now: () => 1, calls });
  const send = () => sendBlobs(database, 'unknown', { ...calls, role: 'desk' }, life.signal);
  return { credentials, database, blobs, send };
}

/** A megabyte that is compared number by number takes longer than the test. */
async function readAt({ blobs }: { readonly blobs: Blobs }, ref: BlobRef): Promise<string> {
  const read = await blobs.read(CASE, ref);
  if (!read.ok) return read.error.code;
  return Buffer.compare(read.value, bytes) === 0 ? 'the same' : 'something else';
}

const allSent = (database: Database): Promise<void> =>
  new Promise((resolve) => {
    const stop = watchContentsToSend(database, (count) => {
      if (count > 0) return;
      setTimeout(() => stop());
      resolve();
    });
  });

async function name(of: DeviceCredentials, { blob }: BlobRef): Promise<void> {
  const writer = await plainClient(rig, of, CASE);
  await writer.append(0, [{ kind: 'newer/thing', at: 1, by: 'u-1', of: { case: 'scan-1', parts: [{ blob }] } }]);
}

test('[BLOB-1] [BLOB-2] [BLOB-7] what one desk kept with the server gone is sent when it is back, cut in between, and read at another', async () => {
  let requests = 0;
  // No network at first; then every third request dies on its way, answered or not.
  const flaky: Seams['fetch'] = async (url, init) => {
    requests++;
    if (requests < 2 || requests % 3 === 0) throw new TypeError('no network');
    return await fetch(url, init);
  };
  const one = await desk(flaky);
  const ref = await one.blobs.keep(bytes);
  expect(await readAt(one, ref)).toBe('the same');
  one.send();
  await allSent(one.database);

  const two = await desk();
  expect(await two.blobs.read(CASE, ref)).toEqual(err({ code: 'blob/not-yet' }));
  await name(one.credentials, ref);
  expect(await readAt(two, ref)).toBe('the same');
  expect(await contentHere(two.database, ref.blob)).not.toBeNull();

  // Room was made: it comes again. A key of something else opens nothing.
  expect(await dropSentContents(two.database)).toBe(1);
  expect(await readAt(two, ref)).toBe('the same');
  expect(await two.blobs.read(CASE, { ...ref, key: new Uint8Array(32) })).toEqual(err({ code: 'blob/damaged' }));
});

test('[BLOB-7] bytes that are changed on the way or on the disk are not shown', async () => {
  const one = await desk();
  const ref = await one.blobs.keep(bytes);
  one.send();
  await allSent(one.database);
  await name(one.credentials, ref);
  const turned = await desk(async (url, init) => {
    const response = await fetch(url, init);
    const body = new Uint8Array(await response.arrayBuffer());
    body[body.length - 1]! ^= 1;
    return new Response(body, response);
  });
  expect(await turned.blobs.read(CASE, ref)).toEqual(err({ code: 'blob/damaged' }));

  const two = await desk();
  await two.blobs.read(CASE, ref);
  await two.database.blobChunks.update([ref.blob, 1], { bytes: new Uint8Array(9) });
  expect(await readAt(two, ref)).toBe('the same');

  const away = await desk(() => Promise.reject(new TypeError('no network')));
  expect(await away.blobs.read(CASE, ref)).toEqual(err({ code: 'blob/away' }));
});

test('[BLOB-2] nothing of it is in what leaves the device, and a chunk opens in its place alone', async () => {
  const text = new TextEncoder().encode('Delphine Okafor 1971-03-09 '.repeat(6_000));
  const { manifest, chunks, key } = await sealBlob(text);
  for (const chunk of chunks) expect(Buffer.from(chunk).includes('Okafor')).toBe(false);
  expect(await openBlob(manifest, chunks, key)).toEqual(text);
  const wrong: [string, readonly Uint8Array[]][] = [
    ['one is missing', chunks.slice(0, -1)],
    ['the last alone', chunks.slice(-1)],
    ['two are swapped', [chunks[1]!, chunks[0]!, ...chunks.slice(2)]],
    [
      'a bit is turned',
      chunks.map((chunk, n) => (n === 1 ? chunk.map((byte, i) => (i === 3 ? byte ^ 1 : byte)) : chunk))
    ],
    ['the last is cut', [...chunks.slice(0, -1), chunks.at(-1)!.slice(0, -1)]],
    ['the first is the last', [...chunks.slice(0, -1), chunks[0]!]]
  ];
  for (const [what, some] of wrong) expect([what, await openBlob(manifest, some, key)]).toEqual([what, null]);
  expect(await openBlob(manifest, chunks, new Uint8Array(31))).toBeNull();
});
