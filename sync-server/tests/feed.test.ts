import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inboxDoc } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import { EPOCH_HEADER, HEAD_HEADER, readRecords, type FeedRecord } from '#protocol/feed.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { decodeRuns } from '#protocol/update.ts';
import { fact, plainClient, startRig, type Rig } from './rig.ts';

const DAY = 'day/main/2026-11-20';
let rig: Rig;
let desk: DeviceCredentials;
let kiosk: DeviceCredentials;
let board: DeviceCredentials;
let room: DeviceCredentials;

const registered = (patient: string): Fact => ({
  kind: 'patient/registered',
  at: 1,
  by: 'importer',
  of: {
    patient,
    source: 'import',
    name: { family: 'Example', given: ['Robin'] },
    birthDate: null,
    sex: 'unknown',
    phones: [],
    identifiers: []
  }
});
const id = (n: number): string => `p${String(n).padStart(5, '0')}`;

beforeAll(async () => {
  rig = await startRig();
  desk = await rig.enrol('desk');
  kiosk = await rig.enrol('kiosk');
  board = await rig.enrol('board');
  room = await rig.enrol('room');
  const patients = Array.from({ length: 2_500 }, (_, n) => ({ doc: `patient/${id(n)}`, facts: [registered(id(n))] }));
  expect((await rig.clinic.append([...patients, { doc: DAY, facts: [fact(1), fact(2)] }])).refused).toEqual([]);
  const inbox = await plainClient(rig, kiosk, inboxDoc(kiosk.deviceNo));
  const sealed = { submission: 's1', ticket: 'K1-001', date: '2026-11-20', keyId: 'k', sealed: new Uint8Array(9) };
  await inbox.append(0, [{ kind: 'submission/sealed', at: 2, by: `device:${kiosk.deviceNo}`, of: sealed }]);
});
afterAll(() => rig.dispose());

async function get(
  device: DeviceCredentials | null,
  path: string,
  headers: Record<string, string> = {}
): Promise<Response> {
  const auth = device ? { authorization: `Bearer ${device.token}` } : {};
  return await fetch(`${rig.http}${path}`, { headers: { ...auth, ...headers } });
}

async function records(device: DeviceCredentials, path: string): Promise<FeedRecord[]> {
  const response = await get(device, path);
  expect(response.status).toBe(200);
  return await collected(readRecords(response.body!));
}

async function collected(stream: AsyncIterable<FeedRecord>): Promise<FeedRecord[]> {
  const all: FeedRecord[] = [];
  for await (const record of stream) all.push(record);
  return all;
}

const docsIn = (all: readonly FeedRecord[]): string[] =>
  all.flatMap((record) =>
    record.type === 'packed' ? record.docs.map(({ doc }) => doc) : record.type === 'change' ? [record.doc] : []
  );
const endOf = (all: readonly FeedRecord[]): Extract<FeedRecord, { type: 'end' }> => {
  const last = all.at(-1);
  if (last?.type !== 'end') throw new Error('cut short');
  return last;
};

test('[FEED-1] a desk follows the journal in order, in answers of any size, and misses nothing', async () => {
  const whole = await records(desk, '/sync/changes?since=0');
  const seen: string[] = [];
  let since = 0;
  for (let more = true; more;) {
    const part = await records(desk, `/sync/changes?since=${since}&limit=700`);
    seen.push(...docsIn(part));
    ({ next: since, more } = endOf(part));
  }
  expect(seen).toEqual(docsIn(whole));
  expect(seen.filter((doc) => doc.startsWith('patient/'))).toHaveLength(2_500);
  expect(docsIn(await records(desk, `/sync/changes?since=${since}`))).toEqual([]);
  const seqs = whole.flatMap((record) => (record.type === 'change' ? [record.seq] : []));
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
});

test('[FEED-1] the answer says which life of the server it is, and how far the journal goes', async () => {
  const response = await get(desk, '/sync/changes?since=0&limit=1');
  expect(response.headers.get(EPOCH_HEADER)).toBe(desk.epoch);
  expect(Number(response.headers.get(HEAD_HEADER))).toBe((await rig.clinic.state()).head);
  await response.bytes();
});

