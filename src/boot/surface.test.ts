import { Dexie } from 'dexie';
import { expect, test, vi } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { err, ok } from '#domain/result.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { openDatabase } from '#storage/database.ts';
import { keepDraft } from '#storage/drafts.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';
import { readOutbox, waitingIn } from '#storage/outbox.ts';
import { storePacked } from '#storage/packed.ts';
import { setAside } from '#storage/refusals.ts';
import { createStore } from '#storage/store.ts';
import {
  add,
  arrived,
  booked,
  DAY,
  everyRow,
  here,
  NOW,
  packed,
  registered,
  testStore,
  there
} from '#tests/fixtures/test-store.ts';
import { theseKeys } from '#vault/storage-key.ts';
import { sealingWith } from './sealing.ts';
import { UNREACHABLE, type ServerCalls } from './server-calls.ts';
import type { SurfaceSession, SurfaceState } from './surface-state.ts';
import { openSurface } from './surface.ts';
import { unlockHere } from './unlock.ts';

const device: DeviceCredentials = {
  deviceNo: 7,
  role: 'desk',
  site: 'main',
  zone: 'America/New_York',
  label: 'A',
  token: 'token-of-7',
  epoch: 'e1',
  clientIdBase: 7 * 2 ** 20
};
/** Nobody listens there: these devices stand alone. */
const NOWHERE = 'http://127.0.0.1:9';
const ada = { user: 'u-ada', name: 'Ada Quill', initials: 'AQ', role: 'clerk' } as const;
const ben = { user: 'u-ben', name: 'Ben Rook', initials: 'BR', role: 'manager' } as const;
const PEOPLE = [
  { user: ada, passphrase: 'five plain words for ada' },
  { user: ben, passphrase: 'five other words for ben' }
] as const;

const session = { token: 'session-of-ada', endsAt: 8e12, idleMs: 43_200_000 };

const demo = { people: [], codes: { kiosk: 'ABCD1234', board: 'ABCD1235', room: 'ABCD1236' } };

/** What a server answers, in memory: the network is the one thing these tests do without. */
function server(down = { is: false }, copies = new Map<string, string>()): ServerCalls {
  const gone = err(UNREACHABLE);
  const wrong = err({ code: 'wrong-passphrase', say: 'The name or the passphrase is not right.' });
  return {
    dayKeys: async () => gone,
    clinic: async () => (down.is ? gone : ok({ isSetUp: true, practiceName: 'Harbor Street', sites: [], demo })),
    setUp: async () => gone,
    signIn: async ({ name, passphrase }, token) => {
      if (down.is) return gone;
      const person = PEOPLE.find((one) => one.user.name.toLowerCase() === name.toLowerCase());
      if (passphrase !== person?.passphrase) return wrong;
      const copy = token === null ? undefined : copies.get(token);
      return ok({ user: person.user, device: token ? null : device, session, ...(copy ? { storageKey: copy } : {}) });
    },
    passkeyChallenge: async () => gone,
    signInByPasskey: async () => gone,
    signOut: async () => gone,
    beginEnrol: async () =>
      down.is ? gone : err({ code: 'code', say: 'This code is no longer valid. Ask for a new one.' }),
    revealEnrol: async () => gone,
    takeEnrol: async () => gone,
    manage: async () => gone,
    enrol: async ({ code, role }) =>
      down.is
        ? gone
        : code.startsWith('ABCD123')
          ? ok({ ...device, deviceNo: 8, role: role === 'desk' ? 'desk' : role, label: 'K2' })
          : err({ code: 'code', say: 'This code is no longer valid. Ask for a new one.' }),
    enrolmentCode: async () => gone,
    arrivalsKey: async () => gone,
    keepStorageKey: async ({ sealed }, token) => {
      if (down.is) return gone;
      if (!copies.has(token)) copies.set(token, sealed);
      return ok({ sealed: copies.get(token)! });
    },
    storageKey: async (token) => {
      if (down.is) return gone;
      return ok({ sealed: copies.get(token) ?? null });
    }
  };
}

