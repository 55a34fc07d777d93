import { afterEach, describe, expect, test } from 'vitest';
import type { Fact } from '#domain/fact.ts';
import { BOOTS_PER_DEVICE } from '#domain/ids.ts';
import type { Ack, No } from '#protocol/doc-messages.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { decodePushAnswers, encodePush, MAX_PUSH_BYTES, MAX_PUSH_PARTS, type PushPart } from '#protocol/push.ts';
import { encodeRun } from '#protocol/update.ts';
import { openCore } from '#server/core.ts';
import { RESEED_MS } from '#server/gate/reseeding.ts';
import { DAY, fact, plainClient, startRig, type Rig } from './rig.ts';

let rig: Rig;
afterEach(() => rig.dispose());

const clientOf = ({ deviceNo }: DeviceCredentials, boot = 0): number => deviceNo * BOOTS_PER_DEVICE + boot;
const patient = (n: number): string => `patient/p${n}`;
const changed = (n: number): Fact => ({ kind: 'transport/ordered', at: n, by: 'u-1', of: { visit: `v-${n}` } });
const part = (device: DeviceCredentials, doc: string, clock: number, facts: readonly Fact[], boot = 0): PushPart => ({
  doc,
  update: encodeRun({ client: clientOf(device, boot), clock, facts })
});

async function post(path: string, token: string | null, body: Uint8Array): Promise<Response> {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  return await fetch(`${rig.http}${path}`, { method: 'POST', headers, body: Buffer.from(body) });
}

async function pushed(path: string, device: DeviceCredentials, parts: readonly PushPart[]): Promise<(Ack | No)[]> {
  const response = await post(path, device.token, encodePush(parts));
  expect(response.status).toBe(200);
  return decodePushAnswers(new Uint8Array(await response.arrayBuffer()));
}

describe('[CON-22] facts of many documents in one request', () => {
  test('each part is answered as a frame of its own would be; what is there already is acked again', async () => {
    rig = await startRig();
    const desk = await rig.enrol('desk');
    const parts = [
      ...Array.from({ length: 300 }, (_, n) => part(desk, patient(n), 0, [changed(n)])),
      part(desk, DAY, 0, [fact(0), fact(1)]),
      part(desk, DAY, 2, [fact(2)]),
      part(desk, DAY, 9, [fact(9)]),
      part(desk, 'inbox/9', 0, [changed(1)])
    ];
    const answers = await pushed('/sync/push', desk, parts);
    expect(answers.slice(0, 300).every(({ type }) => type === 'ack')).toBe(true);
    expect(answers.slice(300)).toMatchObject([
      { type: 'ack', clock: 2 },
      { type: 'ack', clock: 3 },
      { type: 'no', code: 'E_GAP', have: 3 },
      { type: 'no', code: 'E_VERB' }
    ]);
    expect(await pushed('/sync/push', desk, parts.slice(0, 301))).toHaveLength(301);
    const client = await plainClient(rig, desk, DAY);
    expect(await client.append(3, [fact(3)])).toMatchObject({ type: 'ack', clock: 4 });
  });

  test('another device’s facts are not taken there', async () => {
    rig = await startRig();
    const [desk, other] = [await rig.enrol('desk'), await rig.enrol('desk')];
    const [answer] = await pushed('/sync/push', desk, [part(other, DAY, 0, [fact(0)])]);
    expect(answer).toMatchObject({ type: 'no', code: 'E_FOREIGN' });
  });

  test('a device sends no more that way than it may in a day', async () => {
    rig = await startRig();
    const kiosk = await rig.enrol('kiosk');
    const sealed: Fact = {
      kind: 'submission/sealed',
      at: 1,
      by: `device:${kiosk.deviceNo}`,
      of: { note: 'x'.repeat(19_000) }
    };
    const parts = Array.from({ length: 25 }, () => part(kiosk, `inbox/${kiosk.deviceNo}`, 0, [sealed]));
    const answers: (Ack | No)[] = [];
    for (let i = 0; i < 5; i++) answers.push(...(await pushed('/sync/push', kiosk, parts)));
    expect(answers.at(-1)).toMatchObject({ type: 'no', code: 'E_RATE' });
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['no push', Uint8Array.of(9, 9, 9, 9)],
    ['a count without parts', Uint8Array.of(3)],
    ['bytes after it', Uint8Array.of(0, 1)],
    [
      'too many parts',
      encodePush(Array.from({ length: MAX_PUSH_PARTS + 1 }, () => ({ doc: 'd', update: new Uint8Array() })))
    ],
    ['a number without end', Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)]
  ])('bad input is answered with 400 and changes nothing: %s', async (_, body) => {
    rig = await startRig();
    const desk = await rig.enrol('desk');
    for (const path of ['/sync/push', '/sync/reseed']) expect((await post(path, desk.token, body)).status).toBe(400);
    expect((await post('/sync/push', desk.token, encodePush([]))).status).toBe(200);
  });

  test('who is not signed in, removed or too large is told so, and other verbs are not known', async () => {
    rig = await startRig();
    const desk = await rig.enrol('desk');
    expect((await post('/sync/push', null, encodePush([]))).status).toBe(401);
    expect((await post('/sync/push', desk.token, new Uint8Array(MAX_PUSH_BYTES + 1))).status).toBe(413);
    expect((await fetch(`${rig.http}/sync/push`)).status).toBe(405);
    await rig.clinic.revoke(desk.deviceNo);
    expect((await post('/sync/push', desk.token, encodePush([]))).status).toBe(403);
    expect((await post('/sync/reseed', desk.token, encodePush([]))).status).toBe(403);
  });
});

