import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BLOBS_PATH, blobPath, DOC_HEADER, type BlobStanding, MAX_KIOSK_BLOB } from '#protocol/blobs/blob-http.ts';
import { CHUNK, encodeManifest, MAX_BLOB, TAG, type BlobId } from '#protocol/blobs/manifest.ts';
import { openBlob, sealBlob, type SealedBlob } from '#protocol/blobs/seal.ts';
import { SESSION_HEADER, type DeviceCredentials } from '#protocol/http.ts';
import { backupBlobs, restoreBlobs, verifyBlobs } from '#server/backup/blob-backup.ts';
import { newRecoveryKey, privateKeyFrom } from '#server/backup/recovery-key.ts';
import { dropOrphans } from '#server/blobs/orphans.ts';
import { openCore } from '#server/core.ts';
import { plainClient, startRig, type Rig } from './rig.ts';

const CASE = 'case/scan-1';
const SIZE = 2 * CHUNK + 1234;

let rig: Rig;
let desk: DeviceCredentials;
const made: string[] = [];
beforeEach(async () => {
  rig = await startRig();
  desk = await rig.enrol('desk');
});
afterEach(async () => {
  await rig.dispose();
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const bytesOf = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => (i * 31) % 251);

async function ask(method: string, where: string, body?: Uint8Array, more: Record<string, string> = {}, by = desk) {
  const response = await fetch(`${rig.http}${where}`, {
    method,
    headers: { authorization: `Bearer ${by.token}`, ...more },
    ...(body && { body: Buffer.from(body) })
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const json = (response.headers.get('content-type') ?? '').includes('json') ? (JSON.parse(text) as unknown) : null;
  return { status: response.status, bytes, json };
}

const begin = async (sealed: SealedBlob): Promise<BlobStanding> =>
  (await ask('POST', BLOBS_PATH, encodeManifest(sealed.manifest))).json as BlobStanding; // asked of our own server

async function give(sealed: SealedBlob): Promise<void> {
  await begin(sealed);
  for (const [n, chunk] of sealed.chunks.entries()) await ask('PUT', blobPath(sealed.blob, n), chunk);
}

/** A fact in a document of the desk's that names a content, as scanning writes it. */
async function name(doc: string, blob: BlobId): Promise<void> {
  const writer = await plainClient(rig, desk, doc);
  const of = { case: doc.slice('case/'.length), parts: [{ blob }] };
  await writer.append(0, [{ kind: 'newer/thing', at: 1, by: 'u-1', of }]);
}

const codeOf = ({ status, json }: Awaited<ReturnType<typeof ask>>): string =>
  `${status} ${(json as { error: { code: string } } | null)?.error.code ?? ''}`;

test('[BLOB-3] [BLOB-4] [BLOB-5] what goes up in parts, cut and taken up again, comes down the same to who may read a document that names it', async () => {
  const sealed = await sealBlob(bytesOf(SIZE));
  expect(await begin(sealed)).toEqual({ blob: sealed.blob, missing: [0, 1, 2] });
  expect((await ask('PUT', blobPath(sealed.blob, 1), sealed.chunks[1])).json).toMatchObject({ missing: [0, 2] });
  // The connection went: asked again, it says what lacks. The same part twice changes nothing.
  expect(await begin(sealed)).toMatchObject({ missing: [0, 2] });
  expect((await ask('PUT', blobPath(sealed.blob, 1), sealed.chunks[1])).json).toMatchObject({ missing: [0, 2] });
  await name(CASE, sealed.blob);
  expect(codeOf(await ask('GET', blobPath(sealed.blob), undefined, { [DOC_HEADER]: CASE }))).toBe('404 blob/not-here');
  await ask('PUT', blobPath(sealed.blob, 0), sealed.chunks[0]);
  expect((await ask('PUT', blobPath(sealed.blob, 2), sealed.chunks[2])).json).toMatchObject({ missing: [] });

  const manifest = await ask('GET', blobPath(sealed.blob), undefined, { [DOC_HEADER]: CASE });
  expect(manifest.bytes).toEqual(encodeManifest(sealed.manifest));
  const part = await ask('GET', blobPath(sealed.blob, 0), undefined, { [DOC_HEADER]: CASE });
  const chunks = [0, 1, 2].map((n) => part.bytes.subarray(n * (CHUNK + TAG), (n + 1) * (CHUNK + TAG)));
  expect(await openBlob(sealed.manifest, chunks, sealed.key)).toEqual(bytesOf(SIZE));
});

describe('[BLOB-3] what is not taken, and changes nothing', () => {
  const rows: [string, (sealed: SealedBlob) => Promise<Awaited<ReturnType<typeof ask>>>, string][] = [
    ['no manifest', () => ask('POST', BLOBS_PATH, new Uint8Array(0)), '400 blob/unreadable'],
    ['one of no bytes', () => ask('POST', BLOBS_PATH, new Uint8Array(36)), '400 blob/unreadable'],
    [
      'a sum too few for its size',
      ({ manifest }) => ask('POST', BLOBS_PATH, encodeManifest({ ...manifest, sums: manifest.sums.slice(1) })),
      '400 blob/unreadable'
    ],
    [
      'a sum too many',
      ({ manifest }) =>
        ask('POST', BLOBS_PATH, encodeManifest({ ...manifest, sums: [...manifest.sums, new Uint8Array(32)] })),
      '400 blob/unreadable'
    ],
    [
      'more than 20 MB',
      ({ manifest }) => ask('POST', BLOBS_PATH, encodeManifest({ ...manifest, size: MAX_BLOB + 1 })),
      '413 blob/too-large'
    ],
    ['a list beyond any', () => ask('POST', BLOBS_PATH, new Uint8Array(20_000)), '413 http/too-large'],
    [
      'a part cut short',
      ({ blob, chunks }) => ask('PUT', blobPath(blob, 0), chunks[0]!.slice(0, -1)),
      '400 blob/truncated'
    ],
    ['an empty part', ({ blob }) => ask('PUT', blobPath(blob, 0), new Uint8Array(0)), '400 blob/truncated'],
    [
      'a part with a byte too many',
      ({ blob, chunks }) => ask('PUT', blobPath(blob, 2), new Uint8Array([...chunks[2]!, 0])),
      '400 blob/truncated'
    ],
    ['one beyond the last', ({ blob, chunks }) => ask('PUT', blobPath(blob, 3), chunks[2]), '400 blob/truncated'],
    ['another place’s part', ({ blob, chunks }) => ask('PUT', blobPath(blob, 1), chunks[0]), '400 blob/wrong-chunk'],
    [
      'a turned bit',
      ({ blob, chunks }) =>
        ask(
          'PUT',
          blobPath(blob, 0),
          chunks[0]!.map((byte, i) => (i === 7 ? byte ^ 1 : byte))
        ),
      '400 blob/wrong-chunk'
    ],
    [
      'another content’s part',
      async ({ blob }) => ask('PUT', blobPath(blob, 0), (await sealBlob(bytesOf(SIZE))).chunks[0]),
      '400 blob/wrong-chunk'
    ],
    [
      'a good part before a bad one',
      ({ blob, chunks }) => ask('PUT', blobPath(blob, 0), new Uint8Array([...chunks[0]!, ...chunks[0]!])),
      '400 blob/wrong-chunk'
    ],
    ['a content nobody began', () => ask('PUT', blobPath('0'.repeat(64), 0), new Uint8Array(40)), '404 blob/not-here'],
    ['no address', () => ask('PUT', `${BLOBS_PATH}/xyz/0`, new Uint8Array(40)), '404 blob/not-here'],
    [
      'a place that is none',
      ({ blob }) => ask('PUT', `${BLOBS_PATH}/${blob}/-1`, new Uint8Array(4)),
      '404 blob/not-here'
    ],
    [
      'more than a request holds',
      ({ blob }) => ask('PUT', blobPath(blob, 0), new Uint8Array(1_100_000)),
      '413 http/too-large'
    ],
    ['another verb', ({ blob }) => ask('DELETE', blobPath(blob)), '405 http/method'],
    [
      'a page of elsewhere',
      ({ blob, chunks }) => ask('PUT', blobPath(blob, 0), chunks[0], { origin: 'https://elsewhere.example' }),
      '403 http/origin'
    ]
  ];
  test.each(rows)('%s', async (_, send, expected) => {
    const sealed = await sealBlob(bytesOf(SIZE));
    await begin(sealed);
    expect(codeOf(await send(sealed))).toBe(expected);
    expect((await begin(sealed)).missing).toEqual([0, 1, 2]);
  });
});

describe('[BLOB-5] [BLOB-6] who is given nothing, in the same words as for what is not there', () => {
  test('[KIO-25] a kiosk gives pictures of up to 1 MB, and gets nothing back, whatever names it', async () => {
    const kiosk = await rig.enrol('kiosk');
    const sealed = await sealBlob(bytesOf(100));
    expect((await ask('POST', BLOBS_PATH, encodeManifest(sealed.manifest), {}, kiosk)).json).toMatchObject({
      missing: [0]
    });
    expect((await ask('PUT', blobPath(sealed.blob, 0), sealed.chunks[0], {}, kiosk)).json).toMatchObject({
      missing: []
    });
    const inbox = `inbox/${kiosk.deviceNo}`;
    const of = { submission: 's1', ticket: 'K1-001', date: '2026-11-20', keyId: 'k', sealed: new Uint8Array(600) };
    const writer = await plainClient(rig, kiosk, inbox);
    await writer.append(0, [
      {
        kind: 'submission/sealed',
        at: 1,
        by: `device:${kiosk.deviceNo}`,
        of: { ...of, parts: [{ blob: sealed.blob }] }
      }
    ]);
    expect((await ask('GET', blobPath(sealed.blob), undefined, { [DOC_HEADER]: inbox })).status).toBe(200);
    expect(codeOf(await ask('GET', blobPath(sealed.blob), undefined, { [DOC_HEADER]: inbox }, kiosk))).toBe(
      '404 blob/not-here'
    );
    const large = await sealBlob(bytesOf(MAX_KIOSK_BLOB + 1));
    expect(codeOf(await ask('POST', BLOBS_PATH, encodeManifest(large.manifest), {}, kiosk))).toBe(
      '413 blob/picture-too-large'
    );
  });

  test('no other kind of device gives or gets', async () => {
    const sealed = await sealBlob(bytesOf(100));
    await give(sealed);
    await name(CASE, sealed.blob);
    for (const role of ['board', 'room'] as const) {
      const other = await rig.enrol(role);
      expect(codeOf(await ask('POST', BLOBS_PATH, encodeManifest(sealed.manifest), {}, other))).toBe(
        '403 blob/not-allowed'
      );
      expect(codeOf(await ask('PUT', blobPath(sealed.blob, 0), sealed.chunks[0], {}, other))).toBe(
        '403 blob/not-allowed'
      );
      expect(codeOf(await ask('GET', blobPath(sealed.blob), undefined, { [DOC_HEADER]: CASE }, other))).toBe(
        '404 blob/not-here'
      );
    }
  });

  test('nobody without a token, or whose role registers nobody', async () => {
    const sealed = await sealBlob(bytesOf(100));
    expect(codeOf(await ask('POST', BLOBS_PATH, encodeManifest(sealed.manifest), { authorization: '' }))).toBe(
      '401 device/unknown'
    );
    await rig.core.records.ask('UPDATE devices SET staffed = 1 WHERE no = ?', desk.deviceNo);
    const clinical = { user: 'u-7', name: 'Noor Nurse', initials: 'NN', role: 'clinical' } as const;
    const session = { [SESSION_HEADER]: await rig.signIn(desk, clinical) };
    expect(codeOf(await ask('POST', BLOBS_PATH, encodeManifest(sealed.manifest)))).toBe('401 session/over');
    expect(codeOf(await ask('POST', BLOBS_PATH, encodeManifest(sealed.manifest), session))).toBe(
      '403 person/not-allowed'
    );
  });

  test('a desk that names no document, one that does not name it, or one that is none', async () => {
    const sealed = await sealBlob(bytesOf(100));
    await give(sealed);
    await name(CASE, sealed.blob);
    for (const headers of [
      {},
      { [DOC_HEADER]: 'case/other' },
      { [DOC_HEADER]: 'patient/pat-1' },
      { [DOC_HEADER]: '../x' }
    ])
      expect(codeOf(await ask('GET', blobPath(sealed.blob), undefined, headers))).toBe('404 blob/not-here');
    expect((await ask('GET', blobPath(sealed.blob), undefined, { [DOC_HEADER]: CASE })).status).toBe(200);
  });
});

test('[BLOB-8] a scan that was changed on the server’s disk is not served, and verify names it', async () => {
  const sealed = await sealBlob(bytesOf(SIZE));
  await give(sealed);
  await name(CASE, sealed.blob);
  expect(await rig.clinic.verifyBlobs()).toEqual({ whole: 1, unfinished: 0, bad: [] });
  await rig.core.blobRecords.ask('UPDATE blob_chunks SET bytes = ? WHERE n = 1', new Uint8Array(CHUNK + TAG));
  expect(codeOf(await ask('GET', blobPath(sealed.blob, 0), undefined, { [DOC_HEADER]: CASE }))).toBe(
    '500 blob/damaged'
  );
  expect(await rig.clinic.verifyBlobs()).toEqual({ whole: 1, unfinished: 0, bad: [sealed.blob] });
});

test('[BLOB-9] a backup has each scan once, tells damage, and a restore puts back what lacks or is damaged', async () => {
  const key = newRecoveryKey();
  const privateKey = privateKeyFrom(key.secret)!;
  const [folder, dataDir] = [0, 1].map(() => mkdtempSync(path.join(tmpdir(), 'anteroom-blobs-'))) as [string, string];
  made.push(folder, dataDir);
  const scans = await Promise.all([sealBlob(bytesOf(SIZE)), sealBlob(bytesOf(10))]);
  for (const sealed of scans) await give(sealed);
  const { core } = rig;
  expect(await backupBlobs(core, key.publicKey, { folder, at: 1 })).toBe(2);
  expect(await backupBlobs(core, key.publicKey, { folder, at: 2 })).toBe(0);
  expect(await verifyBlobs(folder, privateKey)).toEqual({ scans: 2, bad: [] });

  expect(await restoreBlobs(dataDir, folder, { privateKey, now: 1 })).toEqual({ scans: 2, bad: [] });
  const again = await openCore(dataDir);
  expect(await again.blobs.verify()).toEqual({ whole: 2, unfinished: 0, bad: [] });
  await again.blobRecords.ask('UPDATE blob_chunks SET bytes = ? WHERE n = 0', new Uint8Array(5));
  await again.close();
  await restoreBlobs(dataDir, folder, { privateKey, now: 1 });
  const mended = await openCore(dataDir);
  expect(await mended.blobs.verify()).toEqual({ whole: 2, unfinished: 0, bad: [] });
  await mended.close();

  const [file] = (readdirSync(folder, { recursive: true }) as string[]).filter((at) => at.endsWith('.scan'));
  const bytes = readFileSync(path.join(folder, file!));
  bytes[bytes.length - 50]! ^= 1;
  writeFileSync(path.join(folder, file!), bytes);
  expect(await verifyBlobs(folder, privateKey)).toMatchObject({ scans: 1, bad: [path.join(folder, file!)] });
});

test('[BLOB-11] a content that no fact has named for ninety days goes; what a fact names, what is new, and what a kiosk or a removed device brought stays', async () => {
  const kiosk = await rig.enrol('kiosk');
  const leaving = await rig.enrol('desk');
  const [named, unnamed, secret, handed] = await Promise.all([1, 2, 3, 4].map((n) => sealBlob(bytesOf(1000 + n))));
  await give(named!);
  await give(unnamed!);
  await name(CASE, named!.blob);
  for (const [by, sealed] of [
    [kiosk, secret!],
    [leaving, handed!]
  ] as const) {
    await ask('POST', BLOBS_PATH, encodeManifest(sealed.manifest), {}, by);
    await ask('PUT', blobPath(sealed.blob, 0), sealed.chunks[0], {}, by);
  }
  await rig.core.devices.revoke(leaving.deviceNo);
  expect(await dropOrphans(rig.core, Date.now())).toBe(0);
  expect(await dropOrphans(rig.core, Date.now() + 91 * 86_400_000)).toBe(1);
  const left: string[] = [];
  for await (const blob of rig.core.blobs.whole()) left.push(blob);
  expect(left.toSorted()).toEqual([named!.blob, secret!.blob, handed!.blob].toSorted());
});

test('[BLOB-12] a removed device still hands over the contents it had not sent, until it has wiped itself; it is given none', async () => {
  await rig.core.devices.revoke(desk.deviceNo);
  const sealed = await sealBlob(bytesOf(SIZE));
  await give(sealed);
  expect(await rig.core.blobs.isSound(sealed.blob)).toBe(true);
  expect((await ask('GET', blobPath(sealed.blob), undefined, { [DOC_HEADER]: CASE })).status).toBe(403);
  await rig.core.devices.wiped(desk.deviceNo);
  expect((await ask('POST', BLOBS_PATH, encodeManifest(sealed.manifest))).status).toBe(403);
});
