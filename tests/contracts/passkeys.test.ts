import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NewPassphrase } from '#domain/practice/staff-lines.ts';
import { blockSealing } from '#vault/sealing.ts';
import { theseKeys } from '#vault/storage-key.ts';
import { CREDENTIALS_KEY } from '#boot/identity.ts';
import type { Voucher } from '#boot/shown-instead.ts';
import { forgetWaysIn, ownPasskeys } from '#boot/own-passkeys.ts';
import { passkeyRefused, type Authenticators } from '#boot/passkeys.ts';
import { serverCalls, type ServerCalls } from '#boot/server-calls.ts';
import { breakGlass } from '#boot/break-glass.ts';
import { waysBack, type WaysBack } from '#boot/ways-back.ts';
import { unlockByPasskey } from '#boot/unlock-passkey.ts';
import { KEYS_KEY } from '#boot/key-store.ts';
import { keyFileOf } from '#boot/key-ways.ts';
import { unlockHere, type Unlocked } from '#boot/unlock.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Assertion } from '#protocol/passkeys.ts';
import { openDatabase, type Database } from '#storage/database.ts';
import { writeMeta } from '#storage/meta.ts';
import { newKeyFile } from '#vault/key-file.ts';
import { PRACTICE, startRig, type Rig } from '../../sync-server/tests/rig.ts';
import { softPasskey, type SoftPasskey, type SoftSaid } from '../fixtures/soft-passkey.ts';

/** The whole way between a desk and the server, with an authenticator in memory; a real one is in tests/e2e/people/passkeys.test.ts. */

const HOUR = 3_600_000;
const ADA = { name: PRACTICE.manager.name, passphrase: PRACTICE.manager.passphrase };
let rig: Rig;
let bo: NewPassphrase;
let carl: NewPassphrase;

