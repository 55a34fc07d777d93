import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { NewPassphrase } from '#domain/practice/staff-lines.ts';
import { SESSION_HEADER, type DeviceCredentials, type ErrorBody, type SignedIn } from '#protocol/http.ts';
import type { BegunPasskey, PasskeyChallenge, PasskeyLine, PasskeySignedIn, WaysIn } from '#protocol/passkeys.ts';
import { CHALLENGE_LIFE_MS } from '#server/people/challenges.ts';
import { softPasskey, type SoftPasskey, type SoftSaid } from '#tests/fixtures/soft-passkey.ts';
import { PRACTICE, startRig, type Rig } from './rig.ts';

const ORIGIN = 'https://desk.example.org';
const HERE = { origin: ORIGIN, rpId: 'desk.example.org' };
const PASSPHRASE = PRACTICE.manager.passphrase;
let rig: Rig;
let now = Date.parse('2026-11-20T14:00:00Z');
let ada: Desk;
let key: SoftPasskey;

interface Desk {
  readonly device: DeviceCredentials;
  readonly session: string;
}

beforeAll(async () => {
  rig = await startRig({ now: () => now });
  const { device, session } = await json<SignedIn>(ask('/api/setup', PRACTICE));
  ada = { device: device!, session: session.token };
});
beforeEach(async () => {
  await rig.core.records.ask('DELETE FROM passkeys');
  key = await softPasskey(HERE);
});
afterAll(() => rig.dispose());