async function until<S extends SurfaceState['step']>(
  session: SurfaceSession,
  step: S
): Promise<Extract<SurfaceState, { step: S }>> {
  return await new Promise((resolve) => {
    const stop = session.watch((state) => {
      if (state.step !== step) return;
      queueMicrotask(() => stop());
      resolve(state as Extract<SurfaceState, { step: S }>);
    });
  });
}

test('[BOOT-1] a fresh desk asks who is there, and then stands at a station', async () => {
  const session = openSurface('desk', { origin: NOWHERE, calls: server(), databaseName: 'boot-1' });
  const { signIn } = await until(session, 'needs-sign-in');

  expect(await signIn({ name: 'Ada Quill', passphrase: 'wrong' })).toMatchObject({ ok: false });
  expect(await signIn({ name: 'ada quill', passphrase: 'five plain words for ada' })).toEqual(ok());

  const { station } = await until(session, 'ready');
  expect(station.user).toEqual(ada);
  expect(station.device).toEqual({ no: 7, label: 'A', site: 'main', surface: 'desk' });
  session.stop();
});

test('[BOOT-2] a reload asks who is there; the day is there with the server gone', async () => {
  const session = openSurface('desk', { origin: NOWHERE, calls: server(), databaseName: 'boot-2' });
  await (await until(session, 'needs-sign-in')).signIn({ name: 'u', passphrase: '' });
  await (await until(session, 'needs-sign-in')).signIn({ name: 'Ada Quill', passphrase: 'five plain words for ada' });
  const { station } = await until(session, 'ready');
  const doc = dayDoc('main', station.today());
  const [recorded] = await station.record('test', doc, [{ kind: 'room/freed', of: { room: 'r1' } }]);
  expect(recorded).toMatchObject({ client: device.clientIdBase + 1, clock: 0, fact: { by: 'u-ada' } });
  session.stop();

  const again = openSurface('desk', { origin: NOWHERE, calls: server({ is: true }), databaseName: 'boot-2' });
  await (await until(again, 'needs-sign-in')).signIn({ name: 'Ada Quill', passphrase: 'five plain words for ada' });
  const { station: later } = await until(again, 'ready');

  expect(await later.rows.rooms('main', later.today())).toMatchObject([{ room: 'r1' }]);
  const [next] = await later.record('test', doc, [{ kind: 'room/freed', of: { room: 'r2' } }]);
  expect(next).toMatchObject({ client: device.clientIdBase + 2, clock: 0 });
  const status = await new Promise((resolve) => {
    later.watchStatus((value) => value.unsent === 2 && resolve(value));
  });
  expect(status).toMatchObject({ unsent: 2, waiting: [{ doc, facts: 2 }], refused: [], fault: null });
  again.stop();
});

test('[BOOT-4] offline, only who has signed in here before comes in, and only with the right passphrase', async () => {
  const down = { is: false };
  const session = openSurface('desk', { origin: NOWHERE, calls: server(down), databaseName: 'boot-4' });
  await (await until(session, 'needs-sign-in')).signIn({ name: 'Ada Quill', passphrase: 'five plain words for ada' });
  await (await until(session, 'ready')).signOut();
  down.is = true;
  const { signIn } = await until(session, 'needs-sign-in');

  expect(await signIn({ name: 'Ada Quill', passphrase: 'five plain words' })).toMatchObject({
    ok: false,
    error: { code: 'unknown-offline' }
  });
  expect(await signIn({ name: 'Ben Rook', passphrase: 'five plain words for ada' })).toMatchObject({ ok: false });
  expect(await signIn({ name: 'u-ADA', passphrase: 'five plain words for ada' })).toEqual(ok());
  expect((await until(session, 'ready')).station.user).toEqual(ada);
  session.stop();
});

