import { afterEach, beforeEach, expect, test } from 'vitest';
import { entriesIn, type AuditEntry } from '#domain/audit/chain.ts';
import { auditDoc, patientDoc } from '#domain/documents.ts';
import type { NewPassphrase } from '#domain/practice/staff-lines.ts';
import { SESSION_HEADER, type DeviceCredentials, type SignedIn } from '#protocol/http.ts';
import { muxOf, muxSocket, openChannel, PRACTICE, startRig, type Rig } from './rig.ts';

const NOW = Date.parse('2026-11-20T14:00:00Z');
let rig: Rig;
let manager: { readonly device: DeviceCredentials; readonly session: string };

beforeEach(async () => {
  rig = await startRig({ now: () => NOW });
  const { device, session } = await json<SignedIn>('/api/setup', PRACTICE);
  if (!device) throw new Error('not enrolled');
  manager = { device, session: session.token };
});
afterEach(() => rig.dispose());

async function ask(path: string, body?: unknown, by?: Partial<typeof manager>): Promise<Response> {
  return await fetch(`${rig.http}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(by?.device && { authorization: `Bearer ${by.device.token}` }),
      ...(by?.session !== undefined && { [SESSION_HEADER]: by.session })
    },
    ...(body !== undefined && { body: JSON.stringify(body) })
  });
}

async function json<T>(path: string, body?: unknown, by?: Partial<typeof manager>): Promise<T> {
  const answer = await ask(path, body, by);
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

/** The server's own entries, in order. */
async function own(): Promise<readonly AuditEntry[]> {
  await rig.audit.served.flush();
  return entriesIn(await rig.clinic.read(auditDoc(1, '2026-11-20')));
}

const lines = (entries: readonly AuditEntry[]) =>
  entries.map(({ user, action, refs, reason, verdict }) =>
    [user, action, ...refs, reason, verdict === 'denied' ? 'denied' : ''].filter(Boolean).join(' ')
  );

test('[AUD-15] who may come in, and what they may do, is written down with who changed it', async () => {
  const { user, passphrase } = await json<NewPassphrase>('/api/people', { name: 'Bo Brook', role: 'clerk' }, manager);
  await json('/api/people/role', { user, role: 'biller' }, manager);
  await json('/api/people/passphrase', { user }, manager);
  await json('/api/people/disabled', { user, disabled: true }, manager);
  await json('/api/people/disabled', { user, disabled: false }, manager);
  await json('/api/roles', { role: 'biller', verbs: ['register'] }, manager);
  const other = await rig.enrol('desk');
  await json('/api/devices/rename', { deviceNo: other.deviceNo, name: 'Back office' }, manager);
  await json('/api/devices/retire', { deviceNo: other.deviceNo }, manager);
  const by = (await own()).find(({ action }) => action === 'person/added')?.user;
  const { deviceNo } = manager.device;
  expect(lines(await own())).toEqual([
    `${by} device/enrolled device:${deviceNo} desk`,
    `${by} person/added user:${user} clerk`,
    `${by} person/role-changed user:${user} clerk to biller`,
    `${by} person/passphrase-renewed user:${user}`,
    `${by} person/disabled user:${user}`,
    `${by} person/enabled user:${user}`,
    `${by} role/changed role:biller register`,
    `${by} device/renamed device:${other.deviceNo}`,
    `${by} device/removed device:${other.deviceNo} retired`
  ]);
  expect(passphrase).not.toBe('');
});

test('[AUD-13] a sign-in that failed is an entry each time, without what was typed', async () => {
  const { device } = manager;
  for (const name of ['Ada Example', 'Ada Example', 'Zz Typed By Mistake'])
    expect((await ask('/api/sign-in', { name, passphrase: 'not this one' }, { device })).status).toBe(401);
  const failed = (await own()).filter(({ action }) => action === 'sign-in/failed');
  const known = failed[0]?.refs[1];
  expect(known).toMatch(/^user:/);
  expect(failed.map(({ refs, reason, verdict }) => [verdict, reason, ...refs])).toEqual([
    ['denied', '', `device:${device.deviceNo}`, known],
    ['denied', '', `device:${device.deviceNo}`, known],
    ['denied', '', `device:${device.deviceNo}`]
  ]);
});

test('[AUD-15] what a role or a device may not have is refused, and that it was asked for is written down', async () => {
  const { user, passphrase } = await json<NewPassphrase>('/api/people', { name: 'Bo Brook', role: 'clerk' }, manager);
  const { device } = manager;
  const { session } = await json<SignedIn>('/api/sign-in', { name: user, passphrase }, { device });
  expect((await ask('/api/people', undefined, { device, session: session.token })).status).toBe(403);
  const kiosk = await rig.enrol('kiosk');
  const socket = await muxSocket(rig, kiosk);
  openChannel(socket, kiosk, 1, patientDoc('p-1'));
  expect(await socket.next((bytes) => muxOf(bytes, 'refused'))).toMatchObject({ code: 'E_ROLE' });
  expect(lines(await own()).filter((line) => line.includes('denied'))).toEqual([
    `device:1 access/denied device:${device.deviceNo} user:${user} person/not-allowed /api/people denied`,
    `device:1 access/denied device:${kiosk.deviceNo} document:patient/p-1 E_ROLE denied`
  ]);
});

test('[AUD-15] a server that runs otherwise than before says so in its own log, once', async () => {
  await rig.stop();
  for (const databaseRuns of [1, 2]) {
    const again = await startRig({ dataDir: rig.dataDir, now: () => NOW });
    await again.audit.served.flush();
    const configured = entriesIn(await again.clinic.read(auditDoc(1, '2026-11-20'))).filter(
      ({ action }) => action === 'server/configured'
    );
    expect(
      configured.map(({ reason }) => reason),
      `start ${databaseRuns}`
    ).toEqual(['sqlite, no tls, one address']);
    await again.stop();
  }
});