async function ask(path: string, body?: unknown, by?: Partial<Desk>): Promise<Response> {
  // As a browser asks by way of a proxy: a page of ORIGIN, at ORIGIN's host.
  const text = body === undefined ? undefined : JSON.stringify(body);
  return await new Promise((resolve, reject) => {
    const sent = request(
      `${rig.http}${path}`,
      {
        method: text === undefined ? 'GET' : 'POST',
        headers: {
          host: 'desk.example.org',
          origin: ORIGIN,
          ...(text !== undefined && { 'content-type': 'application/json' }),
          ...(by?.device && { authorization: `Bearer ${by.device.token}` }),
          ...(by?.session !== undefined && { [SESSION_HEADER]: by.session })
        }
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => resolve(new Response(Buffer.concat(parts), { status: answer.statusCode ?? 0 })));
      }
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

async function json<T>(response: Promise<Response>): Promise<T> {
  const answer = await response;
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

async function refusal(response: Promise<Response>): Promise<[number, string]> {
  const answer = await response;
  const { error } = (await answer.json()) as ErrorBody;
  expect(error.say).not.toBe('');
  return [answer.status, error.code];
}

const begin = (by: Desk, passphrase: string = PASSPHRASE) =>
  json<BegunPasskey>(ask('/api/passkeys/begin', { passphrase }, by));

async function add(by: Desk, passkey = key, passphrase?: string): Promise<PasskeyLine> {
  const { challenge, userHandle } = await begin(by, passphrase);
  passkey.userHandle = userHandle;
  const made = await passkey.make(challenge);
  const assertion = await passkey.assert(challenge);
  return await json<PasskeyLine>(ask('/api/passkeys/add', { challenge, name: 'Ring', made, assertion }, by));
}

const challengeOf = async (): Promise<string> =>
  (await json<PasskeyChallenge>(ask('/api/passkeys/challenge', {}))).challenge;

async function signIn(passkey = key, said: Partial<SoftSaid> = {}, device: Partial<Desk> = { device: ada.device }) {
  const challenge = await challengeOf();
  const asked = { challenge, assertion: await passkey.assert(challenge, said) };
  return await noting(ask('/api/passkeys/sign-in', asked, device));
}

/** Who signs in again at the same desk is out of the session before [SES-2]. */
async function noting(answer: Promise<Response>): Promise<Response> {
  const copy = (await answer).clone();
  const signedIn = copy.ok ? ((await copy.json()) as SignedIn) : null;
  if (signedIn?.user.user === 'ada-example' && !signedIn.device) ada = { ...ada, session: signedIn.session.token };
  return await answer;
}

let people = 0;
async function clerk(): Promise<{ readonly user: string; readonly desk: Desk; readonly passphrase: string }> {
  const name = `Bo Example ${'ABCDEFGH'[people++]}`;
  const { user, passphrase } = await json<NewPassphrase>(ask('/api/people', { name, role: 'clerk' }, ada));
  const device = ada.device;
  const { session } = await json<SignedIn>(ask('/api/sign-in', { name: user, passphrase }, { device }));
  return { user, desk: { device, session: session.token }, passphrase };
}

test('[KEY-1] a person adds a passkey at a desk they are signed in at, with their passphrase, and signs in with it', async () => {
  expect(await refusal(ask('/api/passkeys/begin', { passphrase: 'another one' }, ada))).toEqual([
    401,
    'passkey/passphrase'
  ]);
  expect(await refusal(ask('/api/passkeys/begin', { passphrase: PASSPHRASE }))).toEqual([401, 'device/unknown']);
  const nobody = { device: ada.device };
  expect(await refusal(ask('/api/passkeys/begin', { passphrase: PASSPHRASE }, nobody))).toEqual([401, 'session/over']);
  const line = await add(ada);
  expect(line).toEqual({ credential: key.credential, name: 'Ring', addedAt: now, usedAt: null, device: 'A' });

  const answer = await json<PasskeySignedIn>(signIn());
  expect(answer).toMatchObject({
    user: { user: 'ada-example', role: 'manager' },
    device: null,
    passkey: { publicKey: key.publicKey, algorithm: -7 }
  });
  const again = { device: ada.device, session: answer.session.token };
  expect(await json<PasskeyLine[]>(ask('/api/passkeys', undefined, again))).toEqual([{ ...line, usedAt: now }]);
});

test('[KEY-1] an authenticator that signs with RSA is as good', async () => {
  const rsa = await softPasskey(HERE, -257);
  await add(ada, rsa);
  expect((await signIn(rsa)).status).toBe(200);
  expect(await refusal(signIn(rsa, { isForged: true }))).toEqual([401, 'passkey/wrong']);
});

test('[KEY-1] a manager’s passkey makes a browser a desk; a clerk’s does not', async () => {
  await add(ada);
  expect(await json<PasskeySignedIn>(signIn(key, {}, {}))).toMatchObject({ device: { role: 'desk' } });
  const bo = await clerk();
  const his = await softPasskey(HERE);
  await add(bo.desk, his, bo.passphrase);
  expect(await refusal(signIn(his, {}, {}))).toEqual([403, 'sign-in/no-device']);
});

describe('[KEY-2] what an authenticator said elsewhere, before, or of something else is not taken', () => {
  const BAD: [string, Partial<SoftSaid>][] = [
    ['another origin', { origin: 'https://desk.example.com' }],
    ['another rpId', { rpId: 'example.com' }],
    ['a forged signature', { isForged: true }],
    ['nobody present', { flags: 0x04 }],
    ['nobody verified', { flags: 0x01 }],
    ['a key that was made, not shown', { type: 'webauthn.create' }],
    ['a frame in another page', { crossOrigin: true }]
  ];
  test('signing in', async () => {
    await add(ada);
    for (const [what, said] of BAD) {
      expect(await refusal(signIn(key, said)), what).toEqual([401, 'passkey/wrong']);
      expect((await signIn()).status).toBe(200);
    }
  });
  test('adding, in what was made and in what it signed', async () => {
    const { challenge } = await begin(ada);
    for (const [what, { flags, type, ...said }] of BAD) {
      const shown = { ...said, ...(flags && { flags }), ...(type && { type }) };
      const ofMade = { ...said, ...(flags && { flags: flags | 0x40 }), ...(type && { type: 'webauthn.get' as const }) };
      const bad = [
        [await key.make(challenge), await key.assert(challenge, shown)],
        ...(said.isForged ? [] : [[await key.make(challenge, ofMade), await key.assert(challenge)]])
      ];
      for (const [made, assertion] of bad)
        expect(
          await refusal(ask('/api/passkeys/add', { challenge, name: 'Ring', made, assertion }, ada)),
          what
        ).toEqual([400, 'passkey/not-added']);
    }
    const other = await softPasskey(HERE);
    const another = { challenge, name: 'x', made: await key.make(challenge), assertion: await other.assert(challenge) };
    expect(await refusal(ask('/api/passkeys/add', another, ada))).toEqual([400, 'passkey/not-added']);
    const unnamed = await key.make(challenge);
    const swapped = { ...unnamed, credential: other.credential };
    const wrong = { challenge, name: 'x', made: swapped, assertion: await key.assert(challenge) };
    expect(await refusal(ask('/api/passkeys/add', wrong, ada))).toEqual([400, 'passkey/not-added']);
    expect(await json(ask('/api/passkeys', undefined, ada))).toEqual([]);
  });

  test('a challenge is good once, five minutes, for one purpose, and is ours', async () => {
    await add(ada);
    const challenge = await challengeOf();
    const assertion = await key.assert(challenge);
    const asked = { challenge, assertion };
    const both = await Promise.all([1, 2].map(() => noting(ask('/api/passkeys/sign-in', asked, ada))));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(await refusal(ask('/api/passkeys/sign-in', asked, ada))).toEqual([401, 'passkey/wrong']);

    const late = await challengeOf();
    const signed = await key.assert(late);
    now += CHALLENGE_LIFE_MS;
    expect(await refusal(ask('/api/passkeys/sign-in', { challenge: late, assertion: signed }, ada))).toEqual([
      401,
      'passkey/wrong'
    ]);
    const { challenge: ofAdd } = await begin(ada);
    const made = await softPasskey(HERE);
    const forAdd = { challenge: ofAdd, assertion: await key.assert(ofAdd) };
    expect(await refusal(ask('/api/passkeys/sign-in', forAdd, ada))).toEqual([401, 'passkey/wrong']);
    const other = await clerk();
    const stolen = { challenge: ofAdd, name: 'x', made: await made.make(ofAdd), assertion: await made.assert(ofAdd) };
    expect(await refusal(ask('/api/passkeys/add', stolen, other.desk))).toEqual([400, 'passkey/not-added']);
    const own = Buffer.alloc(54, 7).toString('base64url');
    expect(
      await refusal(ask('/api/passkeys/sign-in', { challenge: own, assertion: await key.assert(own) }, ada))
    ).toEqual([401, 'passkey/wrong']);
  });

  test('a passkey of somebody else, or that is not known, signs nobody in', async () => {
    await add(ada);
    const bo = await clerk();
    const his = await softPasskey(HERE);
    await add(bo.desk, his, bo.passphrase);
    const challenge = await challengeOf();
    const asHim = { ...(await key.assert(challenge)), userHandle: his.userHandle };
    expect(await refusal(ask('/api/passkeys/sign-in', { challenge, assertion: asHim }, ada))).toEqual([
      401,
      'passkey/wrong'
    ]);
    const asHers = { ...(await his.assert(challenge)), credential: key.credential };
    expect(await refusal(ask('/api/passkeys/sign-in', { challenge, assertion: asHers }, ada))).toEqual([
      401,
      'passkey/wrong'
    ]);
    expect(await refusal(signIn(await softPasskey(HERE)))).toEqual([401, 'passkey/wrong']);
  });
});

test('[KEY-3] a passkey whose count goes back was copied; one that does not count is taken', async () => {
  await add(ada);
  expect((await signIn(key, { counter: 9 })).status).toBe(200);
  for (const counter of [9, 8, 0]) expect(await refusal(signIn(key, { counter }))).toEqual([401, 'passkey/copied']);
  const still = await softPasskey(HERE);
  const { challenge } = await begin(ada);
  const made = await still.make(challenge);
  const assertion = await still.assert(challenge, { counter: 0 });
  await json(ask('/api/passkeys/add', { challenge, name: 'Phone', made, assertion }, ada));
  for (let i = 0; i < 2; i++) expect((await signIn(still, { counter: 0 })).status).toBe(200);
});

test('[KEY-4] a passkey that was removed, or whose person was disabled, signs in no more, and devices are told to forget it', async () => {
  const bo = await clerk();
  await add(bo.desk, key, bo.passphrase);
  const second = await softPasskey(HERE);
  await add(bo.desk, second, bo.passphrase);
  const remove = (by: Desk) => ask('/api/passkeys/remove', { credential: key.credential }, by);
  expect(await refusal(remove(ada))).toEqual([404, 'passkey/unknown']);
  expect((await remove(bo.desk)).status).toBe(200);
  expect(await refusal(remove(bo.desk))).toEqual([404, 'passkey/unknown']);
  expect(await refusal(signIn())).toEqual([401, 'passkey/wrong']);
  const before = await json<WaysIn>(ask('/api/device/ways-in', undefined, ada));
  expect(before.people).toContain(bo.user);
  expect(before.passkeys).toEqual([second.credential]);
  await json(ask('/api/people/disabled', { user: bo.user, disabled: true }, ada));
  expect(await refusal(signIn(second))).toEqual([401, 'passkey/wrong']);
  const after = await json<WaysIn>(ask('/api/device/ways-in', undefined, ada));
  expect(after.people).toContain('ada-example');
  expect(after.people).not.toContain(bo.user);
  expect(after.passkeys).toEqual([]);
  await json(ask('/api/people/disabled', { user: bo.user, disabled: false }, ada));
  expect(await refusal(signIn(second))).toEqual([401, 'passkey/wrong']);
  expect((await ask('/api/device/ways-in', undefined, { device: ada.device })).status).toBe(401);
});

test('a person names their own passkeys, and has one of each', async () => {
  await add(ada);
  const rename = { credential: key.credential, name: ' Blue key ' };
  await json(ask('/api/passkeys/rename', rename, ada));
  expect((await json<PasskeyLine[]>(ask('/api/passkeys', undefined, ada)))[0]?.name).toBe('Blue key');
  const bo = await clerk();
  expect(await refusal(ask('/api/passkeys/rename', rename, bo.desk))).toEqual([404, 'passkey/unknown']);
  expect((await begin(ada)).known).toEqual([key.credential]);
  const { challenge } = await begin(ada);
  const again = { challenge, name: 'x', made: await key.make(challenge), assertion: await key.assert(challenge) };
  expect(await refusal(ask('/api/passkeys/add', again, ada))).toEqual([409, 'passkey/known']);
});

describe('[API-1] bad input changes nothing and is answered in words', () => {
  const text = 'AAAA'.repeat(10);
  const assertion = { credential: text, clientData: text, authenticatorData: text, signature: text, userHandle: null };
  const made = { credential: text, clientData: text, authenticatorData: text, publicKey: text, algorithm: -7 };
  const signing = { challenge: text, assertion };
  const adding = { challenge: text, name: 'Ring', made, assertion };
  const BAD: [string, string, unknown][] = [
    ['sign-in', 'nothing', {}],
    ['sign-in', 'null', null],
    ['sign-in', 'no signature', { challenge: text, assertion: { ...assertion, signature: undefined } }],
    ['sign-in', 'bytes that are no base64url', { challenge: text, assertion: { ...assertion, credential: 'a+b/=' } }],
    ['sign-in', 'a challenge of 10 KB', { ...signing, challenge: 'A'.repeat(10_000) }],
    [
      'sign-in',
      'a signature of 10 KB',
      { challenge: text, assertion: { ...assertion, signature: 'A'.repeat(10_000) } }
    ],
    ['sign-in', 'keys that are none', { ...signing, keys: { sig: 'x', dh: 'y' } }],
    ['add', 'no name', { ...adding, name: ' ' }],
    ['add', 'a name of 10 KB', { ...adding, name: 'x'.repeat(10_000) }],
    ['add', 'a signature we cannot check', { ...adding, made: { ...made, algorithm: -8 } }],
    ['add', 'a list', []],
    ['begin', 'a passphrase of 10 KB', { passphrase: 'x'.repeat(10_000) }],
    ['remove', 'no credential', {}],
    ['rename', 'a name that is a number', { credential: text, name: 7 }]
  ];
  test.each(BAD)('%s: %s', async (path, _, body) => {
    const { deviceNo } = ada.device;
    ada = { ...ada, session: (await rig.core.sessions.start(deviceNo, 'ada-example')).token };
    expect(await refusal(ask(`/api/passkeys/${path}`, body, ada))).toEqual([400, 'http/bad-request']);
  });

  test('nonsense in the right shape is no passkey', async () => {
    for (const clientData of ['AAAA', 'e30', 'bnVsbA', '__79'])
      expect(
        await refusal(ask('/api/passkeys/sign-in', { challenge: text, assertion: { ...assertion, clientData } }, ada))
      ).toEqual([401, 'passkey/wrong']);
    expect(await refusal(ask('/api/passkeys/add', adding, ada))).toEqual([400, 'passkey/not-added']);
  });
});