test('[VAU-4] another person signs in on a locked device with the copy at the server, and is known offline from then on', async () => {
  const down = { is: false };
  const copies = new Map<string, string>();
  const calls = server(down, copies);
  const session = openSurface('desk', { origin: NOWHERE, calls, databaseName: 'boot-copy' });
  await (await until(session, 'needs-sign-in')).signIn({ name: 'Ada Quill', passphrase: PEOPLE[0].passphrase });
  const first = await until(session, 'ready');
  const doc = dayDoc('main', first.station.today());
  await first.station.record('test', doc, [{ kind: 'room/freed', of: { room: 'r1' } }]);
  await first.signOut();

  const kept = new Map(copies);
  copies.clear();
  const asBen = { name: 'Ben Rook', passphrase: PEOPLE[1].passphrase };
  expect(await (await until(session, 'needs-sign-in')).signIn(asBen)).toMatchObject({ error: { code: 'key-missing' } });
  for (const [token, copy] of kept) copies.set(token, copy);
  expect(await (await until(session, 'needs-sign-in')).signIn(asBen)).toEqual(ok());
  const second = await until(session, 'ready');
  expect(await second.station.rows.rooms('main', second.station.today())).toMatchObject([{ room: 'r1' }]);
  await second.signOut();

  down.is = true;
  expect(await (await until(session, 'needs-sign-in')).signIn(asBen)).toEqual(ok());
  expect((await until(session, 'ready')).station.user).toEqual(ben);
  session.stop();
});

test('[VAU-5] a second tab opens with the first one’s key, and both shut together', async () => {
  const options = { origin: NOWHERE, calls: server(), databaseName: 'boot-tabs' };
  const one = openSurface('desk', options);
  await (await until(one, 'needs-sign-in')).signIn({ name: 'Ada Quill', passphrase: PEOPLE[0].passphrase });
  await until(one, 'ready');
  const other = openSurface('desk', options);
  const { station, signOut } = await until(other, 'ready');
  expect(station.user).toEqual(ada);
  await signOut();
  await until(one, 'needs-sign-in');
  await until(other, 'needs-sign-in');
  one.stop();
  other.stop();
});

test('[VAU-7] a tablet’s key is with the server: without it the tablet says so and opens by itself later', async () => {
  const down = { is: false };
  const copies = new Map<string, string>();
  const options = { origin: NOWHERE, calls: server(down, copies), databaseName: 'boot-tablet' };
  const session = openSurface('room', options);
  await (await until(session, 'needs-enrolment')).enrol('ABCD1236', () => undefined);
  const { station } = await until(session, 'ready');
  await station.record('test', dayDoc('main', station.today()), [{ kind: 'room/freed', of: { room: 'r1' } }]);
  session.stop();
  expect(copies.size).toBe(1);

  down.is = true;
  const again = openSurface('room', options);
  const fault = await until(again, 'fault');
  expect(fault.words).toMatch(/locked until/);
  down.is = false;
  fault.retry();
  const later = (await until(again, 'ready')).station;
  expect(await later.rows.rooms('main', later.today())).toMatchObject([{ room: 'r1' }]);
  again.stop();
});

test('[VAU-6] beyond the lease a clerk needs a manager, who then lets others in too', async () => {
  const down = { is: false };
  const copies = new Map<string, string>();
  const session = openSurface('desk', { origin: NOWHERE, calls: server(down, copies), databaseName: 'boot-lease' });
  const asAda = { name: 'Ada Quill', passphrase: PEOPLE[0].passphrase };
  const asBen = { name: 'Ben Rook', passphrase: PEOPLE[1].passphrase };
  for (const person of [asAda, asBen]) {
    await (await until(session, 'needs-sign-in')).signIn(person);
    await (await until(session, 'ready')).signOut();
  }
  down.is = true;
  const database = await openDatabase('boot-lease-sealed');
  await writeMeta(database, 'heard', Date.now() - 13 * 3_600_000);
  database.close();
  expect(await (await until(session, 'needs-sign-in')).signIn(asAda)).toMatchObject({ error: { code: 'ask-manager' } });
  expect(await (await until(session, 'needs-sign-in')).signIn(asBen)).toEqual(ok());
  await (await until(session, 'ready')).signOut();
  expect(await (await until(session, 'needs-sign-in')).signIn(asAda)).toEqual(ok());
  await until(session, 'ready');
  session.stop();
});

