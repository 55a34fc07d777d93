import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { DeviceCredentials, RecoveryKeyInForce, SignedIn } from '#protocol/http.ts';
import { newRecoveryKit, type RecoveryKit } from '#protocol/recovery-kit.ts';
import { PRACTICE, startRig, type Rig } from './rig.ts';

let rig: Rig;
afterEach(() => rig.dispose());

interface Answer<T> {
  readonly status: number;
  readonly body: T & { readonly error?: { readonly code: string; readonly say: string } };
}

async function ask<T>(
  method: 'GET' | 'POST',
  route: string,
  body?: unknown,
  who?: { readonly token?: string | undefined; readonly session?: string }
): Promise<Answer<T>> {
  const response = await fetch(`${rig.http}/api/${route}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(who?.token !== undefined && { authorization: `Bearer ${who.token}` }),
      ...(who?.session !== undefined && { 'x-anteroom-session': who.session })
    },
    ...(body !== undefined && { body: JSON.stringify(body) })
  });
  return { status: response.status, body: (await response.json()) as Answer<T>['body'] };
}

/** A clinic with a manager at its first desk. */
async function setUp(kit: RecoveryKit | null) {
  rig = await startRig();
  const order = { ...PRACTICE, ...(kit && { recoveryKey: kit.publicKey }) };
  const { status, body } = await ask<SignedIn>('POST', 'setup', order);
  expect(status).toBe(200);
  const device: DeviceCredentials = body.device!;
  return { signedIn: body, desk: { token: device.token, session: body.session.token } };
}

test('[KIT-1] a practice begins with a kit, of which the server has the public half alone', async () => {
  const kit = await newRecoveryKit();
  const { signedIn, desk } = await setUp(kit);
  expect(signedIn.recoveryKey).toBe(kit.publicKey);
  expect((await ask<RecoveryKeyInForce>('GET', 'recovery-key', undefined, desk)).body).toEqual({ name: kit.name });
  expect(Buffer.from((await rig.clinic.recoveryKey())!).toString('hex')).toBe(kit.publicKey);
  await rig.stop();
  for (const file of readdirSync(rig.dataDir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())) {
    const bytes = readFileSync(path.join(file.parentPath, file.name));
    for (let i = 1; i < kit.words.length; i++)
      expect(bytes.includes(`${kit.words[i - 1]} ${kit.words[i]}`)).toBe(false);
  }
});

test('[KIT-3] a manager puts another kit in force; devices hear of it at the next sign-in', async () => {
  const { desk } = await setUp(null);
  expect((await ask<RecoveryKeyInForce>('GET', 'recovery-key', undefined, desk)).body).toEqual({ name: null });
  const kit = await newRecoveryKit();
  const made = await ask<RecoveryKeyInForce>('POST', 'recovery-key', { publicKey: kit.publicKey }, desk);
  expect(made.body).toEqual({ name: kit.name });
  const again = await ask<SignedIn>('POST', 'sign-in', { ...PRACTICE.manager }, { token: desk.token });
  expect(again.body.recoveryKey).toBe(kit.publicKey);
});

test('[KIT-3] nobody else does, and nothing that is no key', async () => {
  const kit = await newRecoveryKit();
  const { desk } = await setUp(kit);
  const other = (await newRecoveryKit()).publicKey;
  const clerk = await rig.enrol('desk');
  const session = await rig.signIn(clerk, { user: 'u-9', name: 'Lee Nine', initials: 'LN', role: 'clerk' });
  for (const [who, status] of [
    [{}, 401],
    [{ token: desk.token }, 401],
    [{ token: clerk.token, session }, 403],
    [{ token: clerk.token, session: desk.session }, 401]
  ] as const)
    expect((await ask('POST', 'recovery-key', { publicKey: other }, who)).status).toBe(status);
  for (const publicKey of ['', '04', other.slice(2), `${other}00`, other.toUpperCase(), `02${other.slice(2)}`, 7, null])
    expect((await ask('POST', 'recovery-key', { publicKey }, desk)).status).toBe(400);
  // A point that is not on the curve: whatever is sealed to it, nobody could open.
  expect((await ask('POST', 'recovery-key', { publicKey: `04${'1'.repeat(128)}` }, desk)).status).toBe(400);
  expect((await ask<RecoveryKeyInForce>('GET', 'recovery-key', undefined, desk)).body.name).toBe(kit.name);
});
