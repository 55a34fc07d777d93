import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { NewPassphrase } from '#domain/practice/staff-lines.ts';
import type { DeviceCredentials, SignedIn } from '#protocol/http.ts';
import { openBox } from '#protocol/box.ts';
import { newRecoveryKit, openKit, type RecoveryKit } from '#protocol/recovery-kit.ts';
import { KIT_PROOF, type BrokenGlass, type RecoveryChallenge, type RecoveryKeyInForce } from '#protocol/recovery.ts';
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

const IVY = { name: 'Ivy Manager', passphrase: 'six plain words for ivy here' };
const NELL = { name: 'Nell Clerk', passphrase: 'six plain words for nell here' };
const ADA = PRACTICE.manager;

async function person(of: typeof IVY, role: 'manager' | 'clerk') {
  await rig.clinic.putPerson({ user: of.name.split(' ')[0]!.toLowerCase(), initials: 'X', role, ...of });
}

/** What a page with the words answers to a challenge. */
async function proof({ words, publicKey }: RecoveryKit): Promise<string> {
  const { body } = await ask<RecoveryChallenge>('POST', 'recovery/challenge', {});
  const key = await openKit(words.join(' '), publicKey);
  if (!key.ok) throw new Error(key.error.say);
  const opened = await openBox(Buffer.from(body.sealed, 'base64'), key.value, KIT_PROOF);
  return Buffer.from(opened!).toString('base64');
}

const renew = (body: object) => ask<NewPassphrase>('POST', 'recovery/renew', { reason: 'lost the paper', ...body });
const alarms = async () => [...(await rig.core.practice()).alarms.values()];

test('[LOST-1] the kit and a manager, or two managers, give a new passphrase; the old one and what it opened is over', async () => {
  const kit = await newRecoveryKit();
  await setUp(kit);
  await person(IVY, 'manager');
  await person(NELL, 'clerk');
  const device = await rig.enrol('desk');
  const signIn = (who: typeof NELL) => ask<SignedIn>('POST', 'sign-in', who, { token: device.token });
  const { session } = (await signIn(NELL)).body;
  const first = await renew({ name: 'nell clerk', kit: await proof(kit), managers: [IVY] });
  expect(first).toMatchObject({ status: 200, body: { user: 'nell' } });
  expect((await signIn(NELL)).status).toBe(401);
  expect(await rig.core.sessions.byToken(session.token, device.deviceNo)).toBeNull();
  expect((await signIn({ ...NELL, passphrase: first.body.passphrase })).status).toBe(200);
  const second = await renew({ name: 'nell', managers: [IVY, ADA] });
  expect(second.status).toBe(200);
  expect(second.body.passphrase).not.toBe(first.body.passphrase);
  expect(await alarms()).toMatchObject([
    {
      what: 'sign-in-renewed',
      user: 'nell',
      means: 'kit-and-manager',
      vouched: ['Ivy Manager'],
      reason: 'lost the paper'
    },
    { what: 'sign-in-renewed', user: 'nell', means: 'two-managers', vouched: ['Ivy Manager', 'Ada Example'] }
  ]);
});

test('[LOST-1] the only manager gets back in with the kit alone; nobody else does', async () => {
  const kit = await newRecoveryKit();
  await setUp(kit);
  await person(NELL, 'clerk');
  expect(await renew({ name: NELL.name, kit: await proof(kit) })).toMatchObject({
    status: 403,
    body: { error: { code: 'recovery/not-enough' } }
  });
  const renewed = await renew({ name: ADA.name, kit: await proof(kit) });
  expect(renewed.status).toBe(200);
  const back = await ask<SignedIn>('POST', 'sign-in', { name: ADA.name, passphrase: renewed.body.passphrase });
  expect(back.body.user.role).toBe('manager');
  await person(IVY, 'manager');
  expect((await renew({ name: ADA.name, kit: await proof(kit) })).status).toBe(403);
  expect((await alarms()).map(({ means, user }) => [means, user])).toEqual([['kit', 'ada-example']]);
});

test('[LOST-2] an answer is good once, and nothing else shows the kit', async () => {
  const kit = await newRecoveryKit();
  await setUp(kit);
  const answer = await proof(kit);
  expect((await renew({ name: ADA.name, kit: answer })).status).toBe(200);
  const { sealed } = (await ask<RecoveryChallenge>('POST', 'recovery/challenge', {})).body;
  const passkeys = (await ask<{ challenge: string }>('POST', 'passkeys/challenge', {})).body.challenge;
  for (const wrong of [answer, sealed.slice(0, 72), Buffer.from(passkeys, 'base64url').toString('base64'), 'AAAA'])
    expect(await renew({ name: ADA.name, kit: wrong })).toMatchObject({
      status: 401,
      body: { error: { code: 'recovery/kit' } }
    });
  expect((await ask('POST', 'recovery/challenge', {})).status).toBe(200);
});

