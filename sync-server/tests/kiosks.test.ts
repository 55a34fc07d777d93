import { afterEach, beforeEach, expect, test } from 'vitest';
import { dayKeyOf, daySeedOf } from '#protocol/day-keys.ts';
import { SESSION_HEADER, type DeviceCredentials, type SignedIn } from '#protocol/http.ts';
import type { DayKeys, KioskLine } from '#protocol/kiosk-http.ts';
import { OPENING_MS } from '#server/people/kiosks.ts';
import { CLERK, PRACTICE, startRig, type Rig } from './rig.ts';

// Friday 20 November 2026, 08:00 in New York.
const EIGHT = Date.parse('2026-11-20T13:00:00Z');
let rig: Rig;
let now = EIGHT;
let kiosk: DeviceCredentials;
let device: DeviceCredentials;
let desk: { readonly token: string; readonly session: string };

beforeEach(async () => {
  now = EIGHT;
  rig = await startRig({ now: () => now });
  await rig.clinic.setUp(PRACTICE);
  kiosk = await rig.enrol('kiosk');
  device = await rig.enrol('desk');
  desk = { token: device.token, session: await rig.signIn(device, CLERK) };
});
afterEach(() => rig.dispose());

async function ask<T>(
  path: string,
  body: object | undefined,
  { token, session }: { readonly token?: string; readonly session?: string }
): Promise<{ readonly status: number; readonly value: T }> {
  const response = await fetch(`${rig.http}/api/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(session !== undefined && { [SESSION_HEADER]: session })
    },
    ...(body && { body: JSON.stringify(body) })
  });
  return { status: response.status, value: (await response.json()) as T };
}
const keysOf = async (): Promise<DayKeys['keys']> => (await ask<DayKeys>('kiosk/day-keys', {}, kiosk)).value.keys;
const open = () => ask('kiosks/open', { deviceNo: kiosk.deviceNo }, desk);
const line = async (): Promise<KioskLine | undefined> =>
  (await ask<readonly KioskLine[]>('kiosks', undefined, desk)).value[0];

test('[KDAY-1] staff open a kiosk, and it gets the keys of that day, once', async () => {
  expect(await keysOf()).toBe(null);
  expect(await line()).toMatchObject({ label: 'K1', openedFor: null, openingUntil: null, byName: false });
  await open();
  expect(await line()).toMatchObject({ openingUntil: EIGHT + OPENING_MS });
  const keys = await keysOf();
  const seed = await daySeedOf((await rig.core.arrivalsKey()).privateKey);
  const code = Buffer.from(await dayKeyOf(seed, 'main', '2026-11-20', 'code')).toString('base64');
  expect(keys).toEqual({ date: '2026-11-20', code, person: null });
  expect(await line()).toMatchObject({ openedFor: '2026-11-20', openingUntil: null });
  now += 86_400_000;
  desk = { token: desk.token, session: await rig.signIn(device, CLERK) };
  expect(await line()).toMatchObject({ openedFor: null });
});

test('[KDAY-1] whoever comes again with its token gets nothing, and the desk sees a kiosk that is not open', async () => {
  await open();
  const both = await Promise.all([keysOf(), keysOf(), keysOf()]);
  expect(both.filter((keys) => keys !== null)).toHaveLength(1);
  expect(await keysOf()).toBe(null);
  expect(await line()).toMatchObject({ openedFor: null });
  await open();
  now += OPENING_MS;
  expect(await keysOf()).toBe(null);
});

test('[KDAY-2] looking up by name takes a manager, and a key of its own with the next opening', async () => {
  const byName = { deviceNo: kiosk.deviceNo, on: true };
  expect((await ask('kiosks/by-name', byName, desk)).status).toBe(403);
  const { name, passphrase } = PRACTICE.manager;
  const manager = await ask<SignedIn>('sign-in', { name, passphrase }, { token: desk.token });
  const { token: session } = manager.value.session;
  expect((await ask('kiosks/by-name', byName, { token: desk.token, session })).status).toBe(200);
  await open();
  const keys = await keysOf();
  expect(keys?.person).toHaveLength(44);
  expect(keys?.person).not.toBe(keys?.code);
  expect(await line()).toMatchObject({ byName: true });
});

test.each([
  ['a stranger', 'kiosk/day-keys', {}, () => ({ token: 'x'.repeat(43) }), 401],
  ['a desk that asks for a kiosk’s keys', 'kiosk/day-keys', {}, () => desk, 403],
  ['a kiosk that opens itself', 'kiosks/open', { deviceNo: 3 }, () => kiosk, 403],
  ['a kiosk that asks for the list', 'kiosks', undefined, () => kiosk, 403],
  ['a desk nobody is signed in at', 'kiosks/open', { deviceNo: 3 }, () => ({ token: desk.token }), 401],
  ['a number that is no kiosk’s', 'kiosks/open', { deviceNo: 4 }, () => desk, 404],
  ['a number that is none', 'kiosks/open', { deviceNo: 'K1' }, () => desk, 400],
  ['no number', 'kiosks/open', {}, () => desk, 400],
  ['no yes or no', 'kiosks/by-name', { deviceNo: 3, on: 'yes' }, () => desk, 403]
])('[KDAY-1] %s is refused', async (_, path, body, by, status) => {
  expect((await ask(path, body, by())).status).toBe(status);
  expect(await line()).toMatchObject({ openingUntil: null, byName: false });
});