test('[FORM-11] a screen that is handed over is so in every tab, and only who is known gets it back', async () => {
  const options = { origin: NOWHERE, calls: server(), databaseName: 'boot-handed' };
  const one = openSurface('desk', options);
  await (await until(one, 'needs-sign-in')).signIn({ name: 'Ada Quill', passphrase: PEOPLE[0].passphrase });
  const ready = await until(one, 'ready');
  await ready.setPin('482915');
  expect(ready.handed).toBeNull();
  ready.handOver('packet1');
  expect((await until(one, 'ready')).handed).toBe('packet1');
  const other = openSurface('desk', options);
  expect((await until(other, 'ready')).handed).toBe('packet1');

  ready.lock();
  const locked = await until(one, 'locked');
  expect(await locked.enter('u-ada', '482916')).toMatchObject({ ok: false });
  expect(await locked.enter('u-ada', '482915')).toEqual(ok());
  expect((await until(one, 'ready')).handed).toBeNull();
  await vi.waitFor(async () => expect((await until(other, 'ready')).handed).toBeNull());
  for (const session of [one, other]) session.stop();
});

test('[VAU-8] [VAU-9] a locked desk shows nothing; who is known comes back by PIN, another takes over', async () => {
  const session = openSurface('desk', { origin: NOWHERE, calls: server(), databaseName: 'boot-lock' });
  const asAda = { name: 'Ada Quill', passphrase: PEOPLE[0].passphrase };
  const asBen = { name: 'Ben Rook', passphrase: PEOPLE[1].passphrase };
  await (await until(session, 'needs-sign-in')).signIn(asAda);
  const first = await until(session, 'ready');
  expect(await first.setPin('123456')).toMatchObject({ error: { code: 'pin/simple' } });
  expect(await first.setPin('482915')).toEqual(ok());
  await first.station.keepDraft({ key: 'd', title: 'Half', path: '/', content: 1 });
  first.lock();
  const locked = await until(session, 'locked');
  expect(locked.people).toEqual([{ user: ada, hasPin: true }]);
  expect(await locked.enter('u-ada', '482916')).toMatchObject({ error: { say: 'That is not your PIN.' } });
  expect(await locked.enter('u-ben', '482915')).toMatchObject({ ok: false });
  expect(await locked.enter('u-ada', '482915')).toEqual(ok());
  const back = await until(session, 'ready');
  expect(back.station).toBe(first.station);
  expect(await back.station.rows.drafts()).toMatchObject([{ title: 'Half' }]);

  back.lock();
  expect(await (await until(session, 'locked')).signIn(asBen)).toEqual(ok());
  const second = await until(session, 'ready');
  expect(second.station.user).toEqual(ben);
  expect(await second.station.rows.drafts()).toEqual([]);
  second.lock();
  expect(await (await until(session, 'locked')).enter('u-ada', '482915')).toEqual(ok());
  expect((await until(session, 'ready')).station.user).toEqual(ada);
  session.stop();
});

