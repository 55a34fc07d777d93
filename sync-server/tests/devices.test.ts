import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  certificateText,
  checkCodeOf,
  commitmentTo,
  connectText,
  greetingText,
  isSigned,
  newDeviceKeys,
  publicKeysOf,
  randomHex,
  signed,
  type DeviceKeys
} from '#protocol/device-keys.ts';
import type { DeviceLine, EnrolmentCode, WaitingDevice } from '#domain/practice/device-lines.ts';
import {
  SESSION_HEADER,
  type BegunEnrol,
  type DeviceCredentials,
  type ErrorBody,
  type RevealedEnrol,
  type SignedIn,
  type TakenEnrol
} from '#protocol/http.ts';
import { DEVICE_PROTOCOL, encodeMux, MUX_PROTOCOL } from '#protocol/mux-frames.ts';
import { SCHEMA } from '#protocol/schema-version.ts';
import { encodeRun } from '#protocol/update.ts';
import { CLERK, DAY, fact, muxOf, muxSocket, PRACTICE, startRig, TestSocket, type Rig } from './rig.ts';

let rig: Rig;
let now = 0;
let ada: { readonly token: string; readonly session: string };

beforeEach(async () => {
  now = Date.parse('2026-05-03T14:00:00Z');
  rig = await startRig({ now: () => now });
  const { device, session } = await json<SignedIn>(ask('/api/setup', PRACTICE));
  ada = { token: device!.token, session: session.token };
});
afterEach(() => rig.dispose());

interface By {
  readonly token?: string;
  readonly session?: string;
}