beforeAll(async () => {
  rig = await startRig();
  await fetch(`${rig.http}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(PRACTICE)
  });
  const first = await desk();
  await first.signIn(ADA);
  [bo, carl] = await Promise.all([first.added('Bo Example'), first.added('Carl Example')]);
});
afterAll(() => rig.dispose());

interface Desk {
  readonly database: Database;
  readonly calls: ServerCalls;
  isDown: boolean;
  now: number;
  /** What is put to the desk. */
  holds: SoftPasskey | null;
  said: Partial<SoftSaid>;
  replays: Assertion | null;
  last: Assertion | null;
  signIn(request: { readonly name: string; readonly passphrase: string }): Promise<Unlocked>;
  byPasskey(): Promise<Result<Unlocked, { readonly code: string }>>;
  own(unlocked: Unlocked): ReturnType<typeof ownPasskeys>;
  /** A manager shows what is put to the desk, to vouch for somebody. */
  vouch(): ReturnType<WaysBack['showPasskey']>;
  added(name: string): Promise<NewPassphrase>;
  token: string | null;
}

let desks = 0;
async function desk(): Promise<Desk> {
  const database = await openDatabase(`passkeys-${desks++}`);
  // What a passphrase costs to stretch is measured elsewhere.
  await writeMeta(database, KEYS_KEY, await newKeyFile({ name: 'argon2id', memoryKiB: 64, passes: 1 }));
  let session: string | undefined;
  const send: typeof fetch = (input, init) =>
    me.isDown ? Promise.reject(new TypeError('no network')) : fetch(input, init);
  const shown = async () => ({ ...(me.token && { token: me.token }), ...(session && { session }) });
  const authenticators = (): Authenticators => ({
    origin: rig.http,
    rpId: '127.0.0.1',
    isOffered: async () => true,
    show: async ({ challenge, allow, prfSalt }) => {
      const { holds } = me;
      if (!holds || (allow.length > 0 && !allow.includes(holds.credential))) return passkeyRefused('passkey/cancelled');
      me.last = me.replays ?? (await holds.assert(challenge, me.said));
      return ok({ assertion: me.last, secret: await holds.prf(prfSalt) });
    },
    make: async ({ challenge, userHandle, known }) => {
      const { holds } = me;
      if (!holds || known.includes(holds.credential)) return passkeyRefused('passkey/known');
      holds.userHandle = userHandle;
      return ok(await holds.make(challenge));
    },
    forget: () => undefined
  });
  const kept = (unlocked: Unlocked): Unlocked => {
    me.token = unlocked.device?.token ?? me.token;
    session = unlocked.session?.token ?? session;
    return unlocked;
  };
  const me: Desk = {
    database,
    calls: serverCalls(rig.http, send, shown),
    isDown: false,
    now: Date.now(),
    holds: null,
    said: {},
    replays: null,
    last: null,
    token: null,
    signIn: async (request) => {
      const unlocked = await unlockHere(database, me.calls, request, me.token, () => me.now);
      if (!unlocked.ok) throw new Error(unlocked.error.code);
      return kept(unlocked.value);
    },
    byPasskey: async () => {
      const how = { token: me.token, now: () => me.now };
      const unlocked = await unlockByPasskey(database, me.calls, authenticators(), how);
      return unlocked.ok ? ok(kept(unlocked.value)) : err({ code: unlocked.error.code });
    },
    vouch: () => waysBack(me.calls, database, authenticators(), async () => ok()).showPasskey(),
    own: ({ user, key }) =>
      ownPasskeys({ database, calls: me.calls, authenticators: authenticators(), token: me.token ?? '', user, key }),
    added: async (name) => {
      const answer = await me.calls.manage<NewPassphrase>('people', me.token ?? '', { name, role: 'clerk' });
      if (!answer.ok) throw new Error(answer.error.code);
      return answer.value;
    }
  };
  return me;
}

const key = () => softPasskey({ origin: rig.http, rpId: '127.0.0.1' });
const asked = ({ user, passphrase }: NewPassphrase) => ({ name: user, passphrase });

async function isSameKey(one: Unlocked, other: Unlocked): Promise<boolean> {
  const sealed = await blockSealing(theseKeys(one.key)).sealBytes(['x'], Uint8Array.of(1, 2, 3));
  return (await blockSealing(theseKeys(other.key)).openBytes(['x'], sealed)) !== null;
}

/** A desk of the manager's, where Bo has added a passkey. */
async function withPasskey(): Promise<{ readonly at: Desk; readonly his: SoftPasskey; readonly before: Unlocked }> {
  const at = await desk();
  await at.signIn(ADA);
  const before = await at.signIn(asked(bo));
  const his = (at.holds = await key());
  expect(await at.own(before).add({ name: 'Ring', passphrase: bo.passphrase })).toMatchObject({ ok: true });
  return { at, his, before };
}

const opened = (answer: Result<Unlocked, unknown>): Unlocked => {
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
};

test('[KEY-5] a passkey signs in and opens the desk, with the server and without', async () => {
  const { at, before } = await withPasskey();
  const online = opened(await at.byPasskey());
  expect(online).toMatchObject({ user: { user: bo.user }, session: { idleMs: 12 * HOUR } });
  expect(await isSameKey(before, online)).toBe(true);

  at.isDown = true;
  const offline = opened(await at.byPasskey());
  expect(offline).toMatchObject({ user: { user: bo.user }, session: null });
  expect(await isSameKey(before, offline)).toBe(true);
  // The passphrase stays the other way in.
  expect(await isSameKey(before, await at.signIn(asked(bo)))).toBe(true);
});

test('[KEY-5] who has a passkey from another desk comes in with the server, and from then on without', async () => {
  const { his } = await withPasskey();
  const other = await desk();
  await other.signIn(ADA);
  other.holds = his;
  other.isDown = true;
  expect(await other.byPasskey()).toEqual(err({ code: 'passkey/none-here' }));
  other.isDown = false;
  const online = opened(await other.byPasskey());
  expect(await isSameKey(await other.signIn(ADA), online)).toBe(true);
  other.isDown = true;
  expect(await isSameKey(opened(await other.byPasskey()), online)).toBe(true);
});

test('[KEY-6] without the server the signature is checked too: what was caught, forged, or said elsewhere opens nothing', async () => {
  const { at, his } = await withPasskey();
  at.isDown = true;
  opened(await at.byPasskey());
  at.replays = at.last;
  expect(await at.byPasskey(), 'one that was caught').toEqual(err({ code: 'passkey/not-theirs' }));
  at.replays = null;
  const bad: [string, Partial<SoftSaid>][] = [
    ['forged', { isForged: true }],
    ['another origin', { origin: 'https://evil.example' }],
    ['another host', { rpId: 'evil.example' }],
    ['nobody verified', { flags: 0x01 }],
    ['made, not shown', { type: 'webauthn.create' }]
  ];
  for (const [what, said] of bad) {
    at.said = said;
    expect(await at.byPasskey(), what).toEqual(err({ code: 'passkey/not-theirs' }));
  }
  at.said = {};
  // Somebody else's key under his number: another secret, which opens nothing.
  const another = await key();
  at.holds = { ...another, credential: his.credential, assert: his.assert };
  expect(await at.byPasskey()).toEqual(err({ code: 'passkey/not-here' }));
  // His secret under a key of hers: the signature is not his.
  at.holds = {
    ...his,
    assert: async (challenge) => ({ ...(await another.assert(challenge)), credential: his.credential })
  };
  expect(await at.byPasskey()).toEqual(err({ code: 'passkey/not-theirs' }));
  at.holds = another;
  expect(await at.byPasskey()).toEqual(err({ code: 'passkey/cancelled' }));
});

test('[KEY-6] a passkey opens no longer without the server than a passphrase does', async () => {
  const { at } = await withPasskey();
  at.isDown = true;
  at.now += 13 * HOUR;
  expect(await at.byPasskey()).toEqual(err({ code: 'ask-manager' }));
  at.now += 72 * HOUR;
  expect(await at.byPasskey()).toEqual(err({ code: 'lease-over' }));
});

test('[KEY-1] the passphrase is asked for again, and the wrong one makes no passkey', async () => {
  const at = await desk();
  const ada = await at.signIn(ADA);
  at.holds = await key();
  expect(await at.own(ada).add({ name: 'Ring', passphrase: 'not mine at all' })).toMatchObject({
    error: { code: 'passkey/passphrase' }
  });
  at.holds = null;
  expect(await at.own(ada).add({ name: 'Ring', passphrase: ADA.passphrase })).toMatchObject({
    error: { code: 'passkey/known' }
  });
  expect(await at.calls.manage('passkeys', at.token ?? '')).toEqual(ok([]));
  expect((await keyFileOf(at.database)).wraps.map(({ kind }) => kind)).toEqual(['passphrase']);
});

test('[KEY-9] a passkey that was removed opens this desk no more, nor another when it next hears of it', async () => {
  const { at, his } = await withPasskey();
  const other = await desk();
  await other.signIn(ADA);
  other.holds = his;
  const there = opened(await other.byPasskey());
  const here = opened(await at.byPasskey());
  expect(await at.own(here).remove(his.credential)).toEqual(ok());
  for (const one of [at, other]) expect(await one.byPasskey()).toEqual(err({ code: 'passkey/wrong' }));
  at.isDown = true;
  expect(await at.byPasskey()).toEqual(err({ code: 'passkey/none-here' }));

  await forgetWaysIn(other.database, other.calls, other.token ?? '', there.key);
  other.isDown = true;
  expect(await other.byPasskey()).toEqual(err({ code: 'passkey/none-here' }));
});

test('[KEY-9] who was disabled has no way in left, passkey or passphrase; without an answer everybody keeps theirs', async () => {
  const at = await desk();
  await at.signIn(ADA);
  const his = await at.signIn(asked(carl));
  at.holds = await key();
  expect(await at.own(his).add({ name: 'Ring', passphrase: carl.passphrase })).toMatchObject({ ok: true });
  const ada = await at.signIn(ADA);
  expect(await at.calls.manage('people/disabled', at.token ?? '', { user: carl.user, disabled: true })).toMatchObject({
    ok: true
  });
  at.isDown = true;
  await forgetWaysIn(at.database, at.calls, at.token ?? '', ada.key);
  expect((await keyFileOf(at.database)).wraps).toHaveLength(3);
  at.isDown = false;
  await forgetWaysIn(at.database, at.calls, at.token ?? '', ada.key);
  expect((await keyFileOf(at.database)).wraps.map(({ kind }) => kind)).toEqual(['passphrase']);
  at.isDown = true;
  expect(await at.byPasskey()).toEqual(err({ code: 'passkey/none-here' }));
  await expect(at.signIn(asked(carl))).rejects.toThrow('unknown-offline');
});

/** A desk where the manager has a passkey, and what emergency access there answers to what was shown. */
async function withVoucher() {
  const at = await desk();
  const before = await at.signIn(ADA);
  at.holds = await key();
  expect(await at.own(before).add({ name: 'Ring', passphrase: ADA.passphrase })).toMatchObject({ ok: true });
  await writeMeta(at.database, CREDENTIALS_KEY, { token: at.token });
  const glass = async (managers: readonly Voucher[], name = 'Bo Example') => {
    const answer = await breakGlass(at.database, at.calls, { name, reason: 'nobody else is here', managers });
    return answer.ok ? answer : err(answer.error.code);
  };
  const shown = async (): Promise<Voucher> => {
    const answer = await at.vouch();
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value;
  };
  return { at, before, glass, shown };
}

// Before those that fail: whoever fails waits.
test('[LOST-1] two managers renew a lost sign-in, one by a passkey; the same one twice is one', async () => {
  const { at, shown } = await withVoucher();
  const dee = await at.calls.manage<NewPassphrase>('people', at.token ?? '', { name: 'Dee Example', role: 'manager' });
  if (!dee.ok) throw new Error(dee.error.code);
  const way = waysBack(at.calls, at.database, null as never, async () => ok()); // shows nothing here
  const eve = await at.added('Eve Example');
  const lost = { name: 'Eve Example', reason: 'lost the paper' };
  expect(await way.renew({ ...lost, managers: [ADA, await shown()] })).toMatchObject({
    error: { code: 'recovery/twice' }
  });
  const typed = { name: 'Dee Example', passphrase: dee.value.passphrase };
  const renewed = await way.renew({ ...lost, managers: [await shown(), typed] });
  expect(renewed.ok ? null : renewed.error.code).toBeNull();
  expect(renewed).toMatchObject({
    ok: true,
    value: { user: eve.user }
  });
});

test('[GLASS-1] a manager vouches with a passkey: once, for somebody else, and by what it signed for that', async () => {
  const { at, before, glass, shown } = await withVoucher();
  const opened = await glass([await shown()]);
  if (!opened.ok) throw new Error(opened.error);
  expect(opened.value).toMatchObject({ user: { user: bo.user }, glass: { means: 'manager', vouched: [ADA.name] } });
  expect(await isSameKey(before, opened.value as Unlocked)).toBe(true);

  const used = await shown();
  await glass([used]);
  expect(await glass([used])).toEqual(err('recovery/passkey'));
  expect(await glass([await shown()], ADA.name)).toEqual(err('recovery/self'));
  // Signed to sign in: good for nothing here.
  const { last } = (await at.byPasskey(), at);
  const signedIn = await shown();
  if (!('passkey' in signedIn) || !last) throw new Error('no passkey');
  const other = { passkey: { ...signedIn.passkey, shown: { ...signedIn.passkey.shown, assertion: last } } };
  expect(await glass([other])).toEqual(err('recovery/passkey'));
});

test('[GLASS-1] without the server a manager’s passkey that was used here opens the desk’s key, and no other does', async () => {
  const { at, glass, shown } = await withVoucher();
  at.isDown = true;
  // It opened: who is asked for is looked up with the key, in a store that knows nobody yet.
  expect(await glass([await shown()])).toEqual(err('glass/nobody'));
  at.said = { origin: 'https://elsewhere.example.org' };
  expect(await glass([await shown()])).toEqual(err('glass/unknown-passkey'));
  at.said = {};
  at.isDown = false;
  const his = (at.holds = await key());
  expect(await at.own(await at.signIn(asked(bo))).add({ name: 'Ring', passphrase: bo.passphrase })).toMatchObject({
    ok: true
  });
  expect(his).toBeDefined();
  expect(await glass([await shown()], 'Eve Example'), 'a clerk’s, with the server').toEqual(err('recovery/passkey'));
  at.isDown = true;
  expect(await glass([await shown()], 'Eve Example'), 'a clerk’s, without').toEqual(err('glass/unknown-passkey'));
});