describe('[GATE-10] what a restored server lacks of others, any desk gives it', () => {
  /** A server whose life began with a restore. */
  async function restored(now?: () => number): Promise<{ desk: DeviceCredentials; lost: DeviceCredentials }> {
    const first = await startRig();
    const [desk, lost] = [await first.enrol('desk'), await first.enrol('desk')];
    await first.stop();
    const core = await openCore(first.dataDir);
    await core.notes.write('restored', JSON.stringify({ at: Date.now(), from: 'e', seq: 0 }));
    await core.close();
    rig = await startRig({ dataDir: first.dataDir, ...(now && { now }) });
    return { desk, lost };
  }

  test('in order, byte by byte, as often as it is given; the next desk reads it', async () => {
    const { desk, lost } = await restored();
    const log = [part(lost, DAY, 0, [fact(0), fact(1)], 3), part(lost, DAY, 2, [fact(2)], 3)];
    expect(await pushed('/sync/reseed', desk, log)).toMatchObject([
      { type: 'ack', clock: 2 },
      { type: 'ack', clock: 3 }
    ]);
    expect(await pushed('/sync/reseed', desk, log)).toMatchObject([{ type: 'ack' }, { type: 'ack' }]);
    expect(await pushed('/sync/reseed', desk, [part(lost, DAY, 5, [fact(5)], 3)])).toMatchObject([
      { type: 'no', code: 'E_GAP', have: 3 }
    ]);
    expect((await rig.clinic.read(DAY)).map(({ clock }) => clock)).toEqual([0, 1, 2]);
  });

  test('what differs from what is there is kept for a person, and nobody is taken for a copy', async () => {
    const { desk, lost } = await restored();
    const socket = await plainClient(rig, desk, DAY);
    await pushed('/sync/reseed', desk, [part(lost, DAY, 0, [fact(0)])]);
    expect(await pushed('/sync/reseed', desk, [part(lost, DAY, 0, [fact(7)])])).toMatchObject([
      { type: 'no', code: 'E_DUP' }
    ]);
    expect(await rig.clinic.listRefused()).toMatchObject([{ device: desk.deviceNo, doc: DAY, code: 'E_DUP' }]);
    expect(await socket.append(0, [fact(1)])).toMatchObject({ type: 'ack' });
  });

  test('a writer whose place was taken by what another gave is told so, goes on, and loses nothing', async () => {
    const { desk, lost } = await restored();
    await pushed('/sync/reseed', desk, [part(lost, DAY, 0, [fact(0), fact(1)])]);
    const writer = await plainClient(rig, lost, DAY);
    expect(await writer.append(0, [fact(0)])).toMatchObject({ type: 'ack' });
    expect(await writer.append(1, [fact(9)])).toMatchObject({ type: 'no', code: 'E_EPOCH', have: 1 });
    expect(await writer.append(2, [fact(2)])).toMatchObject({ type: 'ack' });
    expect(await rig.clinic.listRefused()).toMatchObject([{ device: lost.deviceNo, code: 'E_EPOCH' }]);
  });

  test('each fact is asked what its writer was asked', async () => {
    const { desk } = await restored();
    const room = await rig.enrol('room');
    const cancelled = {
      kind: 'appointment/cancelled',
      at: 5,
      by: 'u-1',
      of: { appointment: 'a', by: 'patient', reason: 'illness' }
    };
    expect(
      await pushed('/sync/reseed', desk, [
        part(room, DAY, 0, [fact(0)]),
        part(room, DAY, 1, [cancelled]),
        part(room, patient(1), 0, [changed(1)]),
        part(room, DAY, 1, [{ ...fact(1), of: { visit: 7 } }])
      ])
    ).toMatchObject([
      { type: 'ack' },
      { type: 'no', code: 'E_VERB' },
      { type: 'no', code: 'E_FOREIGN' },
      { type: 'no', code: 'E_SCHEMA' }
    ]);
  });

  test.each([
    [
      'of a device that nobody knows',
      (d: DeviceCredentials) => part({ ...d, deviceNo: 77 }, DAY, 0, [fact(0)]),
      'E_FOREIGN'
    ],
    ['of the giver itself', (d: DeviceCredentials) => part(d, DAY, 0, [fact(0)]), 'E_FOREIGN'],
    [
      'of the server’s agent on a board',
      (d: DeviceCredentials) => part({ ...d, deviceNo: 1 }, 'board/main/front/2026-11-20', 0, [fact(0)]),
      'E_VERB'
    ],
    ['in no document', (d: DeviceCredentials) => part(d, 'nowhere', 0, [fact(0)]), 'E_ROLE'],
    ['that are none', () => ({ doc: DAY, update: Uint8Array.of(1, 2, 3) }), 'E_DECODE'],
    ['that are nothing', () => ({ doc: DAY, update: Uint8Array.of(0, 0) }), 'E_DECODE']
  ])('facts %s are refused', async (_, bad, code) => {
    const { desk } = await restored();
    expect(await pushed('/sync/reseed', desk, [bad(desk)])).toMatchObject([{ type: 'no', code }]);
  });

  test('only desks give, only to a server that was restored, and only for a month', async () => {
    let now = Date.now();
    const { desk, lost } = await restored(() => now);
    const room = await rig.enrol('room');
    const parts = [part(lost, DAY, 0, [fact(0)])];
    expect(await pushed('/sync/reseed', room, parts)).toMatchObject([{ code: 'E_VERB' }]);
    now += RESEED_MS + 1_000;
    expect(await pushed('/sync/reseed', desk, parts)).toMatchObject([{ code: 'E_EPOCH' }]);
    await rig.dispose();

    rig = await startRig();
    const [one, two] = [await rig.enrol('desk'), await rig.enrol('desk')];
    expect(await pushed('/sync/reseed', one, [part(two, DAY, 0, [fact(0)])])).toMatchObject([{ code: 'E_EPOCH' }]);
  });
});