test('[LOST-3] wrong tries are told apart from too little, slow down, and stop nobody elsewhere', async () => {
  let time = Date.now();
  rig = await startRig({ now: () => time });
  await ask('POST', 'setup', PRACTICE);
  await person(IVY, 'manager');
  await person(NELL, 'clerk');
  const code = async (body: object) => (await renew(body)).body.error?.code;
  expect(await code({ name: 'nell' })).toBe('recovery/not-enough');
  expect(await code({ name: 'nell', managers: [IVY] })).toBe('recovery/not-enough');
  expect(await code({ name: 'nobody', managers: [IVY, ADA] })).toBe('people/unknown');
  expect(await code({ name: IVY.name, managers: [IVY, ADA] })).toBe('recovery/self');
  expect(await code({ name: 'nell', managers: [IVY, IVY] })).toBe('recovery/twice');
  expect((await ask('POST', 'recovery/challenge', {})).body.error?.code).toBe('recovery/no-kit');
  for (let i = 0; i < 5; i++)
    expect(await code({ name: 'nell', managers: [ADA, i % 2 ? NELL : { ...IVY, passphrase: 'guess' }] })).toBe(
      'recovery/manager'
    );
  expect(await code({ name: 'nell', managers: [IVY, ADA] })).toBe('sign-in/wait');
  expect((await ask('POST', 'sign-in', ADA)).status).toBe(200);
  time += 5_000;
  expect(await code({ name: 'nell', managers: [IVY, ADA] })).toBeUndefined();
  await rig.core.people.disable('nell');
  expect(await code({ name: 'nell', managers: [IVY, ADA] })).toBe('people/unknown');
});

test('[LOST-4] what is no request is refused by name, and nothing is renewed', async () => {
  await setUp(null);
  const before = await alarms();
  for (const body of [
    {},
    { name: '', managers: [ADA] },
    { name: 'x'.repeat(121), managers: [ADA] },
    { name: 7 },
    { name: 'ada', reason: ' ' },
    { name: 'ada', reason: 'x'.repeat(201) },
    { name: 'ada', managers: [ADA, ADA, ADA] },
    { name: 'ada', managers: 'Ada' },
    { name: 'ada', managers: [{ name: 'Ada' }] },
    { name: 'ada', managers: [{ name: 'Ada', passphrase: 'x'.repeat(300) }] },
    { name: 'ada', kit: 'not base64!' },
    { name: 'ada', kit: 'A'.repeat(132) },
    { name: 'ada', kit: 7 }
  ])
    expect(await renew(body), JSON.stringify(body).slice(0, 60)).toMatchObject({
      status: 400,
      body: { error: { code: 'http/bad-request' } }
    });
  expect(await alarms()).toEqual(before);
});

test('[GLASS-2] a desk in an emergency: told to everybody at once, and given its key back', async () => {
  const kit = await newRecoveryKit();
  await setUp(kit);
  await person(NELL, 'clerk');
  const device = await rig.enrol('desk');
  await ask('POST', 'storage-key', { sealed: 'AAAAAAAAAAAA' }, { token: device.token });
  const glass = (body: object, token: string | undefined = device.token) =>
    ask<BrokenGlass>(
      'POST',
      'device/break-glass',
      { alarm: 'a123456789012345', name: 'Nell Clerk', reason: 'patient fell', ...body },
      { token }
    );
  const opened = await glass({ managers: [ADA] });
  expect(opened).toMatchObject({
    status: 200,
    body: { user: { user: 'nell', role: 'clerk' }, storageKey: 'AAAAAAAAAAAA' }
  });
  expect((await glass({ kit: await proof(kit) })).status).toBe(200);
  // Told twice it is one.
  expect(await alarms()).toMatchObject([
    {
      alarm: 'a123456789012345',
      what: 'glass-broken',
      user: 'nell',
      means: 'manager',
      vouched: ['Ada Example'],
      device: device.label
    }
  ]);
  const kiosk = await rig.enrol('kiosk');
  for (const [body, token, code] of [
    [{}, device.token, 'recovery/not-enough'],
    [{ managers: [NELL] }, device.token, 'recovery/manager'],
    [{ name: ADA.name, managers: [ADA] }, device.token, 'recovery/self'],
    [{ name: 'nobody', managers: [ADA] }, device.token, 'people/unknown'],
    [{ managers: [ADA] }, kiosk.token, 'device/not-here'],
    [{ managers: [ADA] }, 'x', 'device/unknown'],
    [{ managers: [ADA], alarm: '../x' }, device.token, 'http/bad-request']
  ] as const)
    expect((await glass(body, token)).body.error?.code, JSON.stringify(body)).toBe(code);
  expect(await alarms()).toHaveLength(1);
});
