import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import { sendBlobs, stationBlobs } from '#boot/blobs.ts';
import { openBlob } from '#protocol/blobs/seal.ts';
import { contentHere } from '#storage/blobs.ts';
import { watchContentsToSend } from '#storage/contents-to-send.ts';
import { openDatabase, type Database } from '#storage/database.ts';
import { browserSeams, type Seams } from '#sync/seams.ts';
import { closeAll } from '#tests/fixtures/devices.ts';
import { startRig } from '../../sync-server/tests/rig.ts';

const CANARY = 'Canarycard member 4471-GH';
const picture = new TextEncoder().encode(`\u00ff\u00d8${CANARY} `.repeat(4_000));

const life = new AbortController();
afterEach(async () => {
  life.abort();
  await closeAll();
});

/** Every byte that lies in a store, as far as a search can see it. */
async function everythingIn(database: Database): Promise<Buffer> {
  const found: Buffer[] = [];
  for (const table of database.tables) {
    for (const row of (await table.toArray()) as Record<string, unknown>[]) {
      found.push(Buffer.from(JSON.stringify(row)));
      for (const value of Object.values(row)) if (value instanceof Uint8Array) found.push(Buffer.from(value));
    }
  }
  return Buffer.concat(found);
}

test('[KIO-25] a picture lies sealed on a kiosk’s disk while the server is gone, without its key, and not at all once the server has it', async () => {
  const rig = await startRig();
  const credentials = await rig.enrol('kiosk');
  const database = await openDatabase('kiosk-cards');
  let isCut = true;
  const network: Seams['fetch'] = async (url, init) => {
    if (isCut) throw new TypeError('no network');
    return await fetch(url, init);
  };
  const after: Seams['after'] = (ms, work) => browserSeams.after(ms > 60_000 ? ms : 5, work);
  const calls = {
    origin: rig.http,
    token: async () => credentials.token,
    seams: { ...browserSeams, fetch: network, after }
  };
  const ref = await stationBlobs({ database, now: () => 1, calls }).keep(picture);
  sendBlobs(database, 'unknown', { ...calls, role: 'kiosk' }, life.signal);

  const waiting = await contentHere(database, ref.blob);
  expect(await openBlob(waiting!.manifest, waiting!.chunks, ref.key)).toEqual(picture); // what is searched is really there
  const disk = await everythingIn(database);
  expect(disk.length).toBeGreaterThan(picture.length);
  const key = Buffer.from(ref.key);
  for (const found of [CANARY, key, key.toString('base64'), key.toString('hex')])
    expect(disk.includes(found)).toBe(false);

  isCut = false;
  await new Promise<void>((resolve) => {
    const stop = watchContentsToSend(database, (count) => {
      if (count > 0) return;
      setTimeout(() => stop());
      resolve();
    });
  });
  await expect.poll(async () => await database.blobChunks.count()).toBe(0);
  expect(await rig.clinic.verifyBlobs()).toEqual({ whole: 1, unfinished: 0, bad: [] });
  database.close();
  await rig.dispose();
});