async function ask(path: string, body?: unknown, { token, session }: By = {}): Promise<Response> {
  return await fetch(`${rig.http}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(session !== undefined && { [SESSION_HEADER]: session })
    },
    ...(body !== undefined && { body: JSON.stringify(body) })
  });
}

async function json<T>(response: Promise<Response>): Promise<T> {
  const answer = await response;
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

async function words(response: Promise<Response>): Promise<string> {
  const answer = await response;
  return `${answer.status} ${((await answer.json()) as ErrorBody).error.say}`;
}

const NO_CODE = '403 This code is no longer valid. Ask for a new one.';

const issue = (role = 'kiosk'): Promise<EnrolmentCode> =>
  json(ask('/api/enrolment-codes', { role, site: 'main' }, ada));

/** A new device up to the check code. */
async function shownAt(code: string, role = 'kiosk') {
  const keys = await newDeviceKeys();
  const own = await publicKeysOf(keys);
  const deviceNonce = randomHex(16);
  const begun = await json<BegunEnrol>(
    ask('/api/enrol/begin', { code, role, commitment: await commitmentTo(own, deviceNonce) })
  );
  const { claim } = await json<RevealedEnrol>(ask('/api/enrol/reveal', { id: begun.id, keys: own, deviceNonce }));
  const { site, serverKey, serverNonce } = begun;
  const digits = await checkCodeOf({ enrolment: begun.id, role, site, serverKey, serverNonce, deviceNonce, keys: own });
  return { keys, claim, digits, id: begun.id, serverKey };
}

const take = (claim: string): Promise<TakenEnrol> => json(ask('/api/enrol/take', { claim }));

interface Enrolled {
  readonly keys: DeviceKeys;
  readonly device: DeviceCredentials;
}

async function enrolled(role = 'kiosk'): Promise<Enrolled> {
  const { keys, claim, id } = await shownAt((await issue(role)).code, role);
  await json(ask('/api/enrolments/confirm', { id }, ada));
  return { keys, device: (await take(claim)).device! };
}

describe('enrolment', () => {
  test.each(['code', 'secret'] as const)(
    '[ENR-2] by its %s a device is in once a manager has confirmed, and not before',
    async (by) => {
      const issued = await issue();
      const typed =
        by === 'code' ? ` ${issued.code.slice(0, 4).toLowerCase()}-${issued.code.slice(4)} ` : issued.secret;
      const { claim, digits, id, serverKey } = await shownAt(typed);
      expect(digits).toMatch(/^\d{6}$/);
      expect(await take(claim)).toEqual({ state: 'waiting', device: null });
      expect(await json<WaitingDevice[]>(ask('/api/enrolments', undefined, ada))).toMatchObject([
        { id, role: 'kiosk', checkCode: digits }
      ]);
      await json(ask('/api/enrolments/confirm', { id }, ada));
      const { state, device } = await take(claim);
      expect(state).toBe('enrolled');
      expect(device).toMatchObject({ role: 'kiosk', site: 'main', label: 'K1', zone: 'America/New_York' });
      const { certificate, signature, serverKey: pinned } = device!.identity!;
      expect(pinned).toBe(serverKey);
      expect(await isSigned(certificateText(certificate), signature, serverKey)).toBe(true);
      expect(await isSigned(certificateText({ ...certificate, role: 'desk' }), signature, serverKey)).toBe(false);
      expect(await take(claim)).toEqual({ state: 'refused', device: null }); // what was taken is not given again
      expect(await words(ask('/api/enrol/begin', { code: typed, role: 'kiosk', commitment: randomHex(32) }))).toBe(
        NO_CODE
      );
    }
  );

  test('[ENR-2] 38: used, late, of another role, never made, or tried too often: one answer', async () => {
    const begin = (code: string, role = 'kiosk'): Promise<string> =>
      words(ask('/api/enrol/begin', { code, role, commitment: randomHex(32) }));
    const late = await issue();
    const used = await issue();
    await shownAt(used.code);
    expect(await begin(used.code)).toBe(NO_CODE);
    const other = await issue('board');
    expect(await begin(other.code)).toBe(NO_CODE);
    expect(await begin('ZZZZZZZZ')).toBe(NO_CODE);
    now += 600_000;
    ada = await again();
    expect(await begin(late.code)).toBe(NO_CODE);
    expect(await begin(late.secret)).toBe(NO_CODE);
    const good = await issue();
    expect(await begin(good.code)).toBe(NO_CODE); // the sixth try from here waits, good or not
    now += 60_000;
    await shownAt(good.code);
  });

  test('[ENR-3] keys other than those a device was bound to end its enrolment', async () => {
    const { code } = await issue();
    const keys = await publicKeysOf(await newDeviceKeys());
    const nonce = randomHex(16);
    const { id } = await json<BegunEnrol>(
      ask('/api/enrol/begin', { code, role: 'kiosk', commitment: await commitmentTo(keys, nonce) })
    );
    const others = await publicKeysOf(await newDeviceKeys());
    expect(await words(ask('/api/enrol/reveal', { id, keys: others, deviceNonce: nonce }))).toBe(NO_CODE);
    expect(await words(ask('/api/enrol/reveal', { id, keys, deviceNonce: nonce }))).toBe(NO_CODE);
    expect(await json(ask('/api/enrolments', undefined, ada))).toEqual([]);
  });

  test('[ENR-2] whom a manager refuses, and who waits too long, is not in', async () => {
    const first = await shownAt((await issue()).code);
    await json(ask('/api/enrolments/refuse', { id: first.id }, ada));
    expect(await take(first.claim)).toEqual({ state: 'refused', device: null });
    expect((await ask('/api/enrolments/confirm', { id: first.id }, ada)).status).toBe(409);
    const second = await shownAt((await issue()).code);
    now += 600_000;
    ada = await again();
    expect((await ask('/api/enrolments/confirm', { id: second.id }, ada)).status).toBe(409);
    expect(await take(second.claim)).toEqual({ state: 'refused', device: null });
  });
});

async function again(): Promise<typeof ada> {
  const { session } = await json<SignedIn>(ask('/api/sign-in', PRACTICE.manager, { token: ada.token }));
  return { token: ada.token, session: session.token };
}

/** Connects as a device with keys up to its challenge. */
async function challenged({ deviceNo }: DeviceCredentials): Promise<{ socket: TestSocket; nonce: string }> {
  const socket = await new TestSocket(`${rig.ws}/sync`, [MUX_PROTOCOL, `${DEVICE_PROTOCOL}${deviceNo}`]).opened();
  const { nonce } = await socket.next((bytes) => muxOf(bytes, 'challenge'));
  return { socket, nonce };
}

const hello = (proof?: string): Uint8Array =>
  encodeMux({ type: 'hello', schema: SCHEMA, build: 'b1', news: false, ...(proof !== undefined && { proof }) });

async function proofFor({ device, keys }: Enrolled, nonce: string): Promise<string> {
  return await signed(connectText(nonce, device.identity!.serverKey, device.deviceNo, 'b1'), keys.sig.privateKey);
}

describe('[DEV-2] a device with keys proves itself', () => {
  test('with the server’s nonce it is in, and knows the server by its signature', async () => {
    const kiosk = await enrolled();
    const { socket, nonce } = await challenged(kiosk.device);
    const proof = await proofFor(kiosk, nonce);
    socket.ws.send(hello(proof));
    const { greeting } = await socket.next((bytes) => muxOf(bytes, 'welcome'));
    const { serverKey } = kiosk.device.identity!;
    expect(await isSigned(greetingText(nonce, proof), greeting ?? '', serverKey)).toBe(true);
    expect(await isSigned(greetingText(nonce, randomHex(64)), greeting ?? '', serverKey)).toBe(false);
  });

  test('4: a signature of an older nonce, of another device’s key, or none at all is 4401; five are told of', async () => {
    const kiosk = await enrolled();
    const other = await enrolled();
    const first = await challenged(kiosk.device);
    const old = await proofFor(kiosk, first.nonce);
    first.socket.ws.send(hello(old));
    await first.socket.next((bytes) => muxOf(bytes, 'welcome'));
    const tries: ((nonce: string) => Promise<string | undefined>)[] = [
      async () => old,
      async (nonce) => await proofFor({ ...kiosk, keys: other.keys }, nonce),
      async () => undefined,
      async () => 'zz',
      async () => '00'.repeat(64)
    ];
    for (const made of tries) {
      const { socket, nonce } = await challenged(kiosk.device);
      socket.ws.send(hello(await made(nonce)));
      expect(await socket.closed).toEqual({ code: 4401, reason: 'that is no proof' });
    }
    const lines = await json<DeviceLine[]>(ask('/api/devices', undefined, ada));
    expect(lines.find(({ deviceNo }) => deviceNo === kiosk.device.deviceNo)).toMatchObject({
      failures: 5,
      hasKeys: true
    });
  });

  test('nobody comes in by a number alone: not of a device without keys, of none, or of the server’s own', async () => {
    const { deviceNo } = await rig.enrol('desk');
    for (const no of [deviceNo, 1, 4095, '1e3', '-1', '7.5'])
      expect(
        await new TestSocket(`${rig.ws}/sync`, [MUX_PROTOCOL, `${DEVICE_PROTOCOL}${no}`]).closed,
        String(no)
      ).toMatchObject({ code: 4401 });
  });

  test('[DEV-3] its token is renewed over the socket, and ends after two days without', async () => {
    const kiosk = await enrolled();
    const connect = async (): Promise<string | undefined> => {
      const { socket, nonce } = await challenged(kiosk.device);
      socket.ws.send(hello(await proofFor(kiosk, nonce)));
      return (await socket.next((bytes) => muxOf(bytes, 'welcome'))).token;
    };
    expect(await connect()).toBeUndefined();
    now += 25 * 3_600_000;
    const fresh = await connect();
    expect((await ask('/sync/changes', undefined, { token: kiosk.device.token })).status).toBe(401);
    expect((await ask('/sync/changes', undefined, { token: fresh! })).status).toBe(200);
    now += 49 * 3_600_000;
    expect((await ask('/sync/changes', undefined, { token: fresh! })).status).toBe(401);
    expect(await connect()).toBeDefined();
  });
});

describe('the list of devices', () => {
  const REMOVED = 'This device was removed on 3 May by Ada Example. Ask a manager.';

  test('[DEV-4] a manager sees each device, and names it', async () => {
    const kiosk = await enrolled();
    await json(ask('/api/device/status', { unsent: 14 }, { token: kiosk.device.token }));
    await json(ask('/api/devices/rename', { deviceNo: kiosk.device.deviceNo, name: 'By the door' }, ada));
    const { socket, nonce } = await challenged(kiosk.device);
    socket.ws.send(hello(await proofFor(kiosk, nonce)));
    await socket.next((bytes) => muxOf(bytes, 'welcome'));
    const lines = await json<DeviceLine[]>(ask('/api/devices', undefined, ada));
    expect(lines).toMatchObject([
      { label: 'A', role: 'desk', own: true, leaseUntil: now + 12 * 3_600_000, isConnected: false },
      {
        label: 'K1',
        name: 'By the door',
        isConnected: true,
        unsent: 14,
        build: 'b1',
        seenAt: now,
        leaseUntil: null,
        ended: null
      }
    ]);
  });

  test.each(['revoke', 'retire'] as const)(
    '[DEV-5] 5: %s: all its sockets end within five seconds, with words; it says goodbye once',
    async (how) => {
      const kiosk = await enrolled();
      const sockets = [await muxSocket(rig, kiosk.device), await muxSocket(rig, kiosk.device)];
      const began = performance.now();
      await json(ask(`/api/devices/${how}`, { deviceNo: kiosk.device.deviceNo }, ada));
      for (const { closed } of sockets)
        expect(await closed).toEqual({ code: 4403, reason: 'removed|2026-05-03|Ada Example' });
      expect(performance.now() - began).toBeLessThan(5_000);
      const { token, deviceNo } = kiosk.device;
      expect(await words(ask('/sync/changes', undefined, { token }))).toBe(`403 ${REMOVED}`);
      const back = new TestSocket(`${rig.ws}/sync`, [MUX_PROTOCOL, `${DEVICE_PROTOCOL}${deviceNo}`]);
      expect(await back.closed).toMatchObject({ code: 4403 });

      const client = kiosk.device.clientIdBase + 1;
      const update = Buffer.from(encodeRun({ client, clock: 0, facts: [fact(1)] })).toString('base64');
      await json(ask('/api/device/rescue', { updates: [{ doc: DAY, update }] }, { token })); // [DEV-6]
      expect(await rig.clinic.listRefused()).toMatchObject([{ device: deviceNo, doc: DAY, code: 'E_REVOKED' }]);
      await json(ask('/api/device/wiped', {}, { token }));
      expect((await ask('/api/device/wiped', {}, { token })).status).toBe(401);
      expect((await ask('/api/device/rescue', { updates: [] }, { token })).status).toBe(401);
      const lines = await json<DeviceLine[]>(ask('/api/devices', undefined, ada));
      const as = how === 'revoke' ? 'revoked' : 'retired';
      expect(lines.at(-1)?.ended).toEqual({ at: now, as, by: 'Ada Example', wipedAt: now });
      expect((await ask(`/api/devices/${how}`, { deviceNo }, ada)).status).toBe(404);
    }
  );

  test('[DEV-4] it is for managers; devices that were not removed rescue nothing', async () => {
    const desk = await rig.enrol('desk');
    const clerk = { token: desk.token, session: await rig.signIn(desk, CLERK) };
    const { deviceNo } = desk;
    for (const [path, body] of [
      ['/api/devices', undefined],
      ['/api/devices/rename', { deviceNo, name: 'X' }],
      ['/api/devices/revoke', { deviceNo }],
      ['/api/devices/retire', { deviceNo }],
      ['/api/enrolments', undefined],
      ['/api/enrolments/confirm', { id: '0123456789abcdef' }]
    ] as const) {
      expect((await ask(path, body, clerk)).status, path).toBe(403);
      expect((await ask(path, body, { token: desk.token })).status, path).toBe(401);
    }
    for (const path of ['/api/device/rescue', '/api/device/wiped'])
      expect((await ask(path, { updates: [] }, clerk)).status).toBe(401);
  });

  test.each<[string, unknown]>([
    ['/api/devices/rename', { deviceNo: 3, name: '' }],
    ['/api/devices/rename', { deviceNo: 3, name: 'x'.repeat(61) }],
    ['/api/devices/revoke', { deviceNo: '3' }],
    ['/api/devices/revoke', { deviceNo: 1.5 }],
    ['/api/device/status', { unsent: -1 }],
    ['/api/enrol/begin', { code: 'ZZZZZZZZ', role: 'kiosk', commitment: 'x' }],
    ['/api/enrol/begin', { code: 'ZZZZZZZZ', role: 'agent', commitment: '0'.repeat(64) }],
    ['/api/enrol/reveal', { id: '0123456789abcdef', keys: { sig: '04', dh: '04' }, deviceNonce: '0'.repeat(32) }],
    ['/api/enrol/take', { claim: ['x'] }],
    ['/api/enrolments/confirm', null]
  ])('[API-1] %s with %j is refused in words', async (path, body) => {
    expect(await words(ask(path, body, ada))).toMatch(/^400 This cannot be read/);
  });
});