test('[VAU-9] bad input 35: five wrong PINs ask for the passphrase, ten wrong tries for a manager; others keep working', async () => {
  const session = openSurface('desk', { origin: NOWHERE, calls: server(), databaseName: 'boot-tries' });
  const asAda = { name: 'Ada Quill', passphrase: PEOPLE[0].passphrase };
  await (await until(session, 'needs-sign-in')).signIn(asAda);
  const ready = await until(session, 'ready');
  await ready.setPin('482915');
  ready.lock();
  const locked = await until(session, 'locked');
  const said: string[] = [];
  for (let tries = 0; tries < 6; tries++) {
    const answer = await locked.enter('u-ada', '000000');
    if (!answer.ok) said.push(answer.error.say);
  }
  expect(said).toEqual([
    ...Array<string>(4).fill('That is not your PIN.'),
    'Use your passphrase.',
    'Use your passphrase.'
  ]);
  expect(await locked.enter('u-ada', '482915')).toMatchObject({ error: { say: 'Use your passphrase.' } });
  for (let tries = 0; tries < 5; tries++) await locked.signIn({ ...asAda, passphrase: 'wrong' });
  expect(await locked.signIn(asAda)).toMatchObject({
    error: { say: 'Ask a manager to unlock. Others can keep working.' }
  });
  expect(await locked.signIn({ name: 'Ben Rook', passphrase: PEOPLE[1].passphrase })).toEqual(ok());
  const manager = await until(session, 'ready');
  manager.lock();
  expect(await (await until(session, 'locked')).signIn(asAda)).toEqual(ok());
  session.stop();
});

test('[VAU-8] a tab that is opened while the desk is locked is locked too; a key that is forgotten is forgotten in all tabs', async () => {
  const forgotten: string[] = [];
  const options = { origin: NOWHERE, calls: server(), databaseName: 'boot-lock-tabs' };
  const one = openSurface('desk', { ...options, forget: () => forgotten.push('one') });
  await (await until(one, 'needs-sign-in')).signIn({ name: 'Ada Quill', passphrase: PEOPLE[0].passphrase });
  const ready = await until(one, 'ready');
  await ready.setPin('482915');
  ready.lock();
  const other = openSurface('desk', { ...options, forget: () => forgotten.push('other') });
  await (await until(other, 'locked')).enter('u-ada', '482915');
  await until(other, 'ready');
  await until(one, 'ready');
  vi.useFakeTimers({ now: Date.now() + 13 * 3_600_000, toFake: ['Date'] });
  await expect.poll(() => forgotten.sort(), { timeout: 5_000 }).toEqual(['one', 'other']);
  vi.useRealTimers();
  one.stop();
  other.stop();
});

test('[STO-32] blocks that cannot be read leave no blank screen: the desk mends its store and goes on', async () => {
  const session = openSurface('desk', { origin: NOWHERE, calls: server(), databaseName: 'boot-damaged' });
  await (await until(session, 'needs-sign-in')).signIn({ name: 'Ada Quill', passphrase: PEOPLE[0].passphrase });
  const { station } = await until(session, 'ready');
  const doc = dayDoc('main', station.today());
  await station.record('test', doc, [{ kind: 'room/freed', of: { room: 'r1' } }]);
  await station.record('test', 'practice', [{ kind: 'practice/named', of: { name: 'Harbor Street' } }]);
  const disk = await openDatabase('boot-damaged-sealed');
  await disk.updates.toCollection().modify((row) => {
    if (row.doc === 'practice') for (const { bytes } of row.runs) bytes[20]! ^= 1;
  });
  await disk.folded.toCollection().modify((row) => {
    (row.body as unknown as Uint8Array)[0]! ^= 1; // its nonce: what was opened before is known by it
  });
  disk.close();
  await station.rows.practice().catch(() => undefined); // a watch may have met it first, and the desk mends already
  await expect
    .poll(async () => ((await until(session, 'ready')).station === station ? null : 'another'), { timeout: 10_000 })
    .toBe('another');
  const again = (await until(session, 'ready')).station;
  expect(await again.rows.rooms('main', again.today())).toMatchObject([{ room: 'r1' }]);
  expect((await again.rows.practice()).name).toBe('');
  await again.record('test', 'practice', [{ kind: 'practice/named', of: { name: 'Harbor Lane' } }]);
  expect((await again.rows.practice()).name).toBe('Harbor Lane');
  session.stop();
});