test('[FEED-2] a first sync packs every document merged, in order of ids, and goes on after any of them', async () => {
  const all = await records(desk, '/sync/bootstrap');
  const docs = docsIn(all);
  expect(docs).toEqual(docs.toSorted());
  expect(docs).toContain(DAY);
  expect(all.filter((record) => record.type === 'packed').length).toBeLessThanOrEqual(4);
  expect(endOf(all)).toEqual({ type: 'end', next: (await rig.clinic.state()).head, more: false });

  const rest = docsIn(await records(desk, `/sync/bootstrap?after=${encodeURIComponent(docs[1_000]!)}`));
  expect(rest).toEqual(docs.slice(1_001));
  const day = all.flatMap((record) => (record.type === 'packed' ? record.docs : [])).find(({ doc }) => doc === DAY)!;
  expect(decodeRuns(day.update).flatMap(({ facts }) => facts)).toEqual([fact(1), fact(2)]);
});

test('[FEED-3] kiosks, boards and tablets get their own documents and none other', async () => {
  for (const path of ['/sync/changes?since=0', '/sync/bootstrap']) {
    expect(new Set(docsIn(await records(kiosk, path)))).toEqual(new Set([inboxDoc(kiosk.deviceNo)]));
    expect(docsIn(await records(board, path))).toEqual([]);
    expect(new Set(docsIn(await records(room, path)))).toEqual(new Set([DAY]));
  }
  expect(endOf(await records(board, '/sync/changes?since=0'))).toMatchObject({
    next: (await rig.clinic.state()).head,
    more: false
  });
  const other = await rig.enrol('kiosk');
  expect(docsIn(await records(other, '/sync/changes?since=0'))).toEqual([]);
});

test('it is sent compressed when asked for, and says the same', async () => {
  const { body, status } = await new Promise<{ body: Buffer; status: string }>((resolve, reject) => {
    void import('node:http').then(({ get: rawGet }) => {
      const headers = { authorization: `Bearer ${desk.token}`, 'accept-encoding': 'gzip' };
      rawGet(`${rig.http}/sync/changes?since=0`, { headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({ body: Buffer.concat(parts), status: String(response.headers['content-encoding']) })
        );
      }).on('error', reject);
    });
  });
  expect(status).toBe('gzip');
  const plain = gunzipSync(body);
  expect(body.length).toBeLessThan(plain.length / 3);
  expect(await collected(readRecords(streamOf(plain)))).toEqual(await records(desk, '/sync/changes?since=0'));
});

async function* streamOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += 777) yield bytes.subarray(i, i + 777);
}

test('[FEED-4] a reader that goes away in the middle harms no one', async () => {
  for (let i = 0; i < 5; i++) {
    const response = await get(desk, '/sync/bootstrap');
    await response.body!.cancel();
  }
  expect(docsIn(await records(desk, '/sync/bootstrap')).length).toBeGreaterThan(2_500);
});

test.each([
  ['no token', () => get(null, '/sync/changes?since=0'), 401],
  ['another’s token', () => get({ ...desk, token: 'x'.repeat(43) }, '/sync/bootstrap'), 401],
  ['since that is no number', () => get(desk, '/sync/changes?since=abc'), 400],
  ['since below nothing', () => get(desk, '/sync/changes?since=-1'), 400],
  ['since beyond numbers', () => get(desk, '/sync/changes?since=99999999999999999999'), 400],
  ['a limit that is no number', () => get(desk, '/sync/changes?since=0&limit=1e3'), 400]
])('bad input: %s', async (_, asked, status) => {
  expect((await asked()).status).toBe(status);
});

test('bad input that is an odd question gets an empty answer', async () => {
  expect(docsIn(await records(desk, '/sync/changes?since=999999999'))).toEqual([]);
  expect(docsIn(await records(desk, `/sync/bootstrap?after=${encodeURIComponent("zzz' OR 1=1 --")}`))).toEqual([]);
  expect(docsIn(await records(desk, '/sync/changes?since=0&limit=0'))).toHaveLength(1);
});

test('a removed device gets nothing', async () => {
  const gone = await rig.enrol('desk');
  await rig.clinic.revoke(gone.deviceNo);
  expect((await get(gone, '/sync/changes?since=0')).status).toBe(403);
});