test('[STO-33] a store of before there were keys is moved: unsent facts, drafts and refusals are there, sealed, and it is gone', async () => {
  const clear = await testStore('boot-moved');
  const { database } = clear;
  await storePacked(
    clear,
    [packed('p7', 'Zanzibari')],
    [{ key: 'feed', value: { epoch: 'e1', cursor: 3, first: null } }]
  );
  await clear.append([add([booked('a1'), arrived('v1')], there, 0)]);
  await clear.append([add([booked('a2')], here, 0, DAY, true), add([registered('p1')], here, 0, 'patient/p1', true)]);
  await clear.append([add([booked('a3')], here, 1, DAY, true)]);
  await setAside(database, { doc: DAY, client: here, clock: 1, code: 'E_CARD', say: 'Not kept.' }, NOW);
  const body = { title: 'Half', path: '/', content: 1 };
  await keepDraft(database, { user: 'u-ada', key: 'd', savedAt: NOW, body });
  await writeMeta(database, 'device', device);
  await writeMeta(database, 'boot', 7);
  await writeMeta(database, 'user', ada);
  const before = await everyRow(clear);
  const waiting = await waitingIn(database, DAY);

  const session = openSurface('desk', { origin: NOWHERE, calls: server(), databaseName: 'boot-moved' });
  await (await until(session, 'needs-sign-in')).signIn({ name: 'Ada Quill', passphrase: PEOPLE[0].passphrase });
  const { station } = await until(session, 'ready');
  expect(await station.rows.patient('p7')).toMatchObject({ name: { family: 'Zanzibari' } });
  expect(await station.rows.drafts()).toMatchObject([{ title: 'Half' }]);
  session.stop();

  const sealed = await openDatabase('boot-moved-sealed');
  const request = { name: 'u-ada', passphrase: PEOPLE[0].passphrase };
  const unlocked = await unlockHere(sealed, server({ is: true }), request, device.token);
  if (!unlocked.ok) return expect.unreachable(unlocked.error.code);
  sealed.sealing = sealingWith(theseKeys(unlocked.value.key), sealed);
  expect(await everyRow(createStore(sealed, { now: () => NOW }))).toEqual(before);
  expect(await waitingIn(sealed, DAY)).toEqual(waiting);
  expect((await readOutbox(sealed)).refused).toMatchObject([{ say: 'Not kept.' }]);
  expect(await readMeta(sealed, 'boot')).toBeGreaterThanOrEqual(7);
  expect(await readMeta(sealed, 'user')).toBeUndefined();
  expect((await Dexie.getDatabaseNames()).includes('boot-moved')).toBe(false);
  sealed.close();
});

test('[BOOT-5] a kiosk becomes one by a code, and gives tickets that are never given twice', async () => {
  const session = openSurface('kiosk', { origin: NOWHERE, calls: server(), databaseName: 'boot-5' });
  const { enrol } = await until(session, 'needs-enrolment');
  expect(await enrol('WRONG', () => undefined)).toMatchObject({ ok: false, error: { code: 'code' } });
  expect(await enrol('ABCD1234', () => undefined)).toEqual(ok());
  const { station } = await until(session, 'ready');
  expect(await Promise.all([station.newTicket(), station.newTicket()])).toEqual(['K2-001', 'K2-002']);
  session.stop();

  const again = openSurface('kiosk', { origin: NOWHERE, calls: server({ is: true }), databaseName: 'boot-5' });
  expect(await (await until(again, 'ready')).station.newTicket()).toBe('K2-003');
  again.stop();
});

test('[BOOT-6] a fresh device without a server says so in words, and tries again when asked', async () => {
  const down = { is: true };
  const session = openSurface('desk', { origin: NOWHERE, calls: server(down), databaseName: 'boot-6' });
  const fault = await until(session, 'fault');
  expect(fault.words).toBe(UNREACHABLE.say);

  down.is = false;
  fault.retry();
  await until(session, 'needs-sign-in');
  session.stop();
});

test('a station keeps half-filled forms, each person’s own', async () => {
  const session = openSurface('desk', { origin: NOWHERE, calls: server(), databaseName: 'boot-drafts' });
  await (await until(session, 'needs-sign-in')).signIn({ name: 'Ada Quill', passphrase: 'five plain words for ada' });
  const { station } = await until(session, 'ready');
  const seen: number[] = [];
  const stop = station.watch(
    (rows) => rows.drafts(),
    (drafts) => seen.push(drafts.length)
  );
  const draft = { key: 'register/1', title: 'New patient', path: '/patients/new', content: { family: 'Qu', caret: 2 } };
  await station.keepDraft(draft);
  expect(await station.rows.draft('register/1')).toMatchObject(draft);
  await expect.poll(() => seen.at(-1)).toBe(1);
  await station.dropDraft('register/1');
  await expect.poll(() => seen.at(-1)).toBe(0);
  stop();
  session.stop();
});

test('[BOOT-13] without a secure context the app says so in words', async () => {
  const scope = globalThis as { isSecureContext?: boolean };
  scope.isSecureContext = false;
  const session = openSurface('desk', { origin: NOWHERE, calls: server(), databaseName: 'boot-13' });
  expect((await until(session, 'fault')).words).toMatch(/secure connection/);
  delete scope.isSecureContext;
  session.stop();
});

/** What a person at this desk saw and did, as the next one finds it. */
async function written(session: SurfaceSession): Promise<readonly string[]> {
  await (await until(session, 'needs-sign-in')).signIn({ name: 'Ben Rook', passphrase: PEOPLE[1].passphrase });
  const { station } = await until(session, 'ready');
  const entries = await station.rows.auditHere(station.today(), station.today());
  return entries.filter(({ user }) => user === ada.user).map(({ action }) => action);
}

test('[AUD-20] who signs out has their last looks and their going on disk before the server is told: its answer shuts the desk', async () => {
  const name = 'boot-leave';
  const calls = server();
  // As the server does: it ends the session, and with it every tab's connection, before it answers.
  const ends = new BroadcastChannel(`${name}-sealed-door`);
  const signOut = async () => {
    ends.postMessage({ say: 'shut', forget: false });
    return await calls.signOut('', undefined);
  };
  const session = openSurface('desk', { origin: NOWHERE, calls: { ...calls, signOut }, databaseName: name });
  await (await until(session, 'needs-sign-in')).signIn({ name: 'Ada Quill', passphrase: PEOPLE[0].passphrase });
  const ready = await until(session, 'ready');
  ready.station.audit.saw({ action: 'patient/viewed', refs: ['patient:p1'] });
  await ready.signOut();

  expect(await written(session)).toEqual(['session/began', 'patient/viewed', 'session/ended']);
  ends.close();
  session.stop();
});

test('[AUD-20] a tab that another one signs out writes down what was seen in it before its store is locked', async () => {
  const options = { origin: NOWHERE, calls: server(), databaseName: 'boot-leave-tabs' };
  const one = openSurface('desk', options);
  await (await until(one, 'needs-sign-in')).signIn({ name: 'Ada Quill', passphrase: PEOPLE[0].passphrase });
  const { station } = await until(one, 'ready');
  const other = openSurface('desk', options);
  const { signOut } = await until(other, 'ready');
  station.audit.saw({ action: 'patient/viewed', refs: ['patient:p2'] });
  await signOut();
  await until(one, 'needs-sign-in');

  expect((await written(other)).toSorted()).toEqual([
    'patient/viewed',
    'session/began',
    'session/began',
    'session/ended'
  ]);
  one.stop();
  other.stop();
});
